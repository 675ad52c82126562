package dev.berth.examples;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.berth.JobHandle;
import dev.berth.Scheduler;
import dev.berth.SchedulerConfig;
import dev.berth.WorkerSelection;
import dev.berth.model.Job;
import dev.berth.model.Worker;
import java.util.ArrayList;
import java.util.List;

/** Whole GPUs and shares of one, packed: shares meet on one device, whole GPUs stay whole. */
public final class GpuShares {

  private GpuShares() {}

  public static void main(String[] args) throws Exception {
    var packing =
        SchedulerConfig.builder(Job.DEFAULT_PROFILE)
            .workerSelection(WorkerSelection.BIN_PACKING)
            .build();
    try (var scheduler = Scheduler.builder().config(packing).build()) {
      scheduler.register(gpuWorker("a100-1", "A100"));
      scheduler.register(gpuWorker("t4-1", "T4"));
      List<JobHandle> jobs = new ArrayList<>();
      jobs.add(scheduler.submit(job("infer-1").gpuShare(300).build()));
      jobs.add(scheduler.submit(job("infer-2").gpuShare(500).build()));
      jobs.add(scheduler.submit(job("train-1").gpus(2).gpuModels("A100").build()));
      jobs.add(scheduler.submit(job("any-3").gpus(3).build()));
      for (JobHandle job : jobs) {
        System.out.println(job.placed().get(1, SECONDS));
      }
    }
  }

  private static Worker gpuWorker(String id, String model) {
    return Worker.builder(id).cpuMillis(64_000).memoryBytes(512L << 30).gpus(4, model).build();
  }

  private static Job.Builder job(String id) {
    return Job.builder(id).cpuMillis(4_000).memoryBytes(16L << 30);
  }
}
