package dev.berth.plugins.standard.oracle;

import dev.berth.SchedulerConfig;
import dev.berth.WorkerSelection;
import dev.berth.model.GpuDevice;
import dev.berth.model.GpuTopology;
import dev.berth.model.Job;
import dev.berth.model.LabelRequirement;
import dev.berth.model.Limits;
import dev.berth.model.Location;
import dev.berth.model.Priority;
import dev.berth.model.Requirements;
import dev.berth.model.TaintEffect;
import dev.berth.model.Toleration;
import dev.berth.model.Usage;
import dev.berth.model.Worker;
import dev.berth.placement.RankingForm;
import dev.berth.placement.TieOrder;
import dev.berth.queue.QueueStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Random workers, jobs and profiles, from few words so that wishes and labels often meet. Amounts
 * are such that workers fill up: most hold a handful of jobs.
 *
 * <p>Jobs come from a pool of up to 300 classes, which changes now and then, and profiles remember
 * rankings in any form and little memory: they are used, outdated, reduced and dropped.
 */
final class RandomFleet {
  private static final List<String> MODELS = List.of("A10", "A100", "H100");
  private static final List<String> KEYS =
      List.of(Location.REGION, Location.ZONE, Location.RACK, Location.HOST, "disk", "cores");
  private static final List<String> VALUES = List.of("a", "b", "c", "8", "16", "");
  private static final List<String> EXTRAS = List.of("license", "fpga");
  private static final List<String> TENANTS = List.of("ci", "web", "lab");
  private static final List<Priority> PRIORITIES =
      List.of(
          Priority.CRITICAL,
          Priority.HIGH,
          Priority.MEDIUM,
          Priority.LOW,
          Priority.BATCH,
          Priority.of("rush", 990));
  private static final List<TaintEffect> EFFECTS = List.of(TaintEffect.values());
  private static final List<WorkerSelection> SELECTIONS =
      List.of(
          WorkerSelection.DEFAULT,
          WorkerSelection.LEAST_LOADED,
          WorkerSelection.MOST_FREE,
          WorkerSelection.RESOURCE_BALANCE,
          WorkerSelection.BIN_PACKING,
          WorkerSelection.ROUND_ROBIN,
          WorkerSelection.LOCALITY_AWARE,
          WorkerSelection.custom("gpuQuality"),
          WorkerSelection.custom("affinityPreference"));
  private static final List<String> SCORES =
      List.of(
          "resourceBalance",
          "load",
          "affinityPreference",
          "networkProximity",
          "topologySpread",
          "jobAffinity",
          "mostFree",
          "binPacking",
          "gpuQuality",
          "bestFit",
          "dotProduct",
          "gpuPacking",
          "gpuClustering");

  private static final long GIB = 1L << 30;

  private final SplittableRandom random;
  private final RandomGpus gpus;
  private final List<String> profiles = new ArrayList<>();
  private final @Nullable RandomCompany company;
  private final int classesWanted;
  private final int jobsPerOneOff;
  private final List<Job> classes = new ArrayList<>();

  RandomFleet(SplittableRandom random) {
    this.random = random;
    gpus = new RandomGpus(random, MODELS);
    company = random.nextBoolean() ? new RandomCompany(random) : null;
    classesWanted =
        switch (random.nextInt(8)) {
          case 0 -> 1;
          case 1, 2 -> random.nextInt(2, 8);
          case 3, 4, 5 -> random.nextInt(8, 40);
          default -> random.nextInt(40, 301);
        };
    jobsPerOneOff = chance(3) ? 2 : 50;
  }

  // ---- profiles

