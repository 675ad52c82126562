package dev.berth.examples;

import dev.berth.Scheduler;
import dev.berth.SteppedScheduler;
import dev.berth.model.Job;
import dev.berth.model.JobAffinity;
import dev.berth.model.LabelSelector;
import dev.berth.model.Location;
import dev.berth.model.TopologySpread;
import dev.berth.model.Worker;

/** Spreads a service over three zones, no two on one host, with its cache in the same zones. */
public final class GoodCompany {
  private static final LabelSelector WEB = LabelSelector.of("app", "web");

  private GoodCompany() {}

  public static void main(String[] args) {
    try (var scheduler = Scheduler.builder().buildStepped()) {
      for (int i = 0; i < 6; i++) {
        scheduler.register(
            Worker.builder("w-" + i)
                .cpuMillis(16_000)
                .memoryBytes(64L << 30)
                .label(Location.ZONE, "abc".charAt(i % 3) + "")
                .label(Location.HOST, "w-" + i)
                .build());
      }
      for (int i = 0; i < 4; i++) {
        show(scheduler, web("web-" + i));
      }
      show(
          scheduler,
          Job.builder("cache")
              .cpuMillis(1_000)
              .label("app", "cache")
              .affinity(JobAffinity.sameZone(WEB))
              .affinity(JobAffinity.preferDifferent(50, Location.HOST, WEB))
              .build());
      System.out.println(scheduler.explain("cache"));

      // Zone c takes no more, so the others may soon be no further ahead of it.
      scheduler.drain("w-2");
      scheduler.drain("w-5");
      for (int i = 4; i < 6; i++) {
        show(scheduler, web("web-" + i));
      }
      System.out.println(scheduler.explain("web-5"));
    }
  }

  private static Job web(String id) {
    return Job.builder(id)
        .cpuMillis(1_000)
        .label("app", "web")
        .spread(TopologySpread.acrossZones(3, WEB))
        .affinity(JobAffinity.differentHosts(WEB))
        .build();
  }

  private static void show(SteppedScheduler scheduler, Job job) {
    var handle = scheduler.submit(job);
    scheduler.step();
    System.out.println(handle.placed().isDone() ? handle.placed().join() : job.id() + " waits");
  }
}
