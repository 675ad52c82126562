package dev.berth.testkit;

import dev.berth.spi.ScorePlugin;

/** Grades are in range. */
final class RangeCheck implements WorkerCheck {

  private static final int WORKERS = 8;

  @Override
  public String promise() {
    return "grades from 0 to 1,000,000";
  }

  @Override
  public boolean appliesToWorkers(WorkerSubject subject) {
    return subject instanceof WorkerSubject.OfScore;
  }

  @Override
  public void run(Trial trial) {
    Cases cases = trial.cases();
    Asker asker = trial.asker(Reading.Rule.NOTHING, cases);
    for (int round = 0; round < trial.trials().rounds(); round++) {
      TestJob job = cases.job();
      for (TestWorker worker : cases.random().workers(WORKERS)) {
        if (asker.mayAsk(job, worker)) {
          int grade = asker.ask(job, worker);
          if (grade < 0 || grade > ScorePlugin.MAX_SCORE) {
            throw new AssertionError(
                "%s grades %d, out of 0 to %d: the scheduler would leave it out of the decision\n%s\n%s"
                    .formatted(asker.subject().title(), grade, ScorePlugin.MAX_SCORE, job, worker));
          }
        }
      }
    }
  }
}
