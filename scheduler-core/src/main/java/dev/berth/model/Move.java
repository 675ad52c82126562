package dev.berth.model;

/**
 * A running job that would go on elsewhere.
 *
 * @param from where it is
 * @param to where it would be, if nothing else changes before
 * @param gain by how much its profile grades its new place higher than the old one would be graded
 *     without it, in points times weights; with a job to make room for, what that one's place is
 *     worth too, so it may be negative
 */
public record Move(Placement from, Placement to, long gain) {
  public Move {
    Check.present("from", from, "move");
    Check.present("to", to, "move of job " + from.jobId());
    if (!to.jobId().equals(from.jobId())) {
      throw Check.refused("to", to, "move of job " + from.jobId(), "be of the same job");
    }
  }

  /** The job. */
  public String jobId() {
    return from.jobId();
  }
}
