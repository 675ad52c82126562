package dev.berth.internal.decide;

import dev.berth.internal.cluster.DomainMap;
import dev.berth.internal.cluster.Tally;
import dev.berth.internal.plugin.Pipeline.DomainSlot;
import dev.berth.spi.DomainTerm;
import dev.berth.spi.DomainView;
import dev.berth.spi.ScorePlugin;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One term of one class of jobs, with its counts; what it says of a domain is kept until counts
 * change.
 *
 * <p>It is also the view that the term is given, and so sees what an answer depended on: on the
 * domain's own count alone, or on the others' as well.
 *
 * <p><b>Thread-safety:</b> as {@link Company}.
 */
final class CompanyTerm implements DomainView {

  private final DomainTerm term;
  private final DomainSlot domainSlot;
  private final Tally tally;
  private final DomainMap map;
  private final EligibleDomains eligibleDomains;

  private long[] grades = new long[8];
  private int[] stamps = new int[8];
  private int stamp = 1;
  private long seenVersion = -1;
  private long seenTopology = -1;

  private boolean othersKnown;
  private long least;
  private int eligible;
  private int domain;

  // What its answers have ever depended on beside the count of their own domain, and as it was.
  private boolean readsOthers;
  private boolean readsAny;
  private long rankedLeast;
  private int rankedEligible;
  private boolean rankedAny;

  CompanyTerm(
      DomainTerm term, DomainSlot domainSlot, Tally tally, EligibleDomains eligibleDomains) {
    this.term = term;
    this.domainSlot = domainSlot;
    this.tally = tally;
    this.eligibleDomains = eligibleDomains;
    map = tally.map();
  }

  DomainTerm term() {
    return term;
  }

  DomainSlot domainSlot() {
    return domainSlot;
  }

  DomainMap map() {
    return map;
  }

  Tally tally() {
    return tally;
  }

  /** A decision begins: forgets what was said of other counts than those of now. */
  void begin(long topology) {
    if (tally.version() != seenVersion || topology != seenTopology) {
      seenVersion = tally.version();
      seenTopology = topology;
      othersKnown = false;
      stamp++;
    }
  }

  /**
   * What the plugin's weight makes of the term's grade of a domain, or {@link Company#REFUSED}.
   *
   * @throws IllegalArgumentException when a grade is out of range
   */
  long grade(int number) {
    if (number >= grades.length) {
      int capacity = Math.max(map.limit(), number + 1);
      grades = Arrays.copyOf(grades, capacity);
      stamps = Arrays.copyOf(stamps, capacity);
    }
    if (stamps[number] != stamp) {
      grades[number] = ask(number);
      stamps[number] = stamp;
    }
    return grades[number];
  }

  private long ask(int number) {
    domain = number;
    domainSlot.slot().ask();
    if (domainSlot.required() && !term.accepts(this)) {
      return Company.REFUSED;
    }
    int weight = domainSlot.slot().weight();
    if (weight == 0) {
      return 0;
    }
    int score = term.score(this);
    if (score < 0 || score > ScorePlugin.MAX_SCORE) {
      throw new IllegalArgumentException(
          "graded %s '%s' with %d, which is not 0 to %d"
              .formatted(map.key(), value(), score, ScorePlugin.MAX_SCORE));
    }
    return (long) weight * score;
  }

  /** Stands on a domain, for whoever explains. */
  CompanyTerm at(int number) {
    domain = number;
    return this;
  }

  /**
   * Whether something that answers depended on, beside the count of their own domain, is not as it
   * was at the last call.
   */
  boolean othersMoved() {
    boolean moved = readsAny && rankedAny != anyInTally();
    rankedAny = anyInTally();
    if (readsOthers) {
      knowOthers();
      moved |= rankedLeast != least || rankedEligible != eligible;
      rankedLeast = least;
      rankedEligible = eligible;
    }
    return moved;
  }

  private boolean anyInTally() {
    return tally.jobs() > 0;
  }

  private void knowOthers() {
    if (!othersKnown) {
      eligible = 0;
      long smallest = Long.MAX_VALUE;
      for (int number = 1; number < map.limit(); number++) {
        if (eligibleDomains.contains(number)) {
          eligible++;
          smallest = Math.min(smallest, tally.count(number));
        }
      }
      least = eligible == 0 ? 0 : smallest;
      othersKnown = true;
    }
  }

  // ---- as a view

  @Override
  public @Nullable String value() {
    return map.value(domain);
  }

  @Override
  public long count() {
    return tally.count(domain);
  }

  @Override
  public boolean anyPlaced() {
    readsAny = true;
    return anyInTally();
  }

  @Override
  public long least() {
    readsOthers = true;
    knowOthers();
    return least;
  }

  @Override
  public int eligible() {
    readsOthers = true;
    knowOthers();
    return eligible;
  }
}
