package dev.berth.examples;

import dev.berth.Scheduler;
import dev.berth.SteppedScheduler;
import dev.berth.model.GpuSplit;
import dev.berth.model.GpuTopology;
import dev.berth.model.Job;
import dev.berth.model.JobStatus;
import dev.berth.model.Locality;
import dev.berth.model.Location;
import dev.berth.model.Placement;
import dev.berth.model.Worker;
import dev.berth.model.WorkerStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A mixed GPU cluster at work, drawn rack by rack: training on eight linked GPUs or two machines'
 * worth of them, inference on shares of one, preprocessing on cores alone.
 */
public final class GpuRacks {

  private static final long GIB = 1L << 30;
  private static final GpuTopology HGX =
      GpuTopology.nvSwitch(8, "H100", 80 * GIB, 2, 128_000, 1_024 * GIB);
  private static final GpuTopology PAIRS =
      GpuTopology.pairs(4, "A40", 48 * GIB, 2, 64_000, 256 * GIB);
  private static final GpuTopology TWINS =
      GpuTopology.pcie(2, "T4", 16 * GIB, 1, 32_000, 128 * GIB);

  private GpuRacks() {}

  public static void main(String[] args) {
    try (var scheduler = Scheduler.builder().buildStepped()) {
      for (String rack : List.of("r1", "r2")) {
        for (int i = 1; i <= 2; i++) {
          register(scheduler, Worker.builder(rack + "-hgx" + i).topology(HGX), rack);
        }
        register(scheduler, Worker.builder(rack + "-a40").topology(PAIRS), rack);
        register(scheduler, Worker.builder(rack + "-t4").topology(TWINS), rack);
        register(
            scheduler,
            Worker.builder(rack + "-cpu").cpuMillis(64_000).memoryBytes(256 * GIB),
            rack);
      }
      List<Job> jobs = new ArrayList<>();
      jobs.add(job("A", 64).gpus(16).gpuModels("H100").gpuSplit(GpuSplit.IF_NEEDED).build());
      jobs.add(job("B", 32).gpus(8).gpuLinks(Locality.REQUIRE).build());
      jobs.add(job("C", 16).gpus(4).gpuNuma(Locality.REQUIRE).gpuModels("H100").build());
      jobs.add(job("D", 8).gpus(2).gpuLinks(Locality.REQUIRE).gpuModels("A40").build());
      for (int i = 0; i < 7; i++) {
        jobs.add(job("infer-" + i, 2).gpuShare(250).gpuMemory(4 * GIB).gpuModels("T4").build());
      }
      for (int i = 0; i < 6; i++) {
        jobs.add(job("prepare-" + i, 16).build());
      }
      scheduler.submitAll(jobs);
      scheduler.step();
      draw(scheduler, jobs);
    }
  }

  private static Job.Builder job(String id, int cores) {
    return Job.builder(id).cpuMillis(cores * 1_000L).memoryBytes(cores * 2L * GIB);
  }

  private static void register(SteppedScheduler scheduler, Worker.Builder worker, String rack) {
    scheduler.register(worker.label(Location.RACK, rack).build());
  }

  // ---- the picture

  private static void draw(SteppedScheduler scheduler, List<Job> jobs) {
    String rack = "";
    for (WorkerStatus status : scheduler.workers()) {
      Worker worker = status.worker();
      String its = worker.labels().getOrDefault(Location.RACK, "");
      if (!its.equals(rack)) {
        rack = its;
        System.out.printf("%nrack %s%n", rack);
      }
      System.out.printf(
          "  %-8s %-4s cpu %s  gpu %s%n",
          worker.id(),
          worker.gpus().isEmpty() ? "" : worker.gpus().get(0).model(),
          bar(status.requested().cpuMillis(), worker.capacity().cpuMillis()),
          devices(scheduler, worker, jobs));
    }
    System.out.printf(
        "%nA letter is a job that has the device whole, a number the hundredths taken by shares.%n");
    for (Job job : jobs) {
      scheduler.job(job.id()).map(JobStatus::placement).ifPresent(GpuRacks::tell);
    }
  }

  private static String bar(long taken, long all) {
    int cells = (int) (10 * taken / all);
    return "#".repeat(cells) + ".".repeat(10 - cells);
  }

  private static String devices(SteppedScheduler scheduler, Worker worker, List<Job> jobs) {
    int count = worker.gpus().size();
    if (count == 0) {
      return "none";
    }
    String[] cells = new String[count];
    int[] shares = new int[count];
    Arrays.fill(cells, ".");
    for (Job job : jobs) {
      Placement placement = scheduler.job(job.id()).map(JobStatus::placement).orElse(null);
      if (placement == null) {
        continue;
      }
      for (Placement part : placement.parts()) {
        if (part.workerId().equals(worker.id())) {
          for (int gpu : part.gpus()) {
            shares[gpu] += job.requirements().gpus().milliPerGpu();
            cells[gpu] = job.requirements().gpus().isWhole() ? job.id() : shares[gpu] / 10 + "";
          }
        }
      }
    }
    return "[" + String.join(" ", cells) + "]";
  }

  private static void tell(Placement placement) {
    if (!placement.gpus().isEmpty() && placement.jobId().length() == 1) {
      System.out.printf(
          "%s: quality %d%s%n",
          placement.jobId(),
          placement.quality(),
          placement.others().isEmpty()
              ? ", on " + placement.workerId()
              : ", on " + placement.parts().stream().map(Placement::workerId).toList());
    }
  }
}
