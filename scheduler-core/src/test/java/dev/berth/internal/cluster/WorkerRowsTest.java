package dev.berth.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.berth.model.Job;
import dev.berth.model.Requirements;
import dev.berth.model.Resources;
import dev.berth.model.TaintEffect;
import dev.berth.model.Usage;
import dev.berth.model.Worker;
import dev.berth.model.WorkerState;
import dev.berth.testing.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Rows keep their sums through any sequence of changes, and refuse what does not fit. */
class WorkerRowsTest {

  private record Held(Requirements requirements, GpuGrant grant) {}

  private static final class Random {
    final SplittableRandom dice;
    int workers;

    Random(SplittableRandom dice) {
      this.dice = dice;
    }

    Worker worker(String id) {
      Worker.Builder worker =
          Worker.builder(id)
              .cpuMillis(dice.nextInt(1, 8_000))
              .memoryBytes(dice.nextInt(1, 10_000))
              .storageBytes(dice.nextInt(2) * 500L);
      if (dice.nextBoolean()) {
        worker.extra("licence", dice.nextInt(1, 5));
      }
      if (dice.nextInt(5) == 0) {
        worker.extra("rare-" + dice.nextInt(3), 2);
      }
      for (int i = dice.nextInt(5); i > 0; i--) {
        worker.gpu(dice.nextBoolean() ? "a100" : "t4");
      }
      if (dice.nextBoolean()) {
        worker.label("zone", "z" + dice.nextInt(3));
      }
      if (dice.nextInt(4) == 0) {
        worker.taint("k", "v", TaintEffect.NO_SCHEDULE);
      }
      return worker.build();
    }

    Requirements requirements() {
      Job.Builder job =
          Job.builder("j").cpuMillis(dice.nextInt(3_000)).memoryBytes(dice.nextInt(4_000));
      if (dice.nextInt(4) == 0) {
        job.extra("licence", dice.nextInt(1, 3));
      }
      int kind = dice.nextInt(4);
      if (kind == 0) {
        job.gpus(dice.nextInt(1, 4));
      } else if (kind == 1) {
        job.gpuShare(dice.nextInt(1, 1_000));
      }
      if (kind < 2 && dice.nextInt(3) == 0) {
        job.gpuModels("a100");
      }
      return job.build().requirements();
    }
  }

  @Test
  void anyChange_randomSequence_keepsTheSums() {
    Seed seed = Seed.orElse(19);
    Random random = new Random(seed.random());
    WorkerRows rows = new WorkerRows();
    List<List<Held>> held = new ArrayList<>();
    List<Integer> live = new ArrayList<>();
    int refusals = 0;
    int reservations = 0;
    for (int step = 0; step < 6_000; step++) {
      int kind = random.dice.nextInt(100);
      int row = live.isEmpty() ? -1 : live.get(random.dice.nextInt(live.size()));
      if (row < 0 || kind < 10) {
        int added = rows.add(random.worker("w-" + random.workers++));
        assertThat(live).as(seed.toString()).doesNotContain(added);
        if (added == held.size()) {
          held.add(new ArrayList<>());
        }
        live.add(added);
        row = added;
      } else if (kind < 50) {
        Requirements asked = random.requirements();
        if (rows.hasRoom(row, asked)) {
          held.get(row).add(new Held(asked, rows.reserve(row, asked)));
          reservations++;
        } else {
          int full = row;
          assertThatIllegalStateException().isThrownBy(() -> rows.reserve(full, asked));
        }
      } else if (kind < 75 && !held.get(row).isEmpty()) {
        Held gone = held.get(row).remove(random.dice.nextInt(held.get(row).size()));
        rows.release(row, gone.requirements, gone.grant);
      } else if (kind < 85) {
        String before = rows.worker(row) + " " + rows.requested(row);
        if (rows.update(row, random.worker(rows.worker(row).id())) != null) {
          refusals++;
          assertThat(rows.worker(row) + " " + rows.requested(row)).isEqualTo(before);
        }
      } else if (kind < 90) {
        WorkerState state =
            random.dice.nextBoolean() ? WorkerState.DRAINING : WorkerState.UNHEALTHY;
        rows.setState(row, state);
        assertThat(rows.state(row)).isEqualTo(state);
        rows.setState(row, WorkerState.AVAILABLE);
      } else if (kind < 95) {
        rows.setUsage(
            row,
            new Usage(
                random.dice.nextInt(101), random.dice.nextInt(20_000), random.dice.nextInt(101)));
      } else if (held.get(row).isEmpty()) {
        rows.remove(row);
        live.remove(Integer.valueOf(row));
        row = -1;
      } else {
        int busy = row;
        assertThatIllegalStateException()
            .isThrownBy(() -> rows.remove(busy))
            .withMessageContaining("still holds");
      }
      rows.checkInvariants();
      assertThat(rows.size()).isEqualTo(live.size());
      if (row >= 0) {
        checkRow(rows, row, held.get(row), seed);
      }
    }
    assertThat(refusals).isGreaterThan(30);
    assertThat(reservations).isGreaterThan(500);
    assertThat(rows.limit()).isLessThan(random.workers);
  }

