package dev.berth.queue;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How much each factor of a job's priority counts, as in Slurm's multifactor priority: a job's
 * priority is the sum of weight × factor, and every factor is 0 to 1.
 *
 * <p>Only ratios of weights matter. The defaults lie a tenth apart: the class decides, then queue
 * and fair share, and age among what is left; size says nothing.
 *
 * @param age how long the job has waited and could have run, up to {@code maxAge}
 * @param fairShare how much less than its share the tenant has used
 * @param jobSize how much of the fleet the job asks for
 * @param priorityClass the job's priority beside the highest there is
 * @param queue the queue's priority beside the highest there is
 * @param maxAge at which the age factor is 1
 * @param favorSmall whether the size factor is 1 for the smallest jobs instead of the largest
 */
public record MultifactorWeights(
    long age,
    long fairShare,
    long jobSize,
    long priorityClass,
    long queue,
    Duration maxAge,
    boolean favorSmall) {

  /** The largest weight: sums of all five are exact. */
  public static final long MAX_WEIGHT = 1_000_000_000;

  /** As Slurm's PriorityMaxAge. */
  public static final Duration DEFAULT_MAX_AGE = Duration.ofDays(7);

  public MultifactorWeights {
    checkWeight("age", age);
    checkWeight("fairShare", fairShare);
    checkWeight("jobSize", jobSize);
    checkWeight("priorityClass", priorityClass);
    checkWeight("queue", queue);
    requireNonNull(maxAge, "maxAge");
    if (maxAge.isNegative() || maxAge.isZero()) {
      throw new IllegalArgumentException(
          "maxAge (%s) of a multifactor priority must be above 0".formatted(maxAge));
    }
  }

  public static MultifactorWeights ofDefaults() {
    return builder().build();
  }

  public static Builder builder() {
    return new Builder();
  }

  private static void checkWeight(String factor, long weight) {
    if (weight < 0 || weight > MAX_WEIGHT) {
      throw new IllegalArgumentException(
          "weight (%d) of factor %s must be 0 to %d".formatted(weight, factor, MAX_WEIGHT));
    }
  }

  /**
   * Builds weights. Defaults:
   *
   * <ul>
   *   <li>priority class 100,000
   *   <li>queue and fair share 10,000
   *   <li>age 1,000, up to {@link MultifactorWeights#DEFAULT_MAX_AGE}
   *   <li>job size 0, in favour of large ones
   * </ul>
   */
  public static final class Builder {

    private long age = 1_000;
    private long fairShare = 10_000;
    private long jobSize;
    private long priorityClass = 100_000;
    private long queue = 10_000;
    private Duration maxAge = DEFAULT_MAX_AGE;
    private boolean favorSmall;

    private Builder() {}

    public Builder age(long weight) {
      age = weight;
      return this;
    }

    public Builder fairShare(long weight) {
      fairShare = weight;
      return this;
    }

    public Builder jobSize(long weight) {
      jobSize = weight;
      return this;
    }

    public Builder priorityClass(long weight) {
      priorityClass = weight;
      return this;
    }

    public Builder queue(long weight) {
      queue = weight;
      return this;
    }

    public Builder maxAge(Duration maxAge) {
      this.maxAge = maxAge;
      return this;
    }

    public Builder favorSmall(boolean favorSmall) {
      this.favorSmall = favorSmall;
      return this;
    }

    public MultifactorWeights build() {
      return new MultifactorWeights(
          age, fairShare, jobSize, priorityClass, queue, maxAge, favorSmall);
    }
  }
}
