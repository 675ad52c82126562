package dev.berth.simulator.replay;

import dev.berth.simulator.trace.SwfJob;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How evenly a batch log's users were served, by the mean bounded slowdown x of each user's jobs.
 *
 * <p>{@code jain} is Jain's index (sum of x)² / (users * sum of x²): 1 when all users have the same
 * slowdown, 1 / users when one has it all. Jobs of unknown user count as one user's.
 *
 * <p><b>Source:</b> Jain, Chiu, Hawe, "A Quantitative Measure of Fairness and Discrimination for
 * Resource Allocation in Shared Computer Systems", DEC-TR-301, 1984.
 *
 * @param worstUser the user with the highest mean slowdown, of equals the lowest number
 */
public record UserFairness(int users, double jain, long worstUser, double worstSlowdown) {

  private static final class Mean {
    private double sum;
    private int count;

    private double value() {
      return sum / count;
    }
  }

  /** Measures jobs that started at the given seconds. */
  public static UserFairness of(List<SwfJob> jobs, long[] starts) {
    Map<Long, Mean> users = new TreeMap<>();
    for (int i = 0; i < starts.length; i++) {
      Mean mean = users.computeIfAbsent(jobs.get(i).user(), user -> new Mean());
      mean.sum += SwfMetrics.boundedSlowdown(jobs.get(i), starts[i]);
      mean.count++;
    }
    double sum = 0;
    double squares = 0;
    long worst = -1;
    double worstSlowdown = 0;
    for (Map.Entry<Long, Mean> user : users.entrySet()) {
      double slowdown = user.getValue().value();
      sum += slowdown;
      squares += slowdown * slowdown;
      if (slowdown > worstSlowdown) {
        worst = user.getKey();
        worstSlowdown = slowdown;
      }
    }
    return new UserFairness(
        users.size(), sum * sum / (users.size() * squares), worst, worstSlowdown);
  }
}