  List<SchedulerConfig> profiles() {
    List<SchedulerConfig> configs = new ArrayList<>();
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      configs.add(profile("p-" + i));
      profiles.add("p-" + i);
    }
    return configs;
  }

  private SchedulerConfig profile(String name) {
    WorkerSelection selection = pick(SELECTIONS);
    if (random.nextBoolean()) {
      selection = selection.withTieOrder(pick(List.of(TieOrder.values())));
    }
    SchedulerConfig.Builder config =
        SchedulerConfig.builder(name)
            .workerSelection(selection)
            .queueStrategy(chance(3) ? QueueStrategy.FIFO : QueueStrategy.PRIORITY)
            .rankingForm(pick(List.of(RankingForm.values())))
            // Enough for all, for some classes, for the smaller form only, or for none.
            .rankingBytes(chance(2) ? 0 : 1L << random.nextInt(4, 18));
    if (chance(4)) {
      for (String score : SCORES) {
        config.score(score, chance(2) ? 0 : random.nextInt(100));
      }
    }
    if (chance(5)) {
      config.filter(
          "gpus", "numa", "resources", chance(2) ? "taints" : "nodeAffinity", "workerHealth");
      if (chance(2)) {
        config.filter(chance(2) ? "topologySpread" : "jobAffinity");
      }
    }
    return config.build();
  }

  // ---- workers

  Worker worker(String id) {
    Worker.Builder worker =
        Worker.builder(id).storageBytes(chance(3) ? 0 : GIB * random.nextInt(200));
    GpuTopology topology = chance(2) ? gpus.topology() : plain();
    worker.topology(topology);
    if (topology.numaNodes().isEmpty()) {
      worker
          .cpuMillis(chance(25) ? 0 : 1_000L * random.nextInt(1, 17))
          .memoryBytes(chance(25) ? 0 : GIB * random.nextInt(1, 65));
    }
    if (!topology.gpus().isEmpty() && chance(6)) {
      worker.failedGpu(random.nextInt(topology.gpus().size()));
    }
    for (String extra : EXTRAS) {
      if (chance(3)) {
        worker.extra(extra, random.nextInt(1, 6));
      }
    }
    for (String key : KEYS) {
      if (!chance(3)) {
        worker.label(key, pick(VALUES));
      }
    }
    if (chance(6)) {
      worker.label(TenantGate.LABEL, pick(TENANTS));
    }
    if (company != null) {
      company.place(worker);
    }
    for (int taints = chance(4) ? random.nextInt(1, 3) : 0; taints > 0; taints--) {
      worker.taint(pick(KEYS), pick(VALUES), pick(EFFECTS));
    }
    return worker.build();
  }

  /** GPUs of which nothing but their models is known, or none. */
  private GpuTopology plain() {
    GpuTopology.Builder topology = GpuTopology.builder();
    int count = chance(2) ? 0 : random.nextInt(1, chance(20) ? 65 : 9);
    String model = pick(MODELS);
    boolean mixed = chance(3);
    for (int gpu = 0; gpu < count; gpu++) {
      topology.gpus(1, mixed ? pick(MODELS) : model, 0);
    }
    return topology.build();
  }

  /** The same worker with something else about it. */
  Worker changed(Worker worker) {
    Worker other = worker(worker.id());
    return switch (random.nextInt(company == null ? 5 : 8)) {
      case 0 -> other;
      case 1, 5, 6, 7 -> // labels
          new Worker(
              worker.id(),
              worker.capacity(),
              worker.topology(),
              worker.failedGpus(),
              other.labels(),
              worker.taints());
      case 2 -> // taints
          new Worker(
              worker.id(),
              worker.capacity(),
              worker.topology(),
              worker.failedGpus(),
              worker.labels(),
              other.taints());
      case 3 -> // more of everything
          resized(
              worker,
              worker.capacity().cpuMillis() + 1_000,
              worker.capacity().memoryBytes() + GIB,
              1);
      default -> // less memory
          resized(worker, worker.capacity().cpuMillis(), worker.capacity().memoryBytes() / 2, 0);
    };
  }

  /** With other amounts, and more GPUs; its NUMA nodes, if it named any, are now one or unnamed. */
  private Worker resized(Worker worker, long cpuMillis, long memoryBytes, int moreGpus) {
    GpuTopology.Builder topology = GpuTopology.builder();
    if (chance(3)) {
      topology.numaNode(cpuMillis, memoryBytes);
    }
    worker.gpus().forEach(gpu -> topology.gpus(1, gpu.model(), gpu.memoryBytes()));
    if (worker.gpus().size() < Limits.GPUS) {
      topology.gpus(moreGpus, pick(MODELS), 0);
    }
    return worker.toBuilder()
        .topology(topology.build())
        .cpuMillis(cpuMillis)
        .memoryBytes(memoryBytes)
        .build();
  }

  Usage usage(Worker worker) {
    return new Usage(
        percent(),
        (long) (worker.capacity().memoryBytes() * random.nextDouble(1.2)),
        chance(2) ? 0 : percent());
  }

  private double percent() {
    return chance(5) ? 100 * random.nextInt(2) : random.nextDouble(100);
  }

  // ---- jobs

  Job job(String id) {
    if (chance(1_000)) {
      classes.clear();
    }
    while (classes.size() < classesWanted) {
      classes.add(jobClass());
    }
    if (chance(100)) {
      classes.set(random.nextInt(classesWanted), jobClass());
    }
    Job sample = chance(jobsPerOneOff) ? jobClass() : pick(classes);
    Job.Builder job =
        Job.builder(id)
            .tenant(sample.tenant())
            .profile(sample.profile())
            .priority(sample.priority())
            .requirements(sample.requirements())
            .maxRetries(random.nextInt(3))
            .suspended(chance(20));
    sample.labels().forEach(job::label);
    return job.build();
  }

  /** Whether half its jobs are one-offs. */
  boolean isRestless() {
    return jobsPerOneOff == 2;
  }

  private Job jobClass() {
    Job.Builder job =
        Job.builder("sample")
            .tenant(pick(TENANTS))
            .profile(pick(profiles))
            .priority(pick(PRIORITIES))
            .requirements(
                classes.isEmpty() || chance(2) ? requirements() : pick(classes).requirements());
    if (chance(3)) {
      job.label("batch", pick(VALUES));
    }
    if (company != null) {
      company.label(job);
    }
    return job.build();
  }

  private Requirements requirements() {
    Job.Builder job =
        Job.builder("shape")
            .cpuMillis(chance(10) ? 0 : 100L * random.nextInt(1, 50))
            .memoryBytes(chance(10) ? 0 : (1L << 28) * random.nextInt(1, 50))
            .storageBytes(chance(4) ? (1L << 30) * random.nextInt(50) : 0);
    if (chance(8)) {
      job.extra(pick(EXTRAS), random.nextInt(1, 4));
    }
    switch (random.nextInt(10)) {
      case 0, 1 -> job.gpus(random.nextInt(1, 5));
      case 2 -> job.gpuShare(random.nextInt(1, GpuDevice.MILLIS + 1));
      case 3 -> job.gpuShare(50 * random.nextInt(1, 20)).gpuModels(pick(MODELS));
      case 4 -> job.gpus(random.nextInt(1, 3)).gpuModels(pick(MODELS), pick(MODELS));
      case 5, 6 -> gpus.ask(job);
      default -> job.gpus(0);
    }
    if (chance(8)) {
      job.nodeSelector(pick(KEYS), pick(VALUES));
    }
    for (int terms = chance(4) ? random.nextInt(1, 4) : 0; terms > 0; terms--) {
      if (chance(2)) {
        job.require(requirement());
      } else {
        job.require(requirement(), requirement());
      }
    }
    for (int terms = chance(3) ? random.nextInt(1, 4) : 0; terms > 0; terms--) {
      job.prefer(random.nextInt(1, 101), requirement());
    }
    for (int tolerations = chance(3) ? random.nextInt(1, 4) : 0; tolerations > 0; tolerations--) {
      job.tolerate(toleration());
    }
    if (chance(4)) {
      Location near = near();
      if (near != null) {
        job.near(near);
      }
    }
    if (company != null) {
      company.wish(job);
    }
    return job.build().requirements();
  }

  private Toleration toleration() {
    return switch (random.nextInt(5)) {
      case 0 -> Toleration.everything();
      case 1 -> Toleration.exists(pick(KEYS));
      case 2 -> Toleration.exists(pick(KEYS), pick(EFFECTS));
      case 3 -> Toleration.equal(pick(KEYS), pick(VALUES));
      default -> Toleration.equal(pick(KEYS), pick(VALUES), pick(EFFECTS));
    };
  }

  private LabelRequirement requirement() {
    String key = pick(KEYS);
    return switch (random.nextInt(6)) {
      case 0 -> LabelRequirement.in(key, pick(VALUES), pick(VALUES));
      case 1 -> LabelRequirement.notIn(key, pick(VALUES));
      case 2 -> LabelRequirement.exists(key);
      case 3 -> LabelRequirement.doesNotExist(key);
      case 4 -> LabelRequirement.gt(key, random.nextInt(20));
      default -> LabelRequirement.lt(key, random.nextInt(20));
    };
  }

  private @Nullable Location near() {
    String region = maybe();
    String zone = maybe();
    String rack = maybe();
    String host = maybe();
    return region == null && zone == null && rack == null && host == null
        ? null
        : new Location(region, zone, rack, host);
  }

  private @Nullable String maybe() {
    return chance(2) ? pick(VALUES) : null;
  }

  /** True once in so many times. */
  boolean chance(int times) {
    return random.nextInt(times) == 0;
  }

  <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
