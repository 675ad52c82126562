package dev.berth.internal.cluster;

import dev.berth.spi.DomainTally;
import java.util.Arrays;

/**
 * The counts of one {@link DomainTally}, by domain.
 *
 * <p><b>Thread-safety:</b> one writer, the engine, which also reads.
 */
public final class Tally {

  private final DomainTally counted;
  private final DomainMap map;
  private long[] counts = new long[8];
  private int jobs;
  private long version;

  Tally(DomainTally counted, DomainMap map) {
    this.counted = counted;
    this.map = map;
  }

  DomainTally counted() {
    return counted;
  }

  /** The domains it counts in. */
  public DomainMap map() {
    return map;
  }

  /** The count of a domain; 0 for {@link DomainMap#NONE}. */
  public long count(int domain) {
    return domain < counts.length ? counts[domain] : 0;
  }

  /** How many placed jobs count. */
  public int jobs() {
    return jobs;
  }

  /** Counts its changes. */
  public long version() {
    return version;
  }

  /** A job came, with sign 1, or went, with sign -1. */
  void move(int domain, int amount, int sign) {
    jobs += sign;
    version++;
    if (domain != DomainMap.NONE) {
      if (domain >= counts.length) {
        counts = Arrays.copyOf(counts, Math.max(domain + 1, 2 * counts.length));
      }
      counts[domain] += (long) sign * amount;
    }
  }
}
