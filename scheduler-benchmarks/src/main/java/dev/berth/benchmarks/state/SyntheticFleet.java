package dev.berth.benchmarks.state;

import dev.berth.model.GpuDevice;
import dev.berth.model.GpuRequest;
import dev.berth.model.NodeAffinity;
import dev.berth.model.Requirements;
import dev.berth.model.Resources;
import dev.berth.model.TaintEffect;
import dev.berth.model.Usage;
import dev.berth.model.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A fleet such as one finds in a mixed data centre, and what runs on it.
 *
 * <pre>
 *   labels   region, zone (3 regions of 3 zones), rack of 40, host, arch (10 % arm64), disk (70 % ssd), pool, generation
 *   taints   GPU workers gpu:NoSchedule; of the others 10 % dedicated:NoSchedule, 5 % spot:PreferNoSchedule
 *   sizes    16 to 128 cores with 2, 4 or 8 GiB each; 15 % have 4 or 8 GPUs of three models
 *   state    1 % drain; each is filled to some share of its cpu, 60 % on average, give or take 30
 *            points; GPUs likewise, a quarter of them by shares
 *   usage    around what is requested, give or take 20 points
 * </pre>
 *
 * <p><b>Thread-safety:</b> pure functions of the seed.
 */
public final class SyntheticFleet {

  /** One worker and what a benchmark finds on it. */
  public record Member(Worker worker, boolean draining, Usage usage, List<Requirements> running) {}

  /** GPUs of one worker at most. */
  public static final int MOST_GPUS = 8;

  static final String[] GPU_MODELS = {"A100", "H100", "T4"};
  static final int REGIONS = 3;
  static final int ZONES_A_REGION = 3;
  static final int WORKERS_A_RACK = 40;
  static final long GIB = 1L << 30;

  private static final int USUAL_FILL = 600;
  private static final int SPREAD = 300;
  private static final int[] CORES = {16, 32, 32, 64, 64, 96, 128};
  private static final int[] GIB_A_CORE = {2, 4, 4, 8};

  private SyntheticFleet() {}

  /** So many workers with what runs on them, {@value #USUAL_FILL} thousandths full on average. */
  public static List<Member> of(int workers, long seed) {
    List<Member> members = new ArrayList<>(workers);
    generated(workers, seed, USUAL_FILL).forEach(members::add);
    return members;
  }

  /**
   * Such a fleet, made anew each time it is walked through: a large one takes more room as a list
   * than the rows it is to fill.
   *
   * @param fill how full it is on average, in thousandths of its cpu
   */
  public static Iterable<Member> generated(int workers, long seed, int fill) {
    return () -> {
      SplittableRandom random = new SplittableRandom(seed);
      return IntStream.range(0, workers)
          .mapToObj(number -> member(number, fill, random))
          .iterator();
    };
  }

  private static Member member(int number, int fill, SplittableRandom random) {
    Worker worker = worker(number, random);
    int target = fill + random.nextInt(-SPREAD, SPREAD + 1);
    boolean draining = random.nextInt(100) == 0;
    return new Member(
        worker, draining, usage(worker, target, random), running(worker, target, random));
  }

  private static Worker worker(int number, SplittableRandom random) {
    int rack = number / WORKERS_A_RACK;
    int zone = rack % (REGIONS * ZONES_A_REGION);
    long cores = CORES[random.nextInt(CORES.length)];
    boolean gpus = random.nextInt(100) < 15;
    String host = "host-" + number;
    Worker.Builder worker =
        Worker.builder(host)
            .cpuMillis(1_000 * cores)
            .memoryBytes(cores * GIB_A_CORE[random.nextInt(GIB_A_CORE.length)] * GIB)
            .storageBytes(500 * GIB)
            .label("region", "region-" + zone / ZONES_A_REGION)
            .label("zone", "zone-" + zone)
            .label("rack", "rack-" + rack)
            .label("host", host)
            .label("arch", random.nextInt(10) == 0 ? "arm64" : "amd64")
            .label("disk", random.nextInt(10) < 7 ? "ssd" : "hdd")
            .label("pool", "pool-" + random.nextInt(8))
            .label("generation", String.valueOf(random.nextInt(1, 6)));
    if (gpus) {
      worker
          .gpus(
              random.nextInt(2) == 0 ? 4 : MOST_GPUS, GPU_MODELS[random.nextInt(GPU_MODELS.length)])
          .taint("gpu", "", TaintEffect.NO_SCHEDULE);
    } else if (random.nextInt(10) == 0) {
      worker.taint("dedicated", "team-" + random.nextInt(5), TaintEffect.NO_SCHEDULE);
    } else if (random.nextInt(20) == 0) {
      worker.taint("spot", "", TaintEffect.PREFER_NO_SCHEDULE);
    }
    return worker.build();
  }

  private static Usage usage(Worker worker, int target, SplittableRandom random) {
    int cpu = Math.min(1000, Math.max(0, target + random.nextInt(-200, 201)));
    int memory = Math.min(1000, Math.max(0, target + random.nextInt(-200, 201)));
    return new Usage(
        cpu / 10.0, worker.capacity().memoryBytes() / 1000 * memory, random.nextInt(0, 40));
  }

  /** Jobs that take up the target share of cpu, in thousandths, and of the GPUs. */
  private static List<Requirements> running(Worker worker, int target, SplittableRandom random) {
    List<Requirements> running = new ArrayList<>();
    Resources free = worker.capacity();
    long untouched = free.cpuMillis() * (1000 - target) / 1000;
    while (free.cpuMillis() > untouched) {
      Resources amounts =
          Resources.builder()
              .cpuMillis(random.nextLong(500, 8_001))
              .memoryBytes(random.nextLong(1, 25) * GIB)
              .build();
      if (!amounts.fitsIn(free)) {
        break;
      }
      free = free.minus(amounts);
      running.add(requirements(amounts, GpuRequest.NONE));
    }
    int busyGpus = worker.gpus().size() * target / 1000;
    for (int gpu = 0; gpu < busyGpus; gpu++) {
      GpuRequest asked =
          random.nextInt(4) == 0
              ? GpuRequest.share(random.nextInt(1, 4) * GpuDevice.MILLIS / 4)
              : GpuRequest.whole(1);
      running.add(requirements(Resources.builder().gpuMillis(asked.totalMillis()).build(), asked));
    }
    return running;
  }

  private static Requirements requirements(Resources amounts, GpuRequest gpus) {
    return new Requirements(amounts, gpus, Map.of(), NodeAffinity.NONE, List.of(), null);
  }
}
