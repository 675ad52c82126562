package dev.berth.examples;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.berth.Scheduler;
import dev.berth.SchedulerConfig;
import dev.berth.model.Job;
import dev.berth.model.Worker;
import dev.berth.spi.JobView;
import dev.berth.spi.ScorePlugin;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import java.util.Set;

/** A preference of one's own, handed to the builder: cheap workers first, as a label tells. */
public final class OwnPlugin {

  private OwnPlugin() {}

  /** Grades a worker by its label {@code cents-per-hour}: free is best, 100 cents or more is 0. */
  static final class Cheapness implements ScorePlugin {
    @Override
    public String name() {
      return "cheapness";
    }

    @Override
    public Set<WorkerFacet> reads() {
      return Set.of(WorkerFacet.LABELS);
    }

    @Override
    public int defaultWeight() {
      return 50;
    }

    @Override
    public int score(JobView job, WorkerView worker) {
      String cents = worker.label("cents-per-hour");
      return cents == null ? 0 : MAX_SCORE / 100 * Math.max(0, 100 - Integer.parseInt(cents));
    }
  }

  public static void main(String[] args) throws Exception {
    var thrifty =
        SchedulerConfig.builder(Job.DEFAULT_PROFILE)
            .score("cheapness", 80)
            .score("resourceBalance", 20)
            .build();
    try (var scheduler = Scheduler.builder().plugin(new Cheapness()).config(thrifty).build()) {
      scheduler.register(worker("on-demand", "40"));
      scheduler.register(worker("spot", "12"));
      var job =
          scheduler.submit(Job.builder("report").cpuMillis(1_000).memoryBytes(1L << 30).build());
      System.out.println(job.placed().get(1, SECONDS));
      System.out.println(scheduler.explain("report"));
    }
  }

  private static Worker worker(String id, String cents) {
    return Worker.builder(id)
        .cpuMillis(8_000)
        .memoryBytes(32L << 30)
        .label("cents-per-hour", cents)
        .build();
  }
}
