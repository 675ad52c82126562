package dev.berth.simulator.openb;

import dev.berth.plugins.standard.BerthGpuScore;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/**
 * A policy the openb experiment can be replayed with. docs/GPUS.md says more of each.
 *
 * @param id how it is named on the command line and in summaries
 * @param title what it is, for people
 * @param score the score plugin that it is
 * @param knowsDemand whether it is told what pods usually ask for; one that is not learns it, if it
 *     wants to know
 * @param window how many waiting pods it may reorder; 1 for none
 * @param movedPercent of the pods placed it may move so many when one does not fit
 */
public record OpenbPolicy(
    String id, String title, String score, boolean knowsDemand, int window, int movedPercent) {

  /** Any worker. */
  public static final OpenbPolicy RANDOM = online("random", "any node", RandomScore.NAME);

  /** The worker whose free amounts point least in the direction of the demand. */
  public static final OpenbPolicy DOTPROD =
      online("dotprod", "least dot product of free and asked", "dotProduct");

  /** Where jobs are that ask for as many GPUs. */
  public static final OpenbPolicy GPUCLUSTERING =
      online("gpuclustering", "jobs of one size together", "gpuClustering");

  /** GPUs in use before idle ones. */
  public static final OpenbPolicy GPUPACKING =
      online("gpupacking", "used GPUs before idle ones", "gpuPacking");

  /** The worker with the least left over. */
  public static final OpenbPolicy BESTFIT = online("bestfit", "least left over", "bestFit");

  /** Where fragmentation grows least. */
  public static final OpenbPolicy FGD =
      online("fgd", "fragmentation gradient descent", "fragmentationGradient");

  /** Where what is left over loses least of its worth, by the demand that is known in advance. */
  public static final OpenbPolicy BERTH =
      online("berth", "least worth lost, demand known", "berthGpu");

  /** The same, with the demand learned from what arrives. */
  public static final OpenbPolicy BERTH_LEARNED =
      new OpenbPolicy("berth-learned", "least worth lost, demand learned", "berthGpu", false, 1, 0);

  /** Those without a number. */
  public static final List<OpenbPolicy> ALL =
      List.of(RANDOM, DOTPROD, GPUCLUSTERING, GPUPACKING, BESTFIT, FGD, BERTH, BERTH_LEARNED);

  private static final String WINDOW = "berth-window:";
  private static final String MIGRATE = "berth-migrate:";
  private static final int MOST_PERCENT = 100;

  private static OpenbPolicy online(String id, String title, String score) {
    return new OpenbPolicy(id, title, score, true, 1, 0);
  }

  /** {@link #BERTH}, which may reorder so many waiting pods. */
  public static OpenbPolicy window(int pods) {
    return new OpenbPolicy(
        WINDOW + pods, "least worth lost, of " + pods + " that wait", "berthGpu", true, pods, 0);
  }

  /** {@link #BERTH}, which may move so many percent of the pods placed. */
  public static OpenbPolicy migrating(int percent) {
    String title = "least worth lost, " + percent + " % moved";
    return new OpenbPolicy(MIGRATE + percent, title, BerthGpuScore.MOVABLE, true, 1, percent);
  }

  /**
   * The policy of that name.
   *
   * @throws IllegalArgumentException when there is none; says which there are
   */
  public static OpenbPolicy of(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    for (OpenbPolicy policy : ALL) {
      if (policy.id.equals(lower)) {
        return policy;
      }
    }
    if (lower.startsWith(WINDOW)) {
      return numbered(lower, WINDOW, 1_024, OpenbPolicy::window);
    }
    if (lower.startsWith(MIGRATE)) {
      return numbered(lower, MIGRATE, MOST_PERCENT, OpenbPolicy::migrating);
    }
    throw new IllegalArgumentException(
        "unknown policy '%s'; there are %s, %sN, %sP"
            .formatted(
                name,
                String.join(", ", ALL.stream().map(OpenbPolicy::id).toList()),
                WINDOW,
                MIGRATE));
  }

  private static OpenbPolicy numbered(
      String name, String prefix, int most, IntFunction<OpenbPolicy> policy) {
    String number = name.substring(prefix.length());
    if (!number.matches("[0-9]{1,4}") || Integer.parseInt(number) < 1) {
      throw new IllegalArgumentException(
          "number ('%s') of policy %s must be 1 to %d".formatted(number, prefix, most));
    }
    int value = Integer.parseInt(number);
    if (value > most) {
      throw new IllegalArgumentException(
          "number (%d) of policy %s must be 1 to %d".formatted(value, prefix, most));
    }
    return policy.apply(value);
  }

  /** Whether pods are placed or dropped one by one, as they come. */
  boolean isOnline() {
    return window == 1;
  }
}
