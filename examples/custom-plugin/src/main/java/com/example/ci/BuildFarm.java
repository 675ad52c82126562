package com.example.ci;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.berth.Scheduler;
import dev.berth.model.Job;
import dev.berth.model.Worker;

/** Shows the plugins at work. Nothing here names them: they are found. */
public final class BuildFarm {

  private BuildFarm() {}

  public static void main(String[] args) throws Exception {
    try (var scheduler = Scheduler.builder().build()) {
      scheduler.register(worker("cold").build());
      scheduler.register(worker("warm").label("warm.shop", "yes").build());
      scheduler.register(worker("box").label("sandbox", "yes").build());

      var ours = scheduler.submit(build("shop-1").build());
      System.out.println(ours.placed().get(1, SECONDS));
      var forks = scheduler.submit(build("shop-2").label("origin", "fork").build());
      System.out.println(forks.placed().get(1, SECONDS));
      System.out.println(scheduler.explain("shop-2"));
    }
  }

  private static Worker.Builder worker(String id) {
    return Worker.builder(id).cpuMillis(8_000).memoryBytes(32L << 30);
  }

  private static Job.Builder build(String id) {
    return Job.builder(id).cpuMillis(2_000).memoryBytes(4L << 30).label("repository", "shop");
  }
}
