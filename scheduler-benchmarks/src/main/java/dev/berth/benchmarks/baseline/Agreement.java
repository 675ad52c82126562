package dev.berth.benchmarks.baseline;

import dev.berth.benchmarks.state.JobSpec;
import dev.berth.benchmarks.state.SyntheticFleet.Member;
import java.util.List;

/** The proof, before anything is timed, that all rivals do the same work. */
public final class Agreement {

  private Agreement() {}

  /**
   * Throws unless every rival chooses the same workers for these jobs, placing each before the next
   * is decided, and nine in ten find one.
   */
  public static void prove(List<Member> fleet, List<JobSpec> jobs) {
    int[] expected = choices(Rival.Type.NAIVE, fleet, jobs);
    int placed = 0;
    for (int choice : expected) {
      placed += choice == Rival.NONE ? 0 : 1;
    }
    if (10 * placed < 9 * jobs.size()) {
      throw new IllegalStateException("only %d of %d jobs fit".formatted(placed, jobs.size()));
    }
    for (Rival.Type type : Rival.Type.values()) {
      int[] actual = choices(type, fleet, jobs);
      for (int i = 0; i < expected.length; i++) {
        if (actual[i] != expected[i]) {
          throw new IllegalStateException(
              "%s puts %s on worker %d, %s on %d"
                  .formatted(type, jobs.get(i).job(), actual[i], Rival.Type.NAIVE, expected[i]));
        }
      }
    }
  }

  private static int[] choices(Rival.Type type, List<Member> fleet, List<JobSpec> jobs) {
    Rival rival = type.over(fleet);
    int[] choices = new int[jobs.size()];
    for (int i = 0; i < choices.length; i++) {
      choices[i] = rival.decide(jobs.get(i), i);
      if (choices[i] != Rival.NONE) {
        rival.reserve(choices[i], jobs.get(i).requirements());
      }
    }
    return choices;
  }
}
