package dev.berth.internal.policy.hold;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of the things a job must get before it may queue, and keeps until it is over or held again.
 *
 * <p><b>Thread-safety:</b> none; owned by the engine.
 */
interface Passage {

  /** Gives the job what it asks for, or puts it in line: then says what it waits for. */
  @Nullable Waits enter(GatedJob job);

  /** Takes back what the job was given; whoever is next in line gets it. */
  void leave(GatedJob job);

  /** The job stands in line no longer. */
  void withdraw(GatedJob job);

  /**
   * Throws when what it gave and who stands in its line is not what the jobs say. For tests.
   *
   * @param through all jobs that have got past it and not left
   * @param line all that stand in its line
   */
  default void check(List<GatedJob> through, List<GatedJob> line) {}
}
