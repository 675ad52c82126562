package dev.berth.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.model.GpuDevice;
import dev.berth.model.GpuRequest;
import dev.berth.model.GpuSplit;
import dev.berth.model.GpuTopology;
import dev.berth.model.Locality;
import dev.berth.model.Location;
import dev.berth.model.Placement;
import dev.berth.model.Worker;
import dev.berth.placement.BestFitDecreasing.Ask;
import dev.berth.testing.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Small random fleets, against every worker and every division over workers tried in turn. Which
 * devices of one worker is taken from {@link GpuChoice}, which has tests of its own.
 */
class RandomBestFitTest {
  private static final int ROUNDS = 1_500;

  /** Divisible by every number of GPUs, so that parts leave no rest. */
  private static final long UNIT = 2_520;

  @Test
  void place_anyFleetAndJobs_eachIsBestInTurn() {
    Seed seed = Seed.orElse(95);
    SplittableRandom random = seed.random();
    int split = 0;
    for (int round = 0; round < ROUNDS; round++) {
      var fleet = new BestFitDecreasing(Location.RACK);
      Map<String, Mirror> mirrors = new TreeMap<>();
      int workers = random.nextInt(1, 6);
      for (int i = 0; i < workers; i++) {
        Worker worker = worker(random, "w-" + i);
        fleet.add(worker);
        mirrors.put(worker.id(), new Mirror(worker));
      }
      List<Ask> asks = new ArrayList<>();
      for (int i = random.nextInt(1, 8); i > 0; i--) {
        asks.add(ask(random, "j-" + i));
      }
      List<Placement> placed = fleet.place(asks);
      asks.sort(
          Comparator.comparingLong((Ask ask) -> -ask.gpus().totalMillis())
              .thenComparingLong(ask -> -ask.cpuMillis())
              .thenComparingLong(ask -> -ask.memoryBytes()));
      int next = 0;
      for (Ask ask : asks) {
        boolean isNext = next < placed.size() && placed.get(next).jobId().equals(ask.jobId());
        Optional<Placement> got = isNext ? Optional.of(placed.get(next++)) : Optional.empty();
        String what = "%s on %s; %s".formatted(ask, mirrors.values(), seed);
        split += got.isPresent() && !got.get().others().isEmpty() ? 1 : 0;
        new Expected(ask, List.copyOf(mirrors.values())).check(got, what);
        for (Placement part : got.map(Placement::parts).orElse(List.of())) {
          Objects.requireNonNull(mirrors.get(part.workerId())).take(ask, part);
        }
      }
      assertThat(next).as("%s", seed).isEqualTo(placed.size());
    }
    assertThat(split).as("jobs on several workers").isGreaterThan(ROUNDS / 10);
  }

  private static Worker worker(SplittableRandom random, String id) {
    GpuTopology topology = RandomTopology.next(random, 5);
    var builder =
        Worker.builder(id).topology(topology).label(Location.RACK, "rack-" + random.nextInt(3));
    if (topology.numaNodes().isEmpty()) {
      builder.cpuMillis(random.nextInt(1, 9) * UNIT).memoryBytes(random.nextInt(1, 9) * UNIT);
    }
    return builder.build();
  }

  private static Ask ask(SplittableRandom random, String id) {
    long cpu = random.nextInt(4) * UNIT;
    int count = random.nextInt(9);
    if (count == 0) {
      return new Ask(id, cpu, 0, GpuRequest.NONE);
    }
    if (count == 1 && random.nextBoolean()) {
      GpuRequest share = GpuRequest.share(random.nextInt(1, 1001));
      boolean hasMemory = !share.isWhole() && random.nextBoolean();
      return new Ask(id, cpu, 0, hasMemory ? share.withMemory(random.nextInt(1, 20)) : share);
    }
    Locality[] localities = Locality.values();
    GpuRequest whole =
        GpuRequest.whole(count)
            .withNuma(localities[random.nextInt(3)])
            .withLinks(localities[random.nextInt(3)]);
    int each = random.nextInt(-1, 4);
    boolean isSplit = each != 0 && (each < 0 || count % each == 0);
    return new Ask(id, cpu, 0, isSplit ? whole.withSplit(new GpuSplit(each)) : whole);
  }

