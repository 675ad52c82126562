package dev.berth.testkit;

import dev.berth.spi.JobFacet;
import dev.berth.spi.Plugin;
import dev.berth.spi.Scope;
import dev.berth.spi.WorkerFacet;
import java.util.EnumSet;
import java.util.Set;

/**
 * What it does not declare may change without changing an answer. Unlike {@link DeclaredReadsCheck}
 * it goes by the answers, so it finds what was read by whatever door.
 */
final class UndeclaredChangesCheck implements WorkerCheck {

  private static final int WORKERS = 4;

  @Override
  public String promise() {
    return "gives answers that follow from the facets it declares";
  }

  @Override
  public boolean appliesToWorkers(WorkerSubject subject) {
    return subject.plugin().scope() == Scope.WORKER;
  }

  @Override
  public void run(Trial trial) {
    Cases cases = trial.cases();
    Asker asker = trial.asker(Reading.Rule.NOTHING, cases);
    Plugin plugin = asker.subject().plugin();
    Set<WorkerFacet> ofWorker = EnumSet.allOf(WorkerFacet.class);
    ofWorker.removeAll(plugin.reads());
    Set<JobFacet> ofJob = EnumSet.allOf(JobFacet.class);
    ofJob.removeAll(plugin.readsOfJob());
    for (int round = 0; round < trial.trials().rounds(); round++) {
      TestJob job = cases.job();
      for (TestWorker worker : cases.random().workers(WORKERS)) {
        for (WorkerFacet facet : ofWorker) {
          TestWorker changed = cases.random().change(worker, facet);
          compare(asker, job, worker, job, changed, "WorkerFacet." + facet, "reads()");
        }
        for (JobFacet facet : ofJob) {
          TestJob changed = TestJob.of(cases.random().change(job.job(), facet));
          compare(asker, job, worker, changed, worker, "JobFacet." + facet, "readsOfJob()");
        }
      }
    }
  }

  private static void compare(
      Asker asker,
      TestJob job,
      TestWorker worker,
      TestJob changedJob,
      TestWorker changedWorker,
      String facet,
      String declaration) {
    if (!asker.mayAsk(job, worker) || !asker.mayAsk(changedJob, changedWorker)) {
      return;
    }
    int before = asker.ask(job, worker);
    int after = asker.ask(changedJob, changedWorker);
    if (before != after) {
      throw new AssertionError(
          """
          %s answers differently when only %s changes, which it does not declare: %s, then %s
          Maybe add %s to %s.
          before: %s
                  %s
          after:  %s
                  %s"""
              .formatted(
                  asker.subject().title(),
                  facet,
                  asker.subject().say(before),
                  asker.subject().say(after),
                  facet,
                  declaration,
                  job,
                  worker,
                  changedJob,
                  changedWorker));
    }
  }
}
