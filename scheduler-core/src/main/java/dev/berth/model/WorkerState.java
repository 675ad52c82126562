package dev.berth.model;

/**
 * What a worker is good for at the moment.
 *
 * <pre>{@code
 *                first job placed
 * register ─▶ AVAILABLE ◀────────▶ RUNNING
 *                 ▲   last job gone    ▲
 *                 │ drain / undrain    │
 *                 └────▶ DRAINING ◀────┘
 *
 * AVAILABLE, RUNNING, DRAINING ──heartbeats missed──▶ UNHEALTHY
 * UNHEALTHY ──heartbeat──▶ AVAILABLE, RUNNING or DRAINING, as before and as jobs are left
 * any state ──removed──▶ GONE
 * }</pre>
 */
public enum WorkerState {
  /** Healthy and without jobs. */
  AVAILABLE,
  /** Healthy with at least one job. */
  RUNNING,
  /** Finishes the jobs it has and takes no others. */
  DRAINING,
  /** Its heartbeats stay away; its jobs are queued again after a grace. */
  UNHEALTHY,
  /** Removed. Final. */
  GONE;

  /** Whether jobs may be placed here. */
  public boolean takesJobs() {
    return this == AVAILABLE || this == RUNNING;
  }

  /** Whether the picture has an arrow from here to {@code next}. */
  public boolean canMoveTo(WorkerState next) {
    return this != GONE && this != next;
  }
}
