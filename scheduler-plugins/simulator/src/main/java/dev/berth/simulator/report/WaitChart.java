package dev.berth.simulator.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The plot of a wait distribution: bars for the jobs that waited, each class about ten times as
 * long as the last, while the share that did not wait stands with the name.
 */
public final class WaitChart {
  private static final List<String> CLASSES =
      List.of("≤ 1 s", "≤ 10 s", "≤ 1 min", "≤ 10 min", "≤ 1 h", "≤ 6 h", "≤ 1 d", "> 1 d");
  private static final double[] UPPER = {1, 10, 60, 600, 3_600, 21_600, 86_400};
  private static final double PERCENT = 100;

  private WaitChart() {}

  /** The waits of each group of jobs, in seconds, by the group's name. */
  public static Chart of(Map<String, double[]> waitsByGroup) {
    List<Chart.Series> series = new ArrayList<>();
    waitsByGroup.forEach(
        (group, waits) -> {
          double[] shares = shares(waits);
          double waited = 0;
          for (double share : shares) {
            waited += share;
          }
          String atOnce = Figures.decimal(PERCENT - waited, 1) + " % at once";
          series.add(new Chart.Series(group + " (" + atOnce + ")", shares));
        });
    return Chart.bars(
        "Wait of jobs not placed at once (% of jobs)",
        "From submission to placement. Each bar counts the waits above the class before it.",
        "wait",
        CLASSES,
        "%",
        series);
  }

  /** The share of all jobs in each class of waits above 0, in percent. */
  static double[] shares(double[] waits) {
    double[] shares = new double[CLASSES.size()];
    for (double wait : waits) {
      if (wait > 0) {
        int bucket = 0;
        while (bucket < UPPER.length && wait > UPPER[bucket]) {
          bucket++;
        }
        shares[bucket] += PERCENT / waits.length;
      }
    }
    return shares;
  }
}