  private static void checkRow(WorkerRows rows, int row, List<Held> held, Seed seed) {
    Resources sum = Resources.ZERO;
    for (Held job : held) {
      sum = sum.plus(job.requirements.resources());
    }
    assertThat(rows.requested(row)).as(seed.toString()).isEqualTo(sum);
    assertThat(rows.jobCount(row)).as(seed.toString()).isEqualTo(held.size());
    assertThat(rows.state(row))
        .isEqualTo(held.isEmpty() ? WorkerState.AVAILABLE : WorkerState.RUNNING);
    int[] taken = new int[rows.gpuCount(row)];
    for (Held job : held) {
      for (long left = job.grant.gpus(); left != 0; left &= left - 1) {
        taken[Long.numberOfTrailingZeros(left)] += job.requirements.gpus().milliPerGpu();
      }
    }
    int idle = 0;
    int largest = 0;
    for (int gpu = 0; gpu < taken.length; gpu++) {
      assertThat(rows.gpus(row).freeMillis(gpu)).as(seed.toString()).isEqualTo(1_000 - taken[gpu]);
      idle += taken[gpu] == 0 ? 1 : 0;
      largest = Math.max(largest, 1_000 - taken[gpu]);
    }
    assertThat(rows.idleGpuCount(row)).as(seed.toString()).isEqualTo(idle);
    assertThat(rows.largestFreeGpu(row)).as(seed.toString()).isEqualTo(largest);
  }

  @Test
  void setUsage_anyLoad_isKeptInLevelsAndLeavesStateAndJobsAlone() {
    WorkerRows rows = new WorkerRows();
    int row = rows.add(Worker.builder("w").cpuMillis(10).memoryBytes(1_000).build());
    rows.reserve(row, Job.builder("j").cpuMillis(1).build().requirements());
    rows.setState(row, WorkerState.DRAINING);

    assertThat(rows.setUsage(row, new Usage(100, 5_000, 100))).isTrue();
    assertThat(rows.cpuLoad(row)).isEqualTo(1_000);
    assertThat(rows.memoryLoad(row)).isEqualTo(1_000);
    assertThat(rows.ioLoad(row)).isEqualTo(1_000);
    assertThat(rows.busiestLoad(row)).isEqualTo(1_000);
    assertThat(rows.setUsage(row, new Usage(12.34, 250, 0.06))).isTrue();

    assertThat(rows.cpuLoad(row)).isEqualTo(129); // 4 of 31
    assertThat(rows.memoryLoad(row)).isEqualTo(258); // 8 of 31
    assertThat(rows.ioLoad(row)).isZero();
    assertThat(rows.busiestLoad(row)).isEqualTo(258);
    assertThat(rows.setUsage(row, new Usage(13, 260, 1))).isFalse();
    assertThat(rows.setUsage(row, new Usage(13, 260, 4))).isTrue();
    assertThat(rows.setUsage(row, new Usage(0, 0, 100))).isTrue();
    assertThat(rows.busiestLoad(row)).isEqualTo(1_000);
    assertThat(rows.setUsage(row, new Usage(50, 0, 0))).isTrue();
    assertThat(rows.busiestLoad(row)).isEqualTo(rows.cpuLoad(row)).isPositive();
    assertThat(rows.state(row)).isEqualTo(WorkerState.DRAINING);
    assertThat(rows.jobCount(row)).isEqualTo(1);
  }

