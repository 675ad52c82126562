package dev.berth.plugins.standard;

import dev.berth.spi.DomainView;
import org.jspecify.annotations.Nullable;

/** A domain with made-up counts; of others there is only what is said of them. */
record FakeDomain(@Nullable String value, long count, long least, int eligible, boolean anyPlaced)
    implements DomainView {

  /** One of three domains, of which the emptiest holds none. */
  static FakeDomain holding(long count) {
    return new FakeDomain("a", count, 0, 3, count != 0);
  }

  /** The workers without the label. */
  static FakeDomain none() {
    return new FakeDomain(null, 0, 0, 3, true);
  }

  FakeDomain least(long count) {
    return new FakeDomain(value, this.count, count, eligible, anyPlaced);
  }

  FakeDomain eligible(int domains) {
    return new FakeDomain(value, count, least, domains, anyPlaced);
  }

  /** Others hold some, whatever this one does. */
  FakeDomain amongOthers() {
    return new FakeDomain(value, count, least, eligible, true);
  }
}
