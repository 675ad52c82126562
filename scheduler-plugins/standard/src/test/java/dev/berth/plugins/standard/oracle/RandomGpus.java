package dev.berth.plugins.standard.oracle;

import dev.berth.model.GpuLink;
import dev.berth.model.GpuTopology;
import dev.berth.model.Job;
import dev.berth.model.Locality;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Random machines of some kinds, with up to twelve GPUs of which every set can be tried, and jobs
 * with wishes about them.
 */
final class RandomGpus {
  private static final long GIB = 1L << 30;
  private static final List<Locality> WISHES =
      List.of(Locality.NONE, Locality.NONE, Locality.PREFER, Locality.REQUIRE);

  private final SplittableRandom random;
  private final List<String> models;
  private final List<GpuTopology> kinds = new ArrayList<>();

  RandomGpus(SplittableRandom random, List<String> models) {
    this.random = random;
    this.models = models;
    for (int kind = random.nextInt(1, 6); kind > 0; kind--) {
      kinds.add(random());
    }
  }

  GpuTopology topology() {
    return chance(10) ? random() : pick(kinds);
  }

  private GpuTopology random() {
    int nodes = 1 << random.nextInt(3);
    long cpu = nodes * 1_000L * random.nextInt(2, 9);
    long memory = nodes * GIB * random.nextInt(8, 33);
    int each = chance(6) ? 12 / nodes : random.nextInt(1, 8 / nodes + 1);
    long gpuMemory = 16 * GIB * random.nextInt(1, 4);
    return switch (random.nextInt(7)) {
      case 0 -> GpuTopology.pcie(nodes * each, pick(models), gpuMemory, nodes, cpu, memory);
      case 1 ->
          nodes * each == 1
              ? GpuTopology.flat(1, pick(models))
              : GpuTopology.nvSwitch(nodes * each, pick(models), gpuMemory, nodes, cpu, memory);
      case 2 -> GpuTopology.pairs(2 * nodes, pick(models), gpuMemory, nodes, cpu, memory);
      case 3, 4 -> crossed(pick(models), gpuMemory);
      default -> mixed();
    };
  }

  /** Links that lead from node to node. */
  private static GpuTopology crossed(String model, long memory) {
    return GpuTopology.builder()
        .numaNode(8_000, 16 * GIB)
        .gpus(3, model, memory)
        .numaNode(8_000, 16 * GIB)
        .gpus(3, model, memory)
        .link(GpuLink.Kind.NVLINK, 0, 3)
        .link(GpuLink.Kind.NVLINK, 1, 2, 4)
        .link(GpuLink.Kind.PCIE_SWITCH, 3, 4)
        .build();
  }

  /** Nodes that differ, some without cores or memory, with groups of links and switches on them. */
  private GpuTopology mixed() {
    GpuTopology.Builder topology = GpuTopology.builder();
    int gpus = 0;
    for (int node = random.nextInt(1, 4); node > 0; node--) {
      topology.numaNode(2_000L * random.nextInt(5), 8 * GIB * random.nextInt(5));
      int here = chance(2) ? 4 : random.nextInt(5);
      topology.gpus(here / 2, pick(models), 16 * GIB * random.nextInt(4));
      topology.gpus(here - here / 2, pick(models), 16 * GIB * random.nextInt(4));
      int[] all = new int[here];
      for (int i = 0; i < here; i++) {
        all[i] = gpus++;
      }
      if (here > 1 && chance(2)) {
        topology.link(chance(2) ? GpuLink.Kind.NVLINK : GpuLink.Kind.PCIE_SWITCH, all);
      } else if (here > 3) {
        topology.link(GpuLink.Kind.NVLINK, all[0], all[1]);
        topology.link(GpuLink.Kind.PCIE_SWITCH, all[2], all[3]);
      }
    }
    return topology.build();
  }

  /** Has a job ask for GPUs, with wishes. */
  void ask(Job.Builder job) {
    switch (random.nextInt(5)) {
      case 0 -> job.gpuShare(50 * random.nextInt(1, 20));
      case 1 -> job.gpuMemory(GIB * random.nextInt(1, 25));
      case 2 -> job.gpuShare(50 * random.nextInt(1, 20)).gpuMemory(GIB * random.nextInt(1, 25));
      default -> job.gpus(random.nextInt(1, 5));
    }
    if (chance(5)) {
      job.gpuModels(pick(models));
    }
    if (chance(5)) {
      job.gpuMinMemory(16 * GIB * random.nextInt(1, 3));
    }
    job.gpuNuma(pick(WISHES)).gpuLinks(pick(WISHES));
  }

  private boolean chance(int times) {
    return random.nextInt(times) == 0;
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
