package dev.berth;

import dev.berth.model.GpuLink;
import dev.berth.model.GpuSplit;
import dev.berth.model.GpuTopology;
import dev.berth.model.Job;
import dev.berth.model.Locality;
import dev.berth.model.Location;
import dev.berth.model.Priority;
import dev.berth.model.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Random machines of all shapes, and jobs that most of them could take a few of. */
final class RandomGpuFleet {

  private static final long GIB = 1L << 30;
  private static final List<String> MODELS = List.of("A100", "T4");
  private static final List<Priority> PRIORITIES =
      List.of(Priority.LOW, Priority.MEDIUM, Priority.HIGH);
  private static final List<Locality> WISHES =
      List.of(Locality.NONE, Locality.NONE, Locality.PREFER, Locality.REQUIRE, Locality.REQUIRE);
  private static final int KINDS = 8;

  private final SplittableRandom random;
  private final List<String> profiles;
  private final List<GpuTopology> kinds = new ArrayList<>();

  RandomGpuFleet(SplittableRandom random, List<String> profiles) {
    this.random = random;
    this.profiles = profiles;
    for (int kind = 0; kind < KINDS; kind++) {
      kinds.add(topology());
    }
  }

  // ---- workers

  /** A worker of one of few kinds, or of one of its own. */
  Worker worker(String id) {
    GpuTopology topology = chance(5) ? topology() : any(kinds);
    Worker.Builder worker = Worker.builder(id).topology(topology);
    if (topology.numaNodes().isEmpty()) {
      worker.cpuMillis(8_000L * number(1, 5)).memoryBytes(64 * GIB * number(1, 5));
    }
    if (chance(4) && !topology.gpus().isEmpty()) {
      worker.failedGpu(random.nextInt(topology.gpus().size()));
    }
    return chance(3) ? worker.build() : worker.label(Location.RACK, "r-" + number(0, 3)).build();
  }

  /** The same worker, with something else about it. */
  Worker changed(Worker worker) {
    Worker other = worker(worker.id());
    if (chance(2)) {
      return other;
    }
    // Another naming of the same cores, and as many devices or more.
    GpuTopology.Builder topology = GpuTopology.builder();
    if (chance(2)) {
      topology.numaNode(worker.capacity().cpuMillis(), worker.capacity().memoryBytes());
    }
    worker.gpus().forEach(gpu -> topology.gpus(1, gpu.model(), gpu.memoryBytes()));
    topology.gpus(random.nextInt(2), any(MODELS), 16 * GIB);
    GpuTopology built = topology.build();
    Worker.Builder builder =
        Worker.builder(worker.id())
            .cpuMillis(worker.capacity().cpuMillis())
            .memoryBytes(worker.capacity().memoryBytes())
            .topology(built);
    worker.failedGpus().forEach(builder::failedGpu);
    return builder.build();
  }

  private GpuTopology topology() {
    int nodes = 1 << random.nextInt(3);
    int gpus = nodes * number(1, 16 / nodes + 1);
    String model = any(MODELS);
    long memory = 16 * GIB * number(1, 4);
    long cpu = nodes * 8_000L * number(1, 4);
    long ram = nodes * 64L * GIB * number(1, 4);
    return switch (random.nextInt(8)) {
      case 0 -> GpuTopology.NONE;
      case 1 -> GpuTopology.builder().numaNode(16_000, 64 * GIB).numaNode(8_000, 0).build();
      case 2 -> GpuTopology.builder().gpus(gpus, model, memory).build();
      case 3 -> GpuTopology.pcie(gpus, model, memory, nodes, cpu, ram);
      case 4 -> GpuTopology.pairs(2 * nodes, model, memory, nodes, cpu, ram);
      case 5 ->
          gpus == 1
              ? GpuTopology.flat(1, model)
              : GpuTopology.nvSwitch(gpus, model, memory, nodes, cpu, ram);
      case 6 -> crossed(model, memory);
      default -> mixed();
    };
  }

  /** Links that lead from node to node. */
  private static GpuTopology crossed(String model, long memory) {
    return GpuTopology.builder()
        .numaNode(16_000, 64 * GIB)
        .gpus(3, model, memory)
        .numaNode(16_000, 64 * GIB)
        .gpus(3, model, memory)
        .link(GpuLink.Kind.NVLINK, 0, 3)
        .link(GpuLink.Kind.NVLINK, 1, 2, 4)
        .build();
  }

  /** Nodes that differ, some without cores or memory, with groups of links and switches on them. */
  private GpuTopology mixed() {
    GpuTopology.Builder topology = GpuTopology.builder();
    int gpus = 0;
    for (int node = number(1, 5); node > 0; node--) {
      topology.numaNode(8_000L * random.nextInt(4), 64 * GIB * random.nextInt(4));
      int here = random.nextInt(5);
      topology.gpus(here / 2, any(MODELS), 16 * GIB * random.nextInt(4));
      topology.gpus(here - here / 2, any(MODELS), 16 * GIB * random.nextInt(4));
      int[] all = new int[here];
      for (int i = 0; i < here; i++) {
        all[i] = gpus++;
      }
      if (here > 1 && chance(2)) {
        topology.link(chance(2) ? GpuLink.Kind.NVLINK : GpuLink.Kind.PCIE_SWITCH, all);
      } else if (here > 3) {
        topology.link(GpuLink.Kind.NVLINK, all[0], all[1]);
        topology.link(GpuLink.Kind.NVLINK, all[2], all[3]);
      }
    }
    return topology.build();
  }

  // ---- jobs

  Job job(String id) {
    Job.Builder job =
        Job.builder(id)
            .profile(any(profiles))
            .priority(any(PRIORITIES))
            .cpuMillis(chance(8) ? 0 : 500L * number(1, chance(6) ? 24 : 9))
            .memoryBytes(chance(8) ? 0 : GIB * number(1, chance(6) ? 65 : 17))
            .movable(chance(2))
            .maxRetries(random.nextInt(3));
    if (!chance(10)) {
      job.timeLimit(Duration.ofSeconds(number(1, 60)));
    }
    switch (random.nextInt(10)) {
      case 0 -> {
        return job.build();
      }
      case 1, 2 -> job.gpuShare(chance(3) ? number(1, 1_001) : 50 * number(1, 20));
      case 3 -> job.gpuMemory(GIB * number(1, 25));
      case 4 -> job.gpuShare(50 * number(1, 20)).gpuMemory(GIB * number(1, 25));
      case 5, 6 -> split(job);
      default -> job.gpus(number(1, chance(3) ? 9 : 4));
    }
    if (chance(3)) {
      job.gpuModels(any(MODELS));
    }
    if (chance(5)) {
      job.gpuMinMemory(16 * GIB * number(1, 3));
    }
    return job.gpuNuma(any(WISHES)).gpuLinks(any(WISHES)).build();
  }

  private void split(Job.Builder job) {
    if (chance(2)) {
      job.gpus(number(1, chance(4) ? 33 : 13)).gpuSplit(GpuSplit.IF_NEEDED);
    } else {
      int perWorker = number(1, 5);
      job.gpus(perWorker * number(1, 5)).gpuSplit(GpuSplit.exactly(perWorker));
    }
  }

  private boolean chance(int times) {
    return random.nextInt(times) == 0;
  }

  private int number(int from, int below) {
    return random.nextInt(from, below);
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
