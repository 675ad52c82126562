package dev.berth.examples;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.berth.JobHandle;
import dev.berth.Scheduler;
import dev.berth.SchedulerConfig;
import dev.berth.WorkerSelection;
import dev.berth.model.Job;
import dev.berth.model.Placement;
import dev.berth.model.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Services spread over the fleet while batch work packs tightly: two profiles, one scheduler. */
public final class TwoProfiles {

  private TwoProfiles() {}

  public static void main(String[] args) throws Exception {
    var services =
        SchedulerConfig.builder("services").workerSelection(WorkerSelection.MOST_FREE).build();
    var batch =
        SchedulerConfig.builder("batch").workerSelection(WorkerSelection.BIN_PACKING).build();
    try (var scheduler = Scheduler.builder().config(services).config(batch).build()) {
      for (int i = 0; i < 6; i++) {
        scheduler.register(
            Worker.builder("w-" + i).cpuMillis(16_000).memoryBytes(64L << 30).build());
      }
      List<JobHandle> jobs = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        for (String profile : List.of("services", "batch")) {
          jobs.add(
              scheduler.submit(
                  Job.builder(profile + "-" + i)
                      .profile(profile)
                      .cpuMillis(2_000)
                      .memoryBytes(8L << 30)
                      .build()));
        }
      }
      Map<String, List<String>> byWorker = new TreeMap<>();
      for (JobHandle job : jobs) {
        Placement placement = job.placed().get(1, SECONDS);
        byWorker
            .computeIfAbsent(placement.workerId(), worker -> new ArrayList<>())
            .add(placement.jobId());
      }
      byWorker.forEach((worker, placed) -> System.out.println(worker + ": " + placed));
    }
  }
}