  /** What one worker has left, kept apart from what is tested. */
  private static final class Mirror {
    final Worker worker;
    final GpuLayout layout;
    final short[] millis;
    final long[] memory;
    final boolean[] isTouched;
    final long[] nodeCpu;
    long cpu;

    Mirror(Worker worker) {
      this.worker = worker;
      layout = GpuLayout.of(worker.topology());
      millis = new short[worker.gpus().size()];
      Arrays.fill(millis, (short) GpuDevice.MILLIS);
      memory = worker.gpus().stream().mapToLong(GpuDevice::memoryBytes).toArray();
      isTouched = new boolean[millis.length];
      cpu = worker.capacity().cpuMillis();
      nodeCpu =
          worker.topology().numaNodes().isEmpty()
              ? new long[] {cpu}
              : worker.topology().numaNodes().stream()
                  .mapToLong(node -> node.cpuMillis())
                  .toArray();
    }

    long idle() {
      long idle = 0;
      for (int gpu = 0; gpu < millis.length; gpu++) {
        idle |= isTouched[gpu] ? 0 : 1L << gpu;
      }
      return idle;
    }

    GpuState state() {
      long[] nodeMemory = new long[nodeCpu.length];
      Arrays.fill(nodeMemory, Long.MAX_VALUE);
      return new GpuState()
          .devices(layout, idle(), (1L << millis.length) - 1, millis, memory)
          .host(cpu, Long.MAX_VALUE, nodeCpu, nodeMemory);
    }

    void take(Ask ask, Placement part) {
      long share =
          ask.gpus().count() == 0
              ? ask.cpuMillis()
              : ask.cpuMillis() * part.gpus().size() / ask.gpus().count();
      cpu -= share;
      assertThat(cpu).isNotNegative();
      if (part.numaNode() != Placement.ANY_NODE) {
        nodeCpu[part.numaNode()] -= share;
        assertThat(nodeCpu[part.numaNode()]).isNotNegative();
      }
      for (int gpu : part.gpus()) {
        assertThat(isTouched[gpu] && ask.gpus().isWhole()).isFalse();
        isTouched[gpu] = true;
        millis[gpu] -= (short) ask.gpus().milliPerGpu();
        memory[gpu] -= ask.gpus().memoryBytes();
        assertThat(millis[gpu]).isNotNegative();
        assertThat(memory[gpu]).isNotNegative();
      }
    }

    @Override
    public String toString() {
      return "%s with cpu %d, nodes %s, millis %s"
          .formatted(worker, cpu, Arrays.toString(nodeCpu), Arrays.toString(millis));
    }
  }

  /** What a job should get. */
  private record Expected(Ask ask, List<Mirror> mirrors) {

    void check(Optional<Placement> got, String what) {
      int each = ask.gpus().split().gpusPerWorker();
      Optional<String> one = each > 0 && each != ask.gpus().count() ? Optional.empty() : one();
      if (one.isPresent()) {
        assertThat(got.map(Object::toString)).as("%s", what).isEqualTo(one);
        return;
      }
      List<List<Integer>> divisions = new ArrayList<>();
      if (ask.gpus().split().isAllowed() && ask.gpus().isWhole()) {
        divide(0, ask.gpus().count(), new ArrayList<>(), divisions);
      }
      assertThat(got.isPresent()).as("placed: %s", what).isEqualTo(!divisions.isEmpty());
      if (got.isEmpty()) {
        return;
      }
      List<Integer> best =
          divisions.stream()
              .map(take -> List.of(workers(take), racks(take)))
              .min(
                  Comparator.<List<Integer>>comparingInt(n -> n.get(0))
                      .thenComparing(n -> n.get(1)))
              .orElseThrow();
      List<Placement> parts = got.get().parts();
      List<Integer> take =
          mirrors.stream().map(mirror -> given(parts, mirror.worker.id())).toList();
      assertThat(divisions).as("%s", what).contains(take);
      assertThat(List.of(workers(take), racks(take))).as("%s", what).isEqualTo(best);
      assertThat(parts).as("%s", what).allMatch(part -> part.quality() == Placement.SPLIT);
    }

