package dev.berth.plugins.standard;

import dev.berth.model.GpuDevice;
import dev.berth.model.Job;
import dev.berth.model.LabelRequirement;
import dev.berth.model.Limits;
import dev.berth.model.Location;
import dev.berth.model.Resources;
import dev.berth.model.TaintEffect;
import dev.berth.model.Toleration;
import dev.berth.model.Worker;
import dev.berth.model.WorkerState;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Any valid worker and job, from few words so that they often meet, and with amounts from nothing
 * to the limit.
 */
final class RandomCases {
  private static final long SEED = Long.getLong("berth.seed", 20_260_101);

  private static final List<String> MODELS = List.of("A10", "A100", "H100");
  private static final List<String> KEYS =
      List.of(Location.REGION, Location.ZONE, Location.RACK, Location.HOST, "disk", "cores");
  private static final List<String> VALUES = List.of("a", "b", "c", "8", "16", "");
  private static final List<String> EXTRAS = List.of("license", "fpga");
  private static final long[] AMOUNTS = {0, 1, 2, 3, 1_000, 64_000, 1L << 38, Limits.AMOUNT};

  private final SplittableRandom random = new SplittableRandom(SEED);

  /** For a failure message: how to see the same cases again. */
  static String reproduce() {
    return "-Dberth.seed=" + SEED;
  }

  List<FakeWorker> workers() {
    return IntStream.range(0, random.nextInt(1, 200)).mapToObj(this::worker).toList();
  }

  private FakeWorker worker(int number) {
    Worker.Builder worker =
        Worker.builder("w-" + number)
            .cpuMillis(amount())
            .memoryBytes(amount())
            .storageBytes(amount());
    for (String extra : EXTRAS) {
      if (random.nextBoolean()) {
        worker.extra(extra, amount());
      }
    }
    int gpus = random.nextInt(4) == 0 ? random.nextInt(1, Limits.GPUS + 1) : random.nextInt(3);
    int[] gpuUsed = new int[gpus];
    for (int gpu = 0; gpu < gpus; gpu++) {
      worker.gpu(pick(MODELS));
      gpuUsed[gpu] = gpuMillis();
    }
    for (String key : KEYS) {
      if (random.nextInt(3) > 0) {
        worker.label(key, pick(VALUES));
      }
    }
    for (int taints = random.nextInt(4); taints > 1; taints--) {
      worker.taint(pick(KEYS), pick(VALUES), pick(List.of(TaintEffect.values())));
    }
    Resources capacity = worker.build().capacity();
    return FakeWorker.of(worker)
        .requested(partOf(capacity))
        .gpuUsed(gpuUsed)
        .state(pick(List.of(WorkerState.values())))
        .load(random.nextInt(1_001), random.nextInt(1_001), random.nextInt(1_001));
  }

  FakeJob job() {
    Job.Builder job =
        Job.builder("j").cpuMillis(amount()).memoryBytes(amount()).storageBytes(amount());
    if (random.nextInt(4) == 0) {
      job.extra(pick(EXTRAS), amount());
    }
    switch (random.nextInt(4)) {
      case 0 -> job.gpus(random.nextInt(1, 5));
      case 1 -> job.gpuShare(random.nextInt(1, GpuDevice.MILLIS + 1));
      case 2 -> job.gpus(1).gpuModels(pick(MODELS), pick(MODELS));
      default -> job.gpus(0);
    }
    if (random.nextInt(4) == 0) {
      job.nodeSelector(pick(KEYS), pick(VALUES));
    }
    for (int terms = random.nextInt(4); terms > 1; terms--) {
      job.require(requirement(), requirement());
    }
    for (int terms = random.nextInt(5); terms > 1; terms--) {
      job.prefer(random.nextInt(1, 101), requirement());
    }
    for (int tolerations = random.nextInt(4); tolerations > 1; tolerations--) {
      job.tolerate(
          random.nextBoolean()
              ? Toleration.exists(pick(KEYS))
              : Toleration.equal(pick(KEYS), pick(VALUES), pick(List.of(TaintEffect.values()))));
    }
    String region = maybe();
    String zone = maybe();
    String rack = maybe();
    String host = maybe();
    if (region != null || zone != null || rack != null || host != null) {
      job.near(new Location(region, zone, rack, host));
    }
    return FakeJob.of(job);
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

  private Resources partOf(Resources capacity) {
    Resources.Builder part =
        Resources.builder()
            .cpuMillis(random.nextLong(capacity.cpuMillis() + 1))
            .memoryBytes(random.nextLong(capacity.memoryBytes() + 1))
            .storageBytes(random.nextLong(capacity.storageBytes() + 1));
    capacity.extras().forEach((name, amount) -> part.extra(name, random.nextLong(amount + 1)));
    return part.build();
  }

  private int gpuMillis() {
    return switch (random.nextInt(3)) {
      case 0 -> 0;
      case 1 -> GpuDevice.MILLIS;
      default -> random.nextInt(GpuDevice.MILLIS);
    };
  }

  private long amount() {
    long most = AMOUNTS[random.nextInt(AMOUNTS.length)];
    return random.nextBoolean() ? most : random.nextLong(most + 1);
  }

  private @Nullable String maybe() {
    return random.nextInt(3) == 0 ? pick(VALUES) : null;
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
