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
final class UndeclaredChangesCheck implements Check {

  @Override
  public String promise() {
    return "gives answers that follow from the facets it declares";
  }

  @Override
  public boolean appliesTo(Subject subject) {
    return subject.plugin().scope() == Scope.WORKER;
  }

  @Override
  public void run(Trial trial) {
    Cases cases = trial.cases();
    Subject subject = trial.fresh().get();
    Asker asker = new Asker(subject, Reading.Rule.NOTHING, cases.words());
    Plugin plugin = subject.plugin();
    Set<WorkerFacet> ofWorker = EnumSet.allOf(WorkerFacet.class);
    ofWorker.removeAll(plugin.reads());
    Set<JobFacet> ofJob = EnumSet.allOf(JobFacet.class);
    ofJob.removeAll(plugin.readsOfJob());
    for (int round = 0; round < trial.trials().rounds(); round++) {
      TestJob job = cases.job();
      TestWorker worker = cases.random().worker("w-0");
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
