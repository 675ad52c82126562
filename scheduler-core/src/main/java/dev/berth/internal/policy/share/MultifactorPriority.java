package dev.berth.internal.policy.share;

import dev.berth.model.PriorityFactors;
import dev.berth.model.PriorityFactors.Factor;
import dev.berth.model.Resources;
import dev.berth.queue.MultifactorWeights;
import java.util.List;
import java.util.Map;

/**
 * A job's priority as the weighted sum of five factors, each 0 to 1: pure functions.
 *
 * <ul>
 *   <li>age: time waited ÷ the greatest age, at most 1. The time counts while the job could run,
 *       not while it is held.
 *   <li>fair share: {@link FairShare#factor}.
 *   <li>job size: the largest share of the fleet the job asks for of any resource; 1 less that if
 *       small jobs are favoured.
 *   <li>priority class and queue: the value ÷ the highest there is; values below 0 count as 0.
 * </ul>
 *
 * <p>Two jobs that wait grow older at the same rate, so age changes their order only when one
 * reaches the greatest age.
 *
 * <p><b>Thread-safety:</b> immutable. <b>Cost:</b> no allocation but for {@link #explain}.
 *
 * <p><b>Source:</b> SchedMD, "Multifactor Priority Plugin", Slurm's documentation. We differ in job
 * size, which there is the mean of the shares of nodes and of processors, and leave out what Berth
 * has no notion of: associations, nice values, site factors.
 */
public final class MultifactorPriority {

  private final MultifactorWeights weights;
  private final double maxAgeSeconds;

  public MultifactorPriority(MultifactorWeights weights) {
    this.weights = weights;
    maxAgeSeconds = weights.maxAge().toSeconds() + weights.maxAge().toNanosPart() * 1e-9;
  }

  /** The age factor after so much time in which the job could have run. */
  public double age(long waitedNanos) {
    return limited(waitedNanos * 1e-9 / maxAgeSeconds);
  }

  /** The job size factor: 0 if the fleet has nothing. */
  public double jobSize(Resources asked, Resources fleet) {
    double size =
        Math.max(
            Math.max(
                part(asked.cpuMillis(), fleet.cpuMillis()),
                part(asked.memoryBytes(), fleet.memoryBytes())),
            Math.max(
                part(asked.gpuMillis(), fleet.gpuMillis()),
                part(asked.storageBytes(), fleet.storageBytes())));
    List<Map.Entry<String, Long>> extras = asked.extraList();
    for (int i = 0; i < extras.size(); i++) {
      Map.Entry<String, Long> extra = extras.get(i);
      size = Math.max(size, part(extra.getValue(), fleet.get(extra.getKey())));
    }
    return weights.favorSmall() ? 1 - size : size;
  }

  /** The factor of a class or queue, by its value and the highest there is. */
  public static double relative(long value, long highest) {
    return part(value, highest);
  }

  /** The priority: the higher goes first. */
  public double total(
      double age, double fairShare, double jobSize, double priorityClass, double queue) {
    return weights.age() * age
        + weights.fairShare() * fairShare
        + weights.jobSize() * jobSize
        + weights.priorityClass() * priorityClass
        + weights.queue() * queue;
  }

  /** {@link #total}, taken apart. */
  public PriorityFactors explain(
      double age, double fairShare, double jobSize, double priorityClass, double queue) {
    return new PriorityFactors(
        List.of(
            new Factor("age", weights.age(), age),
            new Factor("fair share", weights.fairShare(), fairShare),
            new Factor("job size", weights.jobSize(), jobSize),
            new Factor("priority class", weights.priorityClass(), priorityClass),
            new Factor("queue", weights.queue(), queue)));
  }

  private static double part(long amount, long whole) {
    return whole <= 0 ? 0 : limited((double) amount / whole);
  }

  private static double limited(double factor) {
    return Math.max(0, Math.min(1, factor));
  }
}
