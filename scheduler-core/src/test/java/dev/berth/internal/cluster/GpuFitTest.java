package dev.berth.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.model.GpuRequest;
import dev.berth.model.GpuTopology;
import dev.berth.model.Job;
import dev.berth.model.Locality;
import dev.berth.model.Requirements;
import dev.berth.model.Resources;
import dev.berth.model.Worker;
import dev.berth.placement.GpuChoice;
import dev.berth.placement.GpuState;
import dev.berth.placement.RandomTopology;
import dev.berth.spi.WorkerBlock;
import dev.berth.testing.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What is remembered of requests and machines is what choosing the GPUs each time would say. */
class GpuFitTest {

  private static final int WORKERS = 150;
  private static final int MOST_GPUS = 12;

  private final Seed seed = Seed.orElse(47);
  private final SplittableRandom dice = seed.random();
  private final WorkerRows rows = new WorkerRows();
  private final RowView view = new RowView(rows);
  private final RowBlock block = new RowBlock(rows);

  private record Held(int row, Requirements requirements, GpuGrant grant) {}

  @Test
  void anyRequest_onAnyWorkers_isAnsweredAsByChoosing() {
    List<GpuTopology> kinds = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      kinds.add(RandomTopology.next(dice, MOST_GPUS));
      kinds.add(GpuTopology.nvSwitch(8, "A100", 24, 2, 32_000 + 2 * i, 256)); // nodes alike
    }
    List<Requirements> known = new ArrayList<>();
    List<Held> held = new ArrayList<>();
    int suited = 0;
    int refused = 0;
    for (int step = 0; step < 3_000; step++) {
      if (rows.size() < WORKERS && dice.nextInt(10) == 0) {
        addWorker(kinds.get(dice.nextInt(kinds.size())));
      }
      if (known.size() < 400 || dice.nextInt(20) == 0) { // more than are remembered
        known.add(requirements());
      }
      Requirements asked = known.get(dice.nextInt(known.size()));
      if (rows.size() == 0) {
        continue;
      }
      block.open(0);
      int[] qualities = new int[WorkerBlock.MAX_SIZE];
      block.gpuQualities(asked, qualities);
      for (int word = 0; word < block.words(); word++) {
        long fitting = block.fitting(asked.gpus(), word);
        for (int row = word << 6; row < Math.min(rows.limit(), (word + 1) << 6); row++) {
          boolean suits = check(row, asked, (fitting >>> row & 1) != 0, qualities[row], step);
          suited += suits ? 1 : 0;
          refused += suits ? 0 : 1;
        }
      }
      turnOver(asked, held);
    }
    assertThat(suited).as("workers that suited").isGreaterThan(50_000);
    assertThat(refused).as("workers that did not").isGreaterThan(50_000);
  }

  /** Whether the GPUs suit; what the block said of them must be so. */
  private boolean check(int row, Requirements asked, boolean fits, int quality, int step) {
    Supplier<String> what = () -> "step " + step + ", row " + row + ", " + asked + "\n" + seed;
    GpuRequest gpus = asked.gpus();
    Resources amounts = asked.resources();
    GpuDevices devices = rows.gpus(row);
    long allowed = devices.kind().layout.allowed(gpus);
    GpuState state = new GpuState();
    devices.showTo(state, rows.freeCpu(row), rows.freeMemory(row));
    GpuRequest anywhere = gpus.withNuma(Locality.NONE);
    boolean suits = GpuChoice.choose(anywhere, 0, 0, state, allowed) != GpuChoice.NONE;
    assertThat(fits).as(what).isEqualTo(suits);
    assertThat(view.at(row).fits(gpus)).as(what).isEqualTo(suits);
    assertThat(quality).as(what).isEqualTo(view.gpuQuality(asked));
    long chosen =
        GpuChoice.choose(gpus, amounts.cpuMillis(), amounts.memoryBytes(), state, allowed);
    assertThat(view.fitsNuma(asked))
        .as(what)
        .isEqualTo(gpus.numa() != Locality.REQUIRE || chosen != GpuChoice.NONE);
    if (chosen != GpuChoice.NONE) {
      int node =
          GpuChoice.numaNode(gpus, amounts.cpuMillis(), amounts.memoryBytes(), state, chosen);
      int expected = GpuChoice.quality(gpus, state, chosen, node);
      assertThat(quality).as(what).isEqualTo(expected);
    }
    return chosen != GpuChoice.NONE;
  }

  private void addWorker(GpuTopology kind) {
    String id = "w-" + rows.size();
    Worker.Builder worker = Worker.builder(id).topology(kind);
    if (kind.numaNodes().isEmpty()) {
      worker.cpuMillis(32_000).memoryBytes(256);
    }
    rows.add(worker.build());
  }

  private Requirements requirements() {
    Job.Builder job =
        Job.builder("j").cpuMillis(dice.nextInt(4) * 4_000L).memoryBytes(dice.nextInt(100));
    int kind = dice.nextInt(7);
    if (kind == 0) {
      job.gpuShare(dice.nextInt(1, 1_000));
      if (dice.nextBoolean()) {
        job.gpuMemory(dice.nextInt(1, 20));
      }
    } else if (kind == 6) {
      job.gpuShare(1); // uses up the cores and memory of a NUMA node, and leaves GPUs
    } else {
      job.gpus(dice.nextInt(1, 1 << Math.min(4, kind)));
    }
    Locality[] wishes = Locality.values();
    job.gpuNuma(wishes[dice.nextInt(wishes.length)]);
    if (kind > 1 && kind < 6) {
      job.gpuLinks(wishes[dice.nextInt(wishes.length)]);
    }
    if (dice.nextInt(4) == 0) {
      job.gpuModels("T4");
    }
    if (dice.nextInt(4) == 0) {
      job.gpuMinMemory(16);
    }
    return job.build().requirements();
  }

  /** Lets the job in somewhere, and others go. */
  private void turnOver(Requirements asked, List<Held> held) {
    int row = dice.nextInt(rows.size());
    if (rows.hasRoom(row, asked)) {
      held.add(new Held(row, asked, rows.reserve(row, asked)));
    }
    while (held.size() > 3 * rows.size() || (!held.isEmpty() && dice.nextInt(3) == 0)) {
      Held ended = held.remove(dice.nextInt(held.size()));
      rows.release(ended.row, ended.requirements, ended.grant);
    }
  }
}
