package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.model.Job;
import dev.berth.model.JobState;
import dev.berth.model.Worker;
import dev.berth.queue.Backfill;
import dev.berth.queue.QueueStrategy;
import dev.berth.testing.Seed;
import dev.berth.testing.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Thousands of small random machines and job lists: the engine starts every job when a naive
 * simulator of plain objects does, written from the published rules alone. Time is whole seconds;
 * at one instant all ends come first, then all arrivals, then decisions.
 */
class BackfillStartsTest {

  private static final int CASES = Boolean.getBoolean("berth.deep") ? 20_000 : 1_500;

  /** A job of some processors; it runs no longer than estimated. */
  private record Task(int number, int submit, int run, int estimate, int procs) {}

  private record Case(int procs, List<Task> tasks) {
    static Case random(SplittableRandom random) {
      int procs = 1 + random.nextInt(8);
      int span = 1 + random.nextInt(60);
      int[] submits = random.ints(30, 0, span).sorted().toArray();
      List<Task> tasks = new ArrayList<>();
      for (int i = 0; i < submits.length; i++) {
        int estimate = 1 + random.nextInt(random.nextInt(4) == 0 ? 40 : 10);
        int run = random.nextBoolean() ? estimate : 1 + random.nextInt(estimate);
        tasks.add(new Task(i, submits[i], run, estimate, 1 + random.nextInt(procs)));
      }
      return new Case(procs, tasks);
    }
  }

  // ---- the naive simulators

  private abstract static class Naive {
    final Case world;
    final int[] start;
    final List<Task> queue = new ArrayList<>();
    final List<Task> running = new ArrayList<>();

    Naive(Case world) {
      this.world = world;
      start = new int[world.tasks.size()];
      Arrays.fill(start, -1);
    }

    int[] starts() {
      int left = world.tasks.size();
      for (int now = 0; left > 0; now++) {
        int time = now;
        boolean ended = running.removeIf(task -> start[task.number] + task.run == time);
        List<Task> arrived = world.tasks.stream().filter(task -> task.submit == time).toList();
        queue.addAll(arrived);
        decide(now, ended, arrived);
        for (Task task : queue) {
          left -= start[task.number] == now ? 1 : 0;
        }
        queue.removeIf(task -> start[task.number] == time);
      }
      return start;
    }

    int free() {
      return world.procs - running.stream().mapToInt(Task::procs).sum();
    }

    void begin(Task task, int now) {
      start[task.number] = now;
      running.add(task);
    }

    abstract void decide(int now, boolean ended, List<Task> arrived);
  }

  private static final class NaiveEasy extends Naive {
    NaiveEasy(Case world) {
      super(world);
    }

    @Override
    void decide(int now, boolean ended, List<Task> arrived) {
      List<Task> left = new ArrayList<>(queue);
      while (!left.isEmpty() && left.get(0).procs <= free()) {
        begin(left.remove(0), now);
      }
      if (left.isEmpty()) {
        return;
      }
      Task head = left.remove(0);
      List<Task> byEnd = new ArrayList<>(running);
      byEnd.sort(Comparator.comparingInt(task -> start[task.number] + task.estimate));
      int shadow = now;
      int free = free();
      for (int i = 0; i < byEnd.size(); i++) {
        int end = start[byEnd.get(i).number] + byEnd.get(i).estimate;
        if (free >= head.procs && end > shadow) {
          break;
        }
        shadow = end;
        free += byEnd.get(i).procs;
      }
      int extra = free - head.procs;
      for (Task task : left) {
        boolean over = now + task.estimate <= shadow;
        if (task.procs <= free() && (over || task.procs <= extra)) {
          begin(task, now);
          extra -= over ? 0 : task.procs;
        }
      }
    }
  }

  private static final class NaiveConservative extends Naive {
    final int[] planned;

    NaiveConservative(Case world) {
      super(world);
      planned = new int[world.tasks.size()];
      Arrays.fill(planned, -1);
    }