    private static int given(List<Placement> parts, String worker) {
      return parts.stream()
          .filter(part -> part.workerId().equals(worker))
          .mapToInt(part -> part.gpus().size())
          .sum();
    }

    private static int workers(List<Integer> take) {
      return (int) take.stream().filter(gpus -> gpus > 0).count();
    }

    private int racks(List<Integer> take) {
      return (int)
          mirrors.stream()
              .filter(mirror -> take.get(mirrors.indexOf(mirror)) > 0)
              .map(mirror -> mirror.worker.labels().get(Location.RACK))
              .distinct()
              .count();
    }

    /** Every way to divide the GPUs over the workers from one on. */
    private void divide(int worker, int left, List<Integer> take, List<List<Integer>> divisions) {
      if (worker == mirrors.size()) {
        if (left == 0) {
          divisions.add(List.copyOf(take));
        }
        return;
      }
      int each = ask.gpus().split().gpusPerWorker();
      for (int gpus = 0; gpus <= left; gpus++) {
        boolean isSize = gpus == 0 || each < 0 || gpus == each;
        if (isSize && (gpus == 0 || gives(mirrors.get(worker), gpus))) {
          take.add(gpus);
          divide(worker + 1, left - gpus, take, divisions);
          take.subList(take.size() - 1, take.size()).clear();
        }
      }
    }

    private boolean gives(Mirror mirror, int gpus) {
      long cpu = ask.cpuMillis() * gpus / ask.gpus().count();
      return cpu <= mirror.cpu
          && GpuChoice.chooseWhole(gpus, ask.gpus(), cpu, 0, mirror.state(), -1) != GpuChoice.NONE;
    }

    /** The best place on one worker, by sorting them all. */
    private Optional<String> one() {
      record Choice(List<Long> rank, String placement) {}
      List<Choice> choices = new ArrayList<>();
      for (Mirror mirror : mirrors) {
        GpuRequest gpus = ask.gpus();
        GpuState state = mirror.state();
        long chosen = GpuChoice.choose(gpus, ask.cpuMillis(), 0, state, -1);
        if (ask.cpuMillis() > mirror.cpu || (gpus.count() > 0 && chosen == GpuChoice.NONE)) {
          continue;
        }
        int node = GpuChoice.numaNode(gpus, ask.cpuMillis(), 0, state, chosen);
        int quality = GpuChoice.quality(gpus, state, chosen, node);
        List<Integer> indexes =
            new ArrayList<>(new NaiveGpuChoice(mirror.worker.topology()).set(chosen));
        long idle = Long.bitCount(mirror.idle() & ~chosen);
        boolean isUnbound = gpus.numa() == Locality.PREFER && node < 0;
        boolean isUnlinked = gpus.links() == Locality.PREFER && mirror.layout.linkSpan(chosen) > 1;
        List<Long> rank = new ArrayList<>(List.of(isUnbound ? 1L : 0L, isUnlinked ? 1L : 0L));
        if (gpus.count() == 0) {
          Collections.addAll(rank, idle, mirror.cpu - ask.cpuMillis());
        } else if (gpus.isWhole()) {
          Collections.addAll(rank, idle, 0L);
        } else {
          Collections.addAll(rank, (long) mirror.millis[indexes.get(0)], idle);
        }
        rank.add(-(long) quality);
        choices.add(
            new Choice(
                rank,
                new Placement(ask.jobId(), mirror.worker.id(), indexes, node, quality, List.of())
                    .toString()));
      }
      return choices.stream()
          .min(
              (one, other) ->
                  Arrays.compare(one.rank.toArray(Long[]::new), other.rank.toArray(Long[]::new)))
          .map(Choice::placement);
    }
  }
}
