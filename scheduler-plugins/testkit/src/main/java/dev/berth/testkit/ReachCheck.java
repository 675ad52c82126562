package dev.berth.testkit;

import java.util.Set;
import java.util.TreeSet;

/** The other checks saw more than one answer; else they would have proved nothing. */
final class ReachCheck implements WorkerCheck {

  private static final int WORKERS = 16;

  @Override
  public String promise() {
    return "does not give everybody the same answer";
  }

  @Override
  public void run(Trial trial) {
    Cases cases = trial.cases();
    Asker asker = trial.asker(Reading.Rule.NOTHING, cases);
    Set<Integer> answers = new TreeSet<>();
    int asked = 0;
    for (int round = 0; round < trial.trials().rounds() && answers.size() < 2; round++) {
      TestJob job = cases.job();
      for (TestWorker worker : cases.random().workers(WORKERS)) {
        if (asker.mayAsk(job, worker)) {
          answers.add(asker.ask(job, worker));
          asked++;
        }
      }
    }
    if (answers.size() < 2) {
      throw new AssertionError(
          """
          %s gives the same answer to all of %d questions%s, so the checks prove nothing
          Maybe it looks for labels, tenants or models that the random fleets lack: name them in trials(), as in \
          Trials.ofDefaults().workerLabel("pool", "gold", "silver")."""
              .formatted(
                  asker.subject().title(),
                  asked,
                  answers.isEmpty()
                      ? ""
                      : " (" + asker.subject().say(answers.iterator().next()) + ")"));
    }
  }
}
