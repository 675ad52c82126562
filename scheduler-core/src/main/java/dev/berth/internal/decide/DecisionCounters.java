package dev.berth.internal.decide;

/**
 * What decisions have cost, in things done and not in time: the same on every machine.
 *
 * <p><b>Thread-safety:</b> none; owned by the engine.
 */
public final class DecisionCounters {

  long scanned;
  long rescored;
  long settled;
  long built;
  long reduced;
  long evicted;

  DecisionCounters() {}

  /** Decisions that asked about every worker. */
  public long scanned() {
    return scanned;
  }

  /** Workers graded to bring rankings up to date. */
  public long rescored() {
    return rescored;
  }

  /** Blocks of workers gone through for a new best. */
  public long settled() {
    return settled;
  }

  /** Rankings built. */
  public long built() {
    return built;
  }

  /** Rankings reduced to the smaller form for want of memory. */
  public long reduced() {
    return reduced;
  }

  /** Rankings forgotten for want of memory. */
  public long evicted() {
    return evicted;
  }
}
