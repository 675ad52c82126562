package dev.berth.internal.policy.quota;

import dev.berth.model.Resources;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the {@link QuotaBook} knows of one job: the quotas that count it, and where it stands.
 *
 * <p><b>Thread-safety:</b> none; the book's.
 */
public final class QuotaClaim {

  /** The most urgent first, then the oldest. A total order. */
  static final Comparator<QuotaClaim> ORDER =
      Comparator.comparingInt((QuotaClaim claim) -> -claim.job.job().priority().value())
          .thenComparingLong(claim -> claim.job.sequence());

  enum State {
    /** Counted as a job, and neither waiting nor using anything. */
    PRESENT,
    /** In the line of the quota in {@code waitsAt}. */
    WAITING,
    /** Using what it asks for. */
    ADMITTED
  }

  final QuotaJob job;
  List<QuotaAccount> accounts;
  State state = State.PRESENT;
  @Nullable QuotaAccount waitsAt;
  @Nullable WaitHeap heap;
  int heapIndex;

  QuotaClaim(QuotaJob job, List<QuotaAccount> accounts) {
    this.job = job;
    this.accounts = accounts;
  }

  Resources asked() {
    return job.job().requirements().resources();
  }

  boolean precedes(QuotaClaim other) {
    return ORDER.compare(this, other) < 0;
  }
}
