package dev.berth.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.model.GpuDevice;
import dev.berth.model.GpuRequest;
import dev.berth.model.GpuTopology;
import dev.berth.model.Locality;
import dev.berth.model.Placement;
import dev.berth.testing.Seed;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Random requests of random workers, against rules applied word by word to every set. */
class RandomGpuChoiceTest {

  @ParameterizedTest
  @CsvSource({"8, 3000, 20", "16, 150, 4"})
  void choose_anyRequestAndWorker_isTheBestOfAllSets(int mostGpus, int topologies, int loads) {
    Seed seed = Seed.orElse(91);
    SplittableRandom random = seed.random();
    var state = new GpuState();
    for (int i = 0; i < topologies; i++) {
      GpuTopology topology = RandomTopology.next(random, mostGpus);
      GpuLayout layout = GpuLayout.of(topology);
      for (int load = 0; load < loads; load++) {
        var worker = new RandomWorker(random, topology);
        worker.show(layout, state);
        GpuRequest request = worker.request(random);
        long cpu = random.nextInt(3) * 4_000L;
        long memory = random.nextInt(3) * 64L;
        long chosen = GpuChoice.choose(request, cpu, memory, state, layout.allowed(request));

        var naive = new NaiveWorker(worker, request, cpu, memory);
        String what =
            "%s with cpu %d, memory %d on %s; %s".formatted(request, cpu, memory, worker, seed);
        Set<Integer> set = naive.naive.set(chosen);
        assertThat(set).as("%s", what).isEqualTo(naive.choose().orElse(Set.of()));
        if (chosen != GpuChoice.NONE) {
          int node = GpuChoice.numaNode(request, cpu, memory, state, chosen);
          assertThat(node).as("node of %s for %s", set, what).isEqualTo(naive.numaNode(set));
          assertThat(GpuChoice.quality(request, state, chosen, node))
              .as("quality of %s for %s", set, what)
              .isEqualTo(naive.quality(set, node));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 8, 16, 64})
  void choose_flatTopology_lowestIdleAndTightest(int gpus) {
    Seed seed = Seed.orElse(92);
    SplittableRandom random = seed.random();
    GpuTopology topology = GpuTopology.flat(gpus, "T4");
    GpuLayout layout = GpuLayout.of(topology);
    var naive = new NaiveGpuChoice(topology);
    var state = new GpuState();
    for (int load = 0; load < 500; load++) {
      var free = new short[gpus];
      Set<Integer> idle = new TreeSet<>();
      for (int gpu = 0; gpu < gpus; gpu++) {
        free[gpu] = (short) (random.nextInt(5) * 250);
        if (free[gpu] == GpuDevice.MILLIS) {
          idle.add(gpu);
        }
      }
      state.devices(layout, NaiveGpuChoice.mask(idle), -1L >>> -gpus, free, null);
      int count = random.nextInt(1, gpus + 1);
      int milli = random.nextInt(1, 1000);

      Set<Integer> lowest =
          idle.size() < count
              ? Set.of()
              : new TreeSet<>(idle.stream().sorted().limit(count).toList());
      assertThat(naive.set(GpuChoice.choose(GpuRequest.whole(count), 0, 0, state, -1)))
          .as("%d of %s; %s", count, idle, seed)
          .isEqualTo(lowest);
      Optional<GpuDevice> tightest =
          topology.gpus().stream()
              .filter(gpu -> free[gpu.index()] >= milli)
              .min(Comparator.comparingInt(gpu -> free[gpu.index()]));
      assertThat(naive.set(GpuChoice.choose(GpuRequest.share(milli), 0, 0, state, -1)))
          .as("%d thousandths; %s", milli, seed)
          .isEqualTo(tightest.map(gpu -> Set.of(gpu.index())).orElse(Set.of()));
    }
  }

  @Test
  void choose_noGpus_none() {
    assertThat(GpuChoice.choose(GpuRequest.NONE, 1, 1, new GpuState(), -1))
        .isEqualTo(GpuChoice.NONE);
    assertThat(GpuChoice.quality(GpuRequest.NONE, new GpuState(), 0, Placement.ANY_NODE))
        .isEqualTo(Placement.WHOLE);
  }

  /** What is free of one worker, in any combination. */
  private static final class RandomWorker {
    final GpuTopology topology;
    final Set<Integer> usable = new TreeSet<>();
    final Set<Integer> idle = new TreeSet<>();
    final short[] millis;
    final long[] memory;
    final boolean isMemoryTaken;
    final long freeCpu;
    final long freeMemory;
    final long[] nodeCpu;
    final long[] nodeMemory;
    final boolean isBound;

    RandomWorker(SplittableRandom random, GpuTopology topology) {
      this.topology = topology;
      int gpus = topology.gpus().size();
      millis = new short[gpus];
      memory = new long[gpus];
      isMemoryTaken = random.nextBoolean();
      int busy = random.nextInt(5);
      for (int gpu = 0; gpu < gpus; gpu++) {
        long whole = topology.gpus().get(gpu).memoryBytes();
        boolean isTouched = random.nextInt(5) < busy;
        millis[gpu] = (short) (isTouched ? random.nextInt(5) * 250 : GpuDevice.MILLIS);
        memory[gpu] = isTouched && isMemoryTaken ? random.nextInt(4) * whole / 4 : whole;
        if (random.nextInt(10) > 0) {
          usable.add(gpu);
          if (millis[gpu] == GpuDevice.MILLIS && memory[gpu] == whole) {
            idle.add(gpu);
          }
        }
      }
      isBound = random.nextBoolean();
      int nodes = Math.max(1, topology.numaNodes().size());
      nodeCpu = new long[nodes];
      nodeMemory = new long[nodes];
      long cpu = topology.numaNodes().isEmpty() ? 16_000 : topology.cpuMillis();
      long bytes = topology.numaNodes().isEmpty() ? 256 : topology.memoryBytes();
      freeCpu = cpu * random.nextInt(5) / 4;
      freeMemory = bytes * random.nextInt(5) / 4;
      for (int node = 0; node < nodes; node++) {
        boolean isNamed = !topology.numaNodes().isEmpty();
        nodeCpu[node] = isNamed ? topology.numaNodes().get(node).cpuMillis() : cpu;
        nodeMemory[node] = isNamed ? topology.numaNodes().get(node).memoryBytes() : bytes;
        if (isBound) {
          nodeCpu[node] = nodeCpu[node] * random.nextInt(5) / 4;
          nodeMemory[node] = nodeMemory[node] * random.nextInt(5) / 4;
        }
      }
    }

    void show(GpuLayout layout, GpuState state) {
      state
          .devices(
              layout,
              NaiveGpuChoice.mask(idle),
              NaiveGpuChoice.mask(usable),
              millis,
              isMemoryTaken ? memory : null)
          .host(freeCpu, freeMemory, isBound ? nodeCpu : null, isBound ? nodeMemory : null);
    }

    GpuRequest request(SplittableRandom random) {
      Locality[] localities = Locality.values();
      GpuRequest request =
          switch (random.nextInt(5)) {
            case 0 -> GpuRequest.share(random.nextInt(1, 1001));
            case 1 -> GpuRequest.memory(random.nextInt(1, 20));
            case 2 -> GpuRequest.share(250).withMemory(random.nextInt(1, 20));
            default -> GpuRequest.whole(random.nextInt(1, topology.gpus().size() + 1));
          };
      if (random.nextInt(4) == 0) {
        request = request.withModels(Set.of("A100"));
      }
      if (random.nextInt(4) == 0) {
        request = request.withMinMemory(16);
      }
      return request
          .withNuma(localities[random.nextInt(3)])
          .withLinks(localities[random.nextInt(3)]);
    }

    @Override
    public String toString() {
      return "%s with %s usable, %s idle".formatted(topology, usable, idle);
    }
  }

  /** The rules of a request on a worker, applied to sets. */
  private static final class NaiveWorker {
    final RandomWorker worker;
    final GpuRequest request;
    final long cpu;
    final long memory;
    final NaiveGpuChoice naive;

    NaiveWorker(RandomWorker worker, GpuRequest request, long cpu, long memory) {
      this.worker = worker;
      this.request = request;
      this.cpu = cpu;
      this.memory = memory;
      this.naive = new NaiveGpuChoice(worker.topology);
    }

    Optional<Set<Integer>> choose() {
      return request.isWhole() ? whole() : share().map(gpu -> Set.of(gpu.index()));
    }

    private boolean isLocal(Set<Integer> set) {
      int node = worker.topology.gpus().get(set.iterator().next()).numaNode();
      return naive.numaSpan(set) == 1
          && cpu <= Math.min(worker.freeCpu, worker.nodeCpu[node])
          && memory <= Math.min(worker.freeMemory, worker.nodeMemory[node]);
    }

    private boolean isLinked(Set<Integer> set) {
      return naive.linkSpan(set) == 1;
    }

    private Optional<Set<Integer>> whole() {
      Set<Integer> takeable = new TreeSet<>(worker.idle);
      takeable.removeIf(gpu -> !request.allows(worker.topology.gpus().get(gpu)));
      Predicate<Set<Integer>> numa = set -> request.numa() != Locality.REQUIRE || isLocal(set);
      Predicate<Set<Integer>> links = set -> request.links() != Locality.REQUIRE || isLinked(set);
      return naive.choose(
          request.count(),
          takeable,
          worker.idle,
          numa.and(links),
          set ->
              (request.numa() != Locality.NONE && isLocal(set) ? 0 : 2)
                  + (request.links() != Locality.NONE && isLinked(set) ? 0 : 1));
    }

    private Optional<GpuDevice> share() {
      return worker.topology.gpus().stream()
          .filter(gpu -> worker.usable.contains(gpu.index()) && request.allows(gpu))
          .filter(gpu -> worker.millis[gpu.index()] >= Math.max(1, request.milliPerGpu()))
          .filter(gpu -> freeMemory(gpu) >= request.memoryBytes())
          .filter(gpu -> request.numa() != Locality.REQUIRE || isLocal(Set.of(gpu.index())))
          .min(
              Comparator.<GpuDevice, Boolean>comparing(
                      gpu -> request.numa() != Locality.NONE && !isLocal(Set.of(gpu.index())))
                  .thenComparingInt(gpu -> worker.millis[gpu.index()])
                  .thenComparing(gpu -> worker.idle.contains(gpu.index()))
                  .thenComparingLong(gpu -> request.memoryBytes() > 0 ? freeMemory(gpu) : 0)
                  .thenComparingInt(GpuDevice::index));
    }

    private long freeMemory(GpuDevice gpu) {
      return worker.memory[gpu.index()];
    }

    int numaNode(Set<Integer> set) {
      return request.numa() != Locality.NONE && isLocal(set)
          ? worker.topology.gpus().get(set.iterator().next()).numaNode()
          : Placement.ANY_NODE;
    }

    int quality(Set<Integer> set, int node) {
      boolean isOnlyNode = worker.topology.numaNodes().size() <= 1;
      return 100
          + (node >= 0 || isOnlyNode ? 30 : 0)
          + (isLinked(set) || set.containsAll(worker.idle) ? 20 : 0);
    }
  }
}
