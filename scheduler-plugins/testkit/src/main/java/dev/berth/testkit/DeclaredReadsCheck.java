package dev.berth.testkit;

import java.util.List;

/** Whatever it is asked, it reads only what it declares; the views throw on anything else. */
final class DeclaredReadsCheck implements WorkerCheck {

  @Override
  public String promise() {
    return "reads only the facets it declares";
  }

  @Override
  public void run(Trial trial) {
    Cases cases = trial.cases();
    Asker asker = trial.asker(Reading.Rule.DECLARED_FACETS, cases);
    for (int round = 0; round < trial.trials().rounds(); round++) {
      askEverything(asker, cases);
    }
  }

  /** Asks each question there is about a handful of workers. */
  static void askEverything(Asker asker, Cases cases) {
    TestJob job = cases.job();
    List<TestWorker> workers = cases.random().workers(cases.random().number(1, 8));
    TestBlock block = TestBlock.of(workers);
    for (int i = 0; i < workers.size(); i++) {
      TestWorker worker = workers.get(i);
      if (!asker.mayAsk(job, worker)) {
        block.reject(i);
      } else if (asker.ask(job, worker) == WorkerSubject.REFUSED) {
        asker.explain(job, worker);
      }
      if (asker.choosesGpu(job, worker)) {
        asker.chooseGpu(job, worker);
      }
    }
    asker.ask(job, block);
  }
}
