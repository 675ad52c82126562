package dev.berth;

import dev.berth.internal.engine.EngineClient;
import dev.berth.internal.engine.WorkerRecord;
import dev.berth.model.Usage;
import dev.berth.model.WorkerStatus;

/**
 * One registered worker, for whoever speaks for it.
 *
 * <p><b>Thread-safety:</b> from any thread, without locks.
 */
public final class WorkerHandle {

  private final EngineClient engine;
  private final WorkerRecord worker;

  WorkerHandle(EngineClient engine, WorkerRecord worker) {
    this.engine = engine;
    this.worker = worker;
  }

  /** The worker's id. */
  public String id() {
    return worker.id();
  }

  /**
   * A sign of life and the measured load: a few stores. The engine takes the newest up in its next
   * cycle, an idle one within 50 ms. No effect once the worker is gone.
   *
   * @throws IllegalStateException when the scheduler is closed
   */
  public void heartbeat(Usage usage) {
    engine.heartbeat(worker, usage);
  }

  /** The worker as it is, all of one moment. */
  public WorkerStatus status() {
    return engine.status(worker);
  }

  @Override
  public String toString() {
    return "worker " + id() + " (" + status().state() + ")";
  }
}
