package dev.berth.testkit;

import dev.berth.spi.DomainView;
import org.jspecify.annotations.Nullable;

/**
 * A domain as a term of a domain plugin sees it, for tests by hand: any counts that one likes.
 *
 * <p><b>Thread-safety:</b> immutable.
 */
public record TestDomain(
    @Nullable String value, long count, boolean anyPlaced, long least, int eligible)
    implements DomainView {

  /** A domain that holds so many, among others of which the emptiest holds so many. */
  public static TestDomain of(String value, long count, long least, int eligible) {
    return new TestDomain(value, count, count != 0 || least != 0, least, eligible);
  }

  /** The workers without the label, beside so many domains. */
  public static TestDomain unlabelled(int eligible) {
    return new TestDomain(null, 0, false, 0, eligible);
  }
}
