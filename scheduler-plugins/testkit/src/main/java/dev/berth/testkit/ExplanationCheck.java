package dev.berth.testkit;

import dev.berth.model.Rejection;
import java.util.List;

/** Every refusal has a reason. */
final class ExplanationCheck implements WorkerCheck {

  private static final int WORKERS = 8;

  @Override
  public String promise() {
    return "explains every refusal";
  }

  @Override
  public boolean appliesToWorkers(WorkerSubject subject) {
    return subject instanceof WorkerSubject.OfFilter;
  }

  @Override
  public void run(Trial trial) {
    Cases cases = trial.cases();
    Asker asker = trial.asker(Reading.Rule.NOTHING, cases);
    for (int round = 0; round < trial.trials().rounds(); round++) {
      TestJob job = cases.job();
      for (TestWorker worker : cases.random().workers(WORKERS)) {
        if (asker.ask(job, worker) == WorkerSubject.REFUSED) {
          List<Rejection> reasons = asker.explain(job, worker);
          if (reasons.isEmpty()) {
            throw new AssertionError(
                "%s refuses a worker and explain() gives no reason\n%s\n%s"
                    .formatted(asker.subject().title(), job, worker));
          }
        }
      }
    }
  }
}
