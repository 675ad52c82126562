package dev.berth.testkit;

import dev.berth.model.Rejection;
import dev.berth.spi.FilterPlugin;
import dev.berth.spi.JobFacet;
import dev.berth.spi.JobView;
import dev.berth.spi.ScorePlugin;
import dev.berth.spi.WorkerBlock;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import java.util.List;
import java.util.Set;

/** Plugins to lie and to be honest with: declared is what is said, whatever the rule reads. */
final class TestPlugins {

  private TestPlugins() {}

  @FunctionalInterface
  interface Rule {
    boolean accepts(JobView job, WorkerView worker);
  }

  @FunctionalInterface
  interface Grade {
    int of(JobView job, WorkerView worker);
  }

  /** A filter by a rule, that may be overridden where it lies. */
  static class RuleFilter implements FilterPlugin {
    private final Rule rule;
    private final Set<WorkerFacet> reads;
    private final Set<JobFacet> readsOfJob;

    RuleFilter(Rule rule, Set<WorkerFacet> reads) {
      this(rule, reads, Set.of());
    }

    RuleFilter(Rule rule, Set<WorkerFacet> reads, Set<JobFacet> readsOfJob) {
      this.rule = rule;
      this.reads = reads;
      this.readsOfJob = readsOfJob;
    }

    @Override
    public String name() {
      return "rule";
    }

    @Override
    public Set<WorkerFacet> reads() {
      return reads;
    }

    @Override
    public Set<JobFacet> readsOfJob() {
      return readsOfJob;
    }

    @Override
    public boolean accepts(JobView job, WorkerView worker) {
      return rule.accepts(job, worker);
    }

    @Override
    public List<Rejection> explain(JobView job, WorkerView worker) {
      return List.of(Rejection.mismatch("rule", "against the rule"));
    }
  }

  /** A score by a rule, that may be overridden where it lies. */
  static class GradeScore implements ScorePlugin {
    private final Grade grade;
    private final Set<WorkerFacet> reads;

    GradeScore(Grade grade, Set<WorkerFacet> reads) {
      this.grade = grade;
      this.reads = reads;
    }

    @Override
    public String name() {
      return "grade";
    }

    @Override
    public int defaultWeight() {
      return 10;
    }

    @Override
    public Set<WorkerFacet> reads() {
      return reads;
    }

    @Override
    public int score(JobView job, WorkerView worker) {
      return grade.of(job, worker);
    }
  }

  /** A score of labels with an honest block form. */
  static GradeScore honestScore() {
    return new GradeScore(
        (job, worker) -> "a".equals(worker.label("zone")) ? 700_000 : 100_000,
        Set.of(WorkerFacet.LABELS)) {
      @Override
      public void score(JobView job, WorkerBlock block, int[] out) {
        for (int i = block.next(0); i >= 0; i = block.next(i + 1)) {
          boolean near = (block.labelled("zone", "a", i / 64) >>> i & 1) != 0;
          out[i] = near ? 700_000 : 100_000;
        }
      }
    };
  }

  /** A filter of jobs and states with an honest block form. */
  static RuleFilter honestFilter() {
    return new RuleFilter(
        (job, worker) -> worker.state().takesJobs() && worker.jobCount() < 3,
        Set.of(WorkerFacet.STATE, WorkerFacet.JOBS)) {
      @Override
      public void filter(JobView job, WorkerBlock block) {
        for (int word = 0; word < block.words(); word++) {
          block.retain(word, block.takingJobs(word));
        }
        for (int i = block.next(0); i >= 0; i = block.next(i + 1)) {
          if (block.at(i).jobCount() >= 3) {
            block.reject(i);
          }
        }
      }
    };
  }
}