    @Override
    void decide(int now, boolean ended, List<Task> arrived) {
      if (ended) {
        for (Task task : queue) {
          if (planned[task.number] > now) {
            planned[task.number] = -1;
            planned[task.number] = earliest(task, now);
          }
        }
      }
      for (Task task : arrived) {
        planned[task.number] = earliest(task, now);
      }
      queue.stream().filter(task -> planned[task.number] == now).forEach(task -> begin(task, now));
    }

    int earliest(Task task, int now) {
      int at = now;
      while (!fits(task, at)) {
        at++;
      }
      return at;
    }

    boolean fits(Task task, int from) {
      for (int time = from; time < from + task.estimate; time++) {
        int used = task.procs;
        for (Task other : running) {
          used += time < start[other.number] + other.estimate ? other.procs : 0;
        }
        for (Task other : queue) {
          int at = planned[other.number];
          boolean waits = start[other.number] < 0 && at >= 0;
          used += waits && at <= time && time < at + other.estimate ? other.procs : 0;
        }
        if (used > world.procs) {
          return false;
        }
      }
      return true;
    }
  }

  // ---- the engine

  private static int[] engineStarts(Case world, Backfill backfill) {
    SchedulerConfig config =
        SchedulerConfig.builder("default")
            .queueStrategy(QueueStrategy.FIFO)
            .backfill(backfill)
            .build();
    int[] starts = new int[world.tasks.size()];
    try (Stage stage = Stage.set(o -> o.config(config).healthTimeout(Duration.ZERO))) {
      stage.addWorker(Worker.builder("w").cpuMillis(world.procs).build());
      List<Task> running = new ArrayList<>();
      List<Task> waiting = new ArrayList<>();
      for (int now = 0, left = world.tasks.size(); left > 0; now++) {
        int time = now;
        for (Task task : List.copyOf(running)) {
          if (starts[task.number] + task.run == now) {
            running.remove(task);
            stage.scheduler.complete("j-" + task.number);
          }
        }
        for (Task task : world.tasks) {
          if (task.submit == now) {
            waiting.add(task);
            stage.scheduler.submit(job(task));
          }
        }
        stage.scheduler.step();
        for (Task task : List.copyOf(waiting)) {
          if (stage.state("j-" + task.number) == JobState.RUNNING) {
            waiting.remove(task);
            running.add(task);
            starts[task.number] = time;
            left--;
          }
        }
        stage.clock.advance(Duration.ofSeconds(1));
      }
    }
    return starts;
  }

  private static Job job(Task task) {
    return Job.builder("j-" + task.number)
        .cpuMillis(task.procs)
        .timeLimit(Duration.ofSeconds(task.estimate))
        .build();
  }

  @Test
  void easy_randomSmallMachines_startsJobsWhenANaiveSimulatorDoes() {
    Seed seed = Seed.orElse(601);
    SplittableRandom random = seed.random();
    for (int i = 0; i < CASES; i++) {
      Case world = Case.random(random.split());
      assertThat(engineStarts(world, Backfill.easy()))
          .as("%s, case %d: %s", seed, i, world)
          .isEqualTo(new NaiveEasy(world).starts());
    }
  }

  @Test
  void conservative_randomSmallMachines_startsJobsWhenANaiveSimulatorDoes() {
    Seed seed = Seed.orElse(602);
    SplittableRandom random = seed.random();
    for (int i = 0; i < CASES; i++) {
      Case world = Case.random(random.split());
      assertThat(engineStarts(world, Backfill.conservative()))
          .as("%s, case %d: %s", seed, i, world)
          .isEqualTo(new NaiveConservative(world).starts());
    }
  }

  @Test
  void naiveSimulators_sameCases_differFromEachOther() {
    SplittableRandom random = Seed.orElse(603).random();
    int differ = 0;
    for (int i = 0; i < 200; i++) {
      Case world = Case.random(random.split());
      int[] easy = new NaiveEasy(world).starts();
      differ += Arrays.equals(easy, new NaiveConservative(world).starts()) ? 0 : 1;
    }

    assertThat(differ).as("cases in which the policies differ").isGreaterThan(50);
  }
}
