package dev.berth.model;

/**
 * Where a job is in its life.
 *
 * <pre>{@code
 *           ┌────▶ HELD ──────────▶ QUEUED        (QUEUED ──suspend──▶ HELD)
 * submit ───┤
 *           └────▶ QUEUED ─▶ SCHEDULED ─▶ RUNNING ─▶ COMPLETED
 *                    ▲           │           ├─────▶ FAILED ────retry──▶ QUEUED
 *                    ├───────────┘           ├─────▶ PREEMPTED ────────▶ QUEUED
 *                    │  bind failed,         │
 *                    │  worker lost          │
 *                    └───────────────────────┘ worker lost
 *
 * any state that is not final ─▶ CANCELLED
 * }</pre>
 *
 * <p>A job is HELD until its {@link StartConditions} are met and quotas let it in, and while it is
 * suspended. Only a queued or held job can be suspended. FAILED is final, and yet the one final
 * state with a way out: a job with retries left passes through it back into the queue.
 */
public enum JobState {
  /** Held back from the queue: suspended, or not all it waits for is so yet. */
  HELD,
  /** Waiting for a worker. */
  QUEUED,
  /** A worker is reserved; the job has not started. */
  SCHEDULED,
  /** Running on its worker. */
  RUNNING,
  /** Ended well. Final. */
  COMPLETED,
  /** Ended badly. Final unless retried. */
  FAILED,
  /** Made way for another job; about to be queued again. */
  PREEMPTED,
  /** Called off by the host. Final. */
  CANCELLED;

  /** Whether a job that stays here is over. */
  public boolean isFinal() {
    return this == COMPLETED || this == FAILED || this == CANCELLED;
  }

  /** Whether the picture has an arrow from here to {@code next}. */
  public boolean canMoveTo(JobState next) {
    if (next == CANCELLED) {
      return !isFinal();
    }
    return switch (this) {
      case HELD, FAILED, PREEMPTED -> next == QUEUED;
      case QUEUED -> next == HELD || next == SCHEDULED;
      case SCHEDULED -> next == RUNNING || next == QUEUED;
      case RUNNING -> next == COMPLETED || next == FAILED || next == PREEMPTED || next == QUEUED;
      case COMPLETED, CANCELLED -> false;
    };
  }
}
