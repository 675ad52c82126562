package dev.berth.internal.policy.quota;

import dev.berth.model.Job;
import org.jspecify.annotations.Nullable;

/** A job for tests of the book, without an engine. */
final class BookedJob implements QuotaJob {
  private final Job job;
  private final long sequence;
  private @Nullable QuotaClaim claim;

  /** As the test sees it: it was told that the job is admitted, and has not given back. */
  boolean admitted;

  boolean suspended;

  BookedJob(Job job, long sequence) {
    this.job = job;
    this.sequence = sequence;
  }

  @Override
  public Job job() {
    return job;
  }

  @Override
  public long sequence() {
    return sequence;
  }

  @Override
  public @Nullable QuotaClaim quotaClaim() {
    return claim;
  }

  @Override
  public void quotaClaim(@Nullable QuotaClaim newClaim) {
    claim = newClaim;
  }

  @Override
  public String toString() {
    return job.id();
  }
}