  @Test
  void setUsage_workerWithoutMemory_isNoLoad() {
    WorkerRows rows = new WorkerRows();
    int row = rows.add(Worker.builder("w").cpuMillis(10).build());

    assertThat(rows.setUsage(row, new Usage(0, 5_000, 0))).isFalse();
    assertThat(rows.memoryLoad(row)).isZero();
  }

  @Test
  void add_beyondTheFirstArrays_keepsEveryRow() {
    WorkerRows rows = new WorkerRows();
    for (int i = 0; i < 1_000; i++) {
      int row =
          rows.add(
              Worker.builder("w-" + i)
                  .cpuMillis(i)
                  .extra("e" + i % 7, 1 + i)
                  .gpus(i % 3, "g")
                  .build());
      assertThat(row).isEqualTo(i);
    }
    for (int i = 0; i < 1_000; i++) {
      assertThat(rows.freeCpu(i)).isEqualTo(i);
      assertThat(rows.freeExtra(i, "e" + i % 7)).isEqualTo(1 + i);
      assertThat(rows.freeExtra(i, "e" + (i + 1) % 7)).isZero();
      assertThat(rows.gpuCount(i)).isEqualTo(i % 3);
    }
    rows.checkInvariants();
  }

  @Test
  void gpuJobSize_followsWholeJobsOnly() {
    WorkerRows rows = new WorkerRows();
    int row = rows.add(Worker.builder("w").gpus(4, "a100").build());
    Requirements pair = Job.builder("pair").gpus(2).build().requirements();
    Requirements share = Job.builder("share").gpuShare(500).build().requirements();

    GpuGrant chosen = rows.reserve(row, pair);
    rows.reserve(row, share, 3);
    rows.reserve(row, share, 3);
    // GPUs 0 and 1 belong to a job of two, 2 is idle, 3 is full of shares.
    assertThat(jobSizes(rows, row)).containsExactly(2, 2, 0, 0);

    rows.release(row, pair, chosen);
    assertThat(jobSizes(rows, row)).containsExactly(0, 0, 0, 0);
    rows.restore(row, pair, chosen);
    assertThat(jobSizes(rows, row)).containsExactly(2, 2, 0, 0);
  }

  private static int[] jobSizes(WorkerRows rows, int row) {
    return IntStream.range(0, rows.gpuCount(row)).map(gpu -> rows.gpus(row).jobSize(gpu)).toArray();
  }

  @Test
  void shareSeemsToFit_saysWhereAShareMayGo() {
    WorkerRows rows = new WorkerRows();
    int row = rows.add(Worker.builder("w").gpu("a100").gpu("t4").build());
    Requirements share = Job.builder("share").gpuShare(500).gpuModels("t4").build().requirements();

    assertThat(
            IntStream.of(-1, 0, 1, 2).filter(gpu -> rows.shareSeemsToFit(row, gpu, share.gpus())))
        .containsExactly(1);
    rows.reserve(row, Job.builder("j").gpuShare(501).build().requirements(), 1);
    assertThat(rows.shareSeemsToFit(row, 1, share.gpus())).isFalse();
  }
}
