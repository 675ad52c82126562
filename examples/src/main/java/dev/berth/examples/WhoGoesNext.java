package dev.berth.examples;

import dev.berth.Scheduler;
import dev.berth.SchedulerConfig;
import dev.berth.SteppedScheduler;
import dev.berth.model.Job;
import dev.berth.model.Worker;
import dev.berth.queue.Backfill;
import dev.berth.queue.QueueStrategy;
import dev.berth.time.ManualTicker;
import java.time.Duration;
import java.time.Instant;

/**
 * Backfill: a large job is promised its start, small ones pass it only where they do not delay it,
 * and everybody can be told when they will start.
 */
public final class WhoGoesNext {

  private WhoGoesNext() {}

  /** See above. */
  public static void main(String[] arguments) {
    ManualTicker clock = ManualTicker.startingAt(0);
    SchedulerConfig batch =
        SchedulerConfig.builder("default")
            .queueStrategy(QueueStrategy.FIFO)
            .backfill(Backfill.easy())
            .build();
    try (SteppedScheduler scheduler =
        Scheduler.builder()
            .ticker(clock)
            .wallClock(clock.asInstantSource(Instant.EPOCH))
            .config(batch)
            .buildStepped()) {
      scheduler.register(Worker.builder("w").cpuMillis(8_000).build());
      scheduler.submit(job("simulation", 6, 60)); // runs until 1:00
      scheduler.submit(job("training", 8, 120)); // needs all of it
      scheduler.submit(job("lint", 2, 60)); // fits, and is over by 1:00
      scheduler.submit(job("index", 2, 90)); // would fit, and delay the training
      scheduler.step();

      for (String id : new String[] {"simulation", "training", "lint", "index"}) {
        System.out.println(scheduler.estimate(id));
      }
      scheduler.complete("lint");
      scheduler.step();
      System.out.println(scheduler.explain("index").note());
    }
  }

  private static Job job(String id, int cpus, int minutes) {
    return Job.builder(id).cpuMillis(cpus * 1_000L).timeLimit(Duration.ofMinutes(minutes)).build();
  }
}
