package dev.berth.spi;

import org.jspecify.annotations.Nullable;

/**
 * One domain as a {@link DomainTerm} sees it, with the counts of that term's tally. Valid only
 * during the call; do not retain.
 *
 * <p>A domain is <em>eligible</em> for a job when some worker of it, whatever its state and room,
 * passes the profile's filters that read labels alone.
 *
 * <p><b>Thread-safety:</b> confined to the calling thread. <b>Cost:</b> field reads, but for the
 * first {@link #least} or {@link #eligible} after a change, O(domains).
 */
public interface DomainView {

  /** The label's value; null stands for the workers that lack the label. */
  @Nullable String value();

  /** The count of this domain; 0 for workers that lack the label. */
  long count();

  /** Whether any placed job counts, in whatever domain or in none. */
  boolean anyPlaced();

  /** The least count among the eligible domains; 0 when there are none. */
  long least();

  /** How many domains are eligible. */
  int eligible();
}
