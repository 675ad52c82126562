package dev.berth.examples;

import dev.berth.Scheduler;
import dev.berth.model.Job;
import dev.berth.model.TaintEffect;
import dev.berth.model.Worker;

/** Asks why a job waits, and why another went where it went. */
public final class WhyPending {

  private WhyPending() {}

  public static void main(String[] args) {
    try (var scheduler = Scheduler.builder().build()) {
      for (int i = 0; i < 20; i++) {
        scheduler.register(
            Worker.builder("cpu-" + i)
                .cpuMillis(8_000 + 1_000L * (i % 4))
                .memoryBytes(32L << 30)
                .label("zone", i % 2 == 0 ? "a" : "b")
                .build());
      }
      for (int i = 0; i < 4; i++) {
        scheduler.register(
            Worker.builder("gpu-" + i)
                .cpuMillis(32_000)
                .memoryBytes(256L << 30)
                .gpus(8, "A100")
                .label("zone", "a")
                .taint("dedicated", "gpu", TaintEffect.NO_SCHEDULE)
                .build());
      }
      scheduler.submit(
          Job.builder("too-big")
              .cpuMillis(12_000)
              .memoryBytes(16L << 30)
              .nodeSelector("zone", "b")
              .build());
      scheduler.submit(Job.builder("fine").cpuMillis(2_000).memoryBytes(4L << 30).build());
      System.out.println(scheduler.explain("too-big"));
      System.out.println(scheduler.explain("fine"));
    }
  }
}
