package dev.berth.internal.policy.hold;

import org.jspecify.annotations.Nullable;

/**
 * What the gate remembers of one job: what it waits for, and who waits for it.
 *
 * <p><b>Thread-safety:</b> none; owned by the engine, but for {@code waits}.
 */
final class Hold {

  static final GatedJob[] NOBODY = {};

  final GatedJob job;

  /** The jobs it depends on, in the order of its conditions; nobody once they no longer matter. */
  GatedJob[] dependencies;

  /** What it waits for just now; null once it has passed. */
  volatile @Nullable Waits waits;

  boolean suspended;

  /** Its {@code notBefore} lies ahead. */
  boolean early;

  int indexInTime;

  /** How many of its dependencies have not come true yet, and its entries with those jobs. */
  int unmet;

  Dependents.@Nullable Edge firstEdge;

  /** The entries of those who wait for this job, oldest first. */
  Dependents.@Nullable Edge firstDependent;

  Dependents.@Nullable Edge lastDependent;

  /** Why it can never pass. */
  @Nullable String doomed;

  /** Admission was not asked whether it takes the job in, or refused. */
  boolean foreign;

  /**
   * While it is held: how many passages are behind it, and whether it stands in the line before the
   * next.
   */
  int passed;

  boolean inLine;

  Hold(GatedJob job, GatedJob[] dependencies) {
    this.job = job;
    this.dependencies = dependencies;
  }

  static Hold of(GatedJob job) {
    Hold hold = job.hold;
    if (hold == null) {
      hold = new Hold(job, NOBODY);
      job.hold = hold;
    }
    return hold;
  }
}
