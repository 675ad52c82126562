package dev.berth.internal.policy.quota;

import dev.berth.internal.policy.hold.Admission;
import dev.berth.internal.policy.hold.GatedJob;
import dev.berth.model.Job;
import dev.berth.model.Quota;
import dev.berth.model.QuotaShortfall;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Quotas as the gate asks for them.
 *
 * <p><b>Thread-safety:</b> the engine's, but for {@link #prepare} and {@link #check}.
 */
public final class QuotaAdmission implements Admission {

  private final SubmissionRules rules;
  private final QuotaBook book;

  /** What many jobs are told that wait behind the same one: put in words once. */
  private @Nullable QuotaShortfall lastTurn;

  private String lastWords = "";

  /** Admits by a book whose quotas the rules know. */
  public QuotaAdmission(SubmissionRules rules, QuotaBook book) {
    this.rules = rules;
    this.book = book;
  }

  /** Without quotas, to begin with. */
  public static QuotaAdmission open() {
    QuotaRules none = QuotaRules.of(List.of());
    return new QuotaAdmission(
        new SubmissionRules(List.of(), Map.of(), List.of(), none), new QuotaBook(none));
  }

  /** The book behind. */
  public QuotaBook book() {
    return book;
  }

  /** Throws when a quota could not be put in force. */
  public void check(Quota quota) {
    rules.check(quota);
    book.rules().check(quota);
  }

  @Override
  public Job prepare(Job job) {
    return rules.prepare(job);
  }

  @Override
  public @Nullable String refusal(GatedJob job) {
    QuotaShortfall tooMany = book.enter((QuotaJob) job);
    return tooMany == null ? null : tooMany.message();
  }

  @Override
  public @Nullable String tryAdmit(GatedJob job) {
    return words(book.tryAdmit((QuotaJob) job));
  }

  @Override
  public @Nullable String waitsFor(GatedJob job) {
    return words(book.shortfall((QuotaJob) job));
  }

  private @Nullable String words(@Nullable QuotaShortfall shortfall) {
    if (shortfall == null) {
      return null;
    }
    if (shortfall.cause() != QuotaShortfall.Cause.TURN) {
      return shortfall.message();
    }
    if (!shortfall.equals(lastTurn)) {
      lastTurn = shortfall;
      lastWords = shortfall.message();
    }
    return lastWords;
  }

  @Override
  public void released(GatedJob job) {
    book.giveBack((QuotaJob) job);
  }

  @Override
  public void withdrawn(GatedJob job) {
    book.giveBack((QuotaJob) job);
  }

  @Override
  public @Nullable GatedJob next() {
    return (GatedJob) book.next();
  }

  @Override
  public void ended(GatedJob job) {
    book.leave((QuotaJob) job);
  }
}
