package dev.berth.testkit;

import dev.berth.model.Rejection;
import dev.berth.spi.FilterPlugin;
import dev.berth.spi.GpuScorePlugin;
import dev.berth.spi.JobView;
import dev.berth.spi.ScorePlugin;
import dev.berth.spi.WorkerBlock;
import dev.berth.spi.WorkerView;
import java.util.List;
import java.util.Locale;

/** A plugin that answers a number about a job and a worker: a filter or a score. */
sealed interface WorkerSubject extends Subject {

  /** The answer that a filter's refusal is. */
  int REFUSED = 0;

  /** The answer that a filter's acceptance is. */
  int ACCEPTED = 1;

  /** The answer about one worker. */
  int answer(JobView job, WorkerView worker);

  /** The answers about the candidates of a block; other entries mean nothing. */
  void answer(JobView job, WorkerBlock block, int[] answers);

  /** Why it refused; empty for those that never do. */
  List<Rejection> explain(JobView job, WorkerView worker);

  /** An answer in words. */
  String say(int answer);

  /** Yes or no. */
  record OfFilter(FilterPlugin plugin) implements WorkerSubject {
    @Override
    public String title() {
      return "filter " + plugin.name();
    }

    @Override
    public int answer(JobView job, WorkerView worker) {
      return plugin.accepts(job, worker) ? ACCEPTED : REFUSED;
    }

    @Override
    public void answer(JobView job, WorkerBlock block, int[] answers) {
      plugin.filter(job, block);
      for (int i = 0; i < block.size(); i++) {
        answers[i] = block.next(i) == i ? ACCEPTED : REFUSED;
      }
    }

    @Override
    public List<Rejection> explain(JobView job, WorkerView worker) {
      return plugin.explain(job, worker);
    }

    @Override
    public String say(int answer) {
      return answer == ACCEPTED ? "accepts" : "refuses";
    }
  }

  /** A grade. */
  record OfScore(ScorePlugin plugin) implements WorkerSubject {
    @Override
    public String title() {
      return "score " + plugin.name();
    }

    @Override
    public int answer(JobView job, WorkerView worker) {
      return plugin.score(job, worker);
    }

    @Override
    public void answer(JobView job, WorkerBlock block, int[] answers) {
      plugin.score(job, block, answers);
    }

    @Override
    public List<Rejection> explain(JobView job, WorkerView worker) {
      return List.of();
    }

    /** Whether it says which GPU a job's share goes to. */
    boolean choosesGpu(JobView job) {
      return plugin instanceof GpuScorePlugin
          && GpuScorePlugin.choosesFor(job.requirements().gpus());
    }

    /** The GPU that it says. */
    int chooseGpu(JobView job, WorkerView worker) {
      return ((GpuScorePlugin) plugin).chooseGpu(job, worker);
    }

    @Override
    public String say(int answer) {
      return String.format(Locale.ROOT, "grades %,d", answer);
    }
  }
}
