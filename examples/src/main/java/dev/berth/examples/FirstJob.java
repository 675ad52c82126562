package dev.berth.examples;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.berth.Scheduler;
import dev.berth.model.Job;
import dev.berth.model.Placement;
import dev.berth.model.Priority;
import dev.berth.model.Worker;

/** The smallest host: one worker, one job, placed and completed. */
public final class FirstJob {

  private FirstJob() {}

  public static void main(String[] args) throws Exception {
    try (var scheduler = Scheduler.builder().build()) {
      scheduler.register(
          Worker.builder("w-1")
              .cpuMillis(16_000)
              .memoryBytes(64L << 30)
              .label("zone", "a")
              .build());
      var job =
          scheduler.submit(
              Job.builder("build-42")
                  .tenant("ci")
                  .priority(Priority.HIGH)
                  .cpuMillis(2_000)
                  .memoryBytes(4L << 30)
                  .build());
      Placement placement = job.placed().get(1, SECONDS);
      System.out.println("placed: " + placement);
      scheduler.complete(job.id());
    }
  }
}
