package dev.berth.placement;

import dev.berth.model.GpuDevice;
import dev.berth.model.GpuLink;
import dev.berth.model.GpuTopology;
import dev.berth.model.NumaNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Machines of every shape that a topology allows. */
public final class RandomTopology {

  private static final String[] MODELS = {"A100", "T4"};

  private RandomTopology() {}

  /** A machine of up to so many GPUs, one to four NUMA nodes (or none named) and any links. */
  public static GpuTopology next(SplittableRandom random, int mostGpus) {
    int gpus = random.nextInt(1, mostGpus + 1);
    int nodes = random.nextInt(5);
    List<NumaNode> numaNodes = new ArrayList<>();
    for (int node = 0; node < nodes; node++) {
      numaNodes.add(new NumaNode(node, random.nextInt(5) * 8_000L, random.nextInt(1, 5) * 64L));
    }
    boolean inOrder = random.nextBoolean();
    List<GpuDevice> devices = new ArrayList<>();
    for (int gpu = 0; gpu < gpus; gpu++) {
      int node = nodes == 0 ? 0 : inOrder ? gpu * nodes / gpus : random.nextInt(nodes);
      String model = MODELS[random.nextInt(10) == 0 ? 1 : 0];
      devices.add(new GpuDevice(gpu, model, random.nextInt(1, 4) * 8L, node));
    }
    var topology = new GpuTopology(numaNodes, devices, List.of());
    int links = gpus == 1 ? 0 : random.nextInt(gpus + 1);
    for (int link = 0; link < links; link++) {
      topology = withLink(topology, randomLink(random, topology));
    }
    return topology;
  }

  private static GpuLink randomLink(SplittableRandom random, GpuTopology topology) {
    int gpus = topology.gpus().size();
    GpuLink.Kind[] kinds = GpuLink.Kind.values();
    GpuLink.Kind kind = kinds[random.nextInt(kinds.length)];
    Set<Integer> members = new TreeSet<>();
    if (random.nextInt(3) == 0) {
      int first = random.nextInt(gpus);
      int last = random.nextInt(gpus);
      IntStream.rangeClosed(Math.min(first, last), Math.max(first, last)).forEach(members::add);
    } else if (random.nextBoolean()) {
      int node = topology.gpus().get(random.nextInt(gpus)).numaNode();
      topology.gpus().stream()
          .filter(gpu -> gpu.numaNode() == node)
          .forEach(gpu -> members.add(gpu.index()));
    }
    while (members.size() < 2) {
      members.add(random.nextInt(gpus));
    }
    return new GpuLink(kind, List.copyOf(members));
  }

  /** With that link, if it does not contradict what there is. */
  private static GpuTopology withLink(GpuTopology topology, GpuLink link) {
    List<GpuLink> links = new ArrayList<>(topology.links());
    links.add(link);
    try {
      return new GpuTopology(topology.numaNodes(), topology.gpus(), links);
    } catch (IllegalArgumentException contradiction) {
      return topology;
    }
  }
}
