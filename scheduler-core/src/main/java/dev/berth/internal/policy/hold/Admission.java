package dev.berth.internal.policy.hold;

import dev.berth.model.Job;
import org.jspecify.annotations.Nullable;

/**
 * Decides by quotas which jobs may queue. It is the last gate but the rate limits: a job is asked
 * for once all else that it waited for is so.
 *
 * <pre>
 *   prepare ─▶ refusal ─┬─▶ tryAdmit ─┬─▶ (admitted, charged) ─▶ released ─┬─▶ ended
 *                       │     ▲       └─▶ (waits) ─▶ next ─▶ (admitted)    │
 *                       │     │               └───▶ withdrawn ─────────────┤
 *                       │     └──────────────── suspended, resumed ────────┘
 *                       └─▶ (ends at once)
 * </pre>
 *
 * <p>An admitted job stays admitted while it is queued, placed, retried or evicted; it is released
 * when it is over or goes back to being held.
 *
 * <p><b>Thread-safety:</b> owned by the engine, but for {@link #prepare}. <b>Cost:</b> all O(log
 * waiting) or better: a release must not go through those who wait.
 */
public interface Admission {

  /** Lets everybody in. */
  Admission OPEN =
      new Admission() {
        @Override
        public @Nullable String tryAdmit(GatedJob job) {
          return null;
        }

        @Override
        public void released(GatedJob job) {}

        @Override
        public void withdrawn(GatedJob job) {}

        @Override
        public @Nullable GatedJob next() {
          return null;
        }
      };

  /**
   * Gives back the job as it is to be taken in, with what it left out filled in. Called by the
   * thread that submits, any thread, and before the job is known to anybody.
   *
   * @throws IllegalArgumentException when it asks for what nobody may ask for
   */
  default Job prepare(Job job) {
    return job;
  }

  /**
   * Asked once of every job when it is taken in: null, or why it can never be admitted. With null
   * it counts as taken in until {@link #ended}; otherwise it ends at once with that reason, and
   * nothing more is heard of it.
   */
  default @Nullable String refusal(GatedJob job) {
    return null;
  }

  /**
   * Admits and charges a job, or remembers that it waits.
   *
   * @return null when it is admitted, otherwise what it waits for, in words with names and numbers
   */
  @Nullable String tryAdmit(GatedJob job);

  /** What a job waits for as things stand, in words; null when it does not wait to be admitted. */
  default @Nullable String waitsFor(GatedJob job) {
    return null;
  }

  /** An admitted job gives back what it was charged with: it is over, or held again. */
  void released(GatedJob job);

  /** A job that waits to be admitted does so no longer: it is over, or suspended. */
  void withdrawn(GatedJob job);

  /**
   * Admits and charges the job that is next among those who wait, and forgets that it waits; null
   * when none can be admitted now. Asked until it is null after whatever may have made room.
   */
  @Nullable GatedJob next();

  /** A job that was not refused is over; it was released or withdrawn before. */
  default void ended(GatedJob job) {}
}
