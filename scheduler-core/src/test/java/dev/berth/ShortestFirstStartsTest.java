package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.model.Job;
import dev.berth.model.JobState;
import dev.berth.queue.Backfill;
import dev.berth.queue.QueueStrategy;
import dev.berth.testing.Seed;
import dev.berth.testing.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Many small random machines and job lists: under shortest first the engine starts every job when a
 * naive simulator of plain objects does, written from the rule alone. Time is whole seconds; at one
 * instant all ends come first, then all arrivals, then decisions. Decisions are made when a job
 * came or ended, and when somebody was promised to start.
 */
class ShortestFirstStartsTest {

  private static final int CASES = Boolean.getBoolean("berth.deep") ? 20_000 : 600;
  private static final int TASKS = 60;
  private static final int APPOINTMENTS = 10;
  private static final long NEVER = Long.MAX_VALUE;

  /** A job of some processors; it runs no longer than it says. */
  private record Task(int number, long submit, long run, long limit, int procs, int tenant) {
    int bucket() {
      return 63 - Long.numberOfLeadingZeros(limit);
    }
  }

  private record Promise(Task task, long start) {
    long end() {
      return start + task.limit;
    }
  }

  private static List<Task> tasks(SplittableRandom random, int procs) {
    int span = 1 + random.nextInt(600);
    int longest = 10 << random.nextInt(8);
    long[] submits = random.longs(TASKS, 0, span).sorted().toArray();
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < TASKS; i++) {
      long limit = 1L + random.nextInt(random.nextInt(4) == 0 ? longest : 10);
      long run = random.nextBoolean() ? limit : 1 + random.nextLong(limit);
      int wide = 1 + random.nextInt(random.nextInt(3) == 0 ? procs : 1 + procs / 2);
      tasks.add(new Task(i, submits[i], run, limit, wide, random.nextInt(3)));
    }
    return tasks;
  }

  /** The rule, with times in seconds and nothing remembered that can be found out. */
  private static final class Naive {
    final int procs;
    final List<Task> waiting = new ArrayList<>();
    final List<Promise> running = new ArrayList<>();
    final List<Task> ended = new ArrayList<>();
    final Map<Integer, List<Task>> endedOf = new HashMap<>();
    final List<Promise> promises = new ArrayList<>();
    double longest;
    long nextStart = NEVER;
    int appointments;

    Naive(int procs) {
      this.procs = procs;
    }

    void end(Promise run) {
      running.remove(run);
      ended.add(run.task);
      endedOf.computeIfAbsent(run.task.tenant, t -> new ArrayList<>()).add(run.task);
    }

    void submit(Task task, long now) {
      waiting.add(task);
      double backlog = 0;
      for (int bucket = 0; bucket < 31; bucket++) {
        backlog += share(bucket) * mean(bucket, now);
      }
      longest = backlog > 1.1 * longest ? backlog : longest;
    }

    double share(int bucket) {
      int wait = waiting.stream().filter(t -> t.bucket() == bucket).mapToInt(Task::procs).sum();
      int run =
          running.stream()
              .map(Promise::task)
              .filter(t -> t.bucket() == bucket)
              .mapToInt(Task::procs)
              .sum();
      return (wait + 0.5 * run) / procs;
    }

    double mean(int bucket, long now) {
      long ran = 0;
      for (Promise run : running) {
        ran += run.task.bucket() == bucket ? now - run.start : 0;
      }
      int ends = 0;
      for (Task task : ended) {
        ran += task.bucket() == bucket ? task.run : 0;
        ends += task.bucket() == bucket ? 1 : 0;
      }
      double shortest = 1L << bucket;
      return Math.min(2 * shortest, (ran + 1.5 * shortest) / (ends + 1));
    }

    double size(Task task) {
      List<Task> past = endedOf.getOrDefault(task.tenant, List.of());
      List<Task> two = past.subList(Math.max(0, past.size() - 2), past.size());
      double limit = task.limit;
      double mean = two.stream().mapToLong(Task::run).average().orElse(limit);
      return limit * Math.max(1, Math.min(mean, limit));
    }

    double patience(Task task) {
      return Math.min(20.0 * Math.max(task.limit, 60), 1.1 * longest);
    }

    long due(Task task) {
      return task.submit + (long) patience(task);
    }

    double claim(Task task) {
      return task.submit + Math.min(20.0 * Math.max(task.limit, 60) * 0.4 / 1.1, longest * 0.4);
    }

    int free(long time) {
      int free = procs;
      for (Promise run : running) {
        free -= time < run.end() ? run.task.procs : 0;
      }
      for (Promise each : promises) {
        free -= each.start <= time && time < each.end() ? each.task.procs : 0;
      }
      return free;
    }

    boolean fits(Task task, long start) {
      boolean fits = free(start) >= task.procs;
      for (Promise each : promises) {
        if (start < each.start && each.start < start + task.limit) {
          fits &= free(each.start) >= task.procs;
        }
      }
      return fits;
    }

    long earliest(Task task, long from) {
      long earliest = fits(task, from) ? from : NEVER;
      for (List<Promise> all : List.of(running, promises)) {
        for (Promise each : all) {
          if (each.end() > from && each.end() < earliest && fits(task, each.end())) {
            earliest = each.end();
          }
        }
      }
      return earliest;
    }

    long latest(Task task, long now, long due) {
      long latest = fits(task, due) ? due : -1;
      for (Promise each : promises) {
        long start = each.start - task.limit;
        if (start >= now && start <= due && start > latest && fits(task, start)) {
          latest = start;
        }
      }
      return latest;
    }

    /** Returns who starts. */
    List<Task> decide(long now) {
      List<Task> started = new ArrayList<>();
      while (pass(now, started)) {
        // what an appointment was to take may be had by others
      }
      return started;
    }

    /** Whether another is to follow. */
    boolean pass(long now, List<Task> started) {
      promises.clear();
      List<Task> claims = new ArrayList<>(waiting);
      claims.removeIf(task -> claim(task) > now);
      claims.sort(Comparator.comparingDouble(this::claim).thenComparingInt(Task::number));
      for (Task task : claims) {
        if (promises.size() < APPOINTMENTS) {
          long due = due(task);
          long at = earliest(task, Math.max(now, due));
          long before = at > due && due > now ? latest(task, now, due) : -1;
          at = before >= 0 ? before : at;
          if (at == now) {
            start(task, now, started);
          } else {
            promises.add(new Promise(task, at));
          }
        }
      }
      appointments += promises.size();
      boolean again = walk(now, started);
      nextStart = promises.stream().mapToLong(Promise::start).min().orElse(NEVER);
      return again;
    }

    boolean walk(long now, List<Task> started) {
      boolean headIsPromised = false;
      List<Task> queue = new ArrayList<>(waiting);
      queue.sort(Comparator.comparingDouble(this::size).thenComparingInt(Task::number));
      for (Task task : queue) {
        Promise own = promises.stream().filter(each -> each.task == task).findFirst().orElse(null);
        promises.remove(own);
        if (fits(task, now)) {
          start(task, now, started);
          if (own != null) {
            return true;
          }
        } else if (own != null) {
          promises.add(own);
        } else if (!headIsPromised) {
          promises.add(new Promise(task, earliest(task, now)));
          headIsPromised = true;
        }
      }
      return false;
    }

    void start(Task task, long now, List<Task> started) {
      waiting.remove(task);
      running.add(new Promise(task, now));
      started.add(task);
    }
  }

  private static Stage stage(int procs) {
    SchedulerConfig config =
        SchedulerConfig.builder("default")
            .queueStrategy(QueueStrategy.SHORTEST_FIRST)
            .backfill(Backfill.easy())
            .build();
    Stage stage =
        Stage.set(
            options ->
                options
                    .config(config)
                    .healthTimeout(Duration.ZERO)
                    .backoff(Duration.ofDays(1), Duration.ofDays(1)));
    stage.addWorker("w", procs);
    return stage;
  }

  /** Runs both side by side; returns how many appointments there were. */
  private static int run(SplittableRandom random, String where) {
    int procs = 1 << random.nextInt(5); // shares are then exact, in whatever order they are added
    List<Task> coming = tasks(random, procs);
    Naive naive = new Naive(procs);
    try (Stage stage = stage(procs)) {
      while (!coming.isEmpty() || !naive.running.isEmpty()) {
        long now = coming.isEmpty() ? NEVER : coming.get(0).submit;
        for (Promise each : naive.running) {
          now = Math.min(now, each.start + each.task.run);
        }
        now = Math.min(now, naive.nextStart);
        step(stage, naive, coming, now, where);
      }
      assertThat(naive.waiting).as(where).isEmpty();
    }
    return naive.appointments;
  }

  private static void step(Stage stage, Naive naive, List<Task> coming, long now, String where) {
    stage.clock.set(Duration.ofSeconds(now).toNanos());
    for (Promise each : List.copyOf(naive.running)) {
      if (each.start + each.task.run == now) {
        naive.end(each);
        stage.scheduler.complete("j-" + each.task.number);
      }
    }
    while (!coming.isEmpty() && coming.get(0).submit == now) {
      Task task = coming.remove(0);
      naive.submit(task, now);
      Job.Builder job = Stage.job("j-" + task.number, task.procs).tenant("t-" + task.tenant);
      stage.scheduler.submit(job.timeLimit(Duration.ofSeconds(task.limit)).build());
    }
    stage.scheduler.step();
    stage.scheduler.engine().checkInvariants();
    List<Task> waited = List.copyOf(naive.waiting);
    List<Task> started = naive.decide(now);
    for (Task task : waited) {
      assertThat(stage.state("j-" + task.number))
          .as("%s: %s at %d", where, task, now)
          .isEqualTo(started.contains(task) ? JobState.RUNNING : JobState.QUEUED);
    }
  }

  @Test
  void starts_randomMachines_areThoseOfANaiveSimulator() {
    Seed seed = Seed.orElse(702);
    SplittableRandom random = seed.random();
    long appointments = 0;
    for (int i = 0; i < CASES; i++) {
      appointments += run(random.split(), seed + ", case " + i);
    }
    assertThat(appointments).as("appointments").isGreaterThan(10L * CASES);
  }
}
