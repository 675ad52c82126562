package dev.berth.benchmarks.live;

import dev.berth.benchmarks.baseline.Ledger;
import dev.berth.benchmarks.baseline.Placer;
import dev.berth.benchmarks.baseline.Task;
import dev.berth.benchmarks.measure.Cpu;
import dev.berth.benchmarks.measure.Figures;
import dev.berth.benchmarks.measure.Measurement;
import dev.berth.benchmarks.measure.Settings;
import dev.berth.benchmarks.state.JobSpec;
import dev.berth.benchmarks.state.PlainTasks;
import dev.berth.benchmarks.state.SyntheticFleet.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What does it cost to place a task and to end another, here and with others? Every {@link Placer}
 * has its own copy of the same hosts and gets the same tasks, all in one JVM and in turn. First a
 * {@link Ledger} checks some placements of each: none over-commits, every task that fits is placed,
 * and the best host is chosen where that is claimed.
 *
 * <pre>
 *   workers                 how many (10,000); on them one task each that comes and goes
 *   checked                 placements of each that are checked first (300)
 *
 *   TYPE.1, TYPE.100        ns of CPU time a task, over all threads, with so many tasks a call;
 *                           medians of five rounds
 *   TYPE.1.elapsed, …       the same by the clock
 * </pre>
 */
public final class Rivalry implements Measurement {

  private static final int ROUNDS = 5;
  private static final long LEAST_NANOS = 300_000_000;
  private static final int[] TASKS_A_CALL = {1, 100};

  /** How many tasks are handed over at once. */
  public static int[] tasksACall() {
    return TASKS_A_CALL.clone();
  }

  @Override
  public Figures measure(Settings settings) {
    List<Member> hosts = PlainTasks.hosts(settings.number("workers", 10_000), 42);
    int checked = settings.number("checked", 300);
    List<Contest> contests = new ArrayList<>();
    for (Placer.Type type : Placer.Type.values()) {
      for (int tasks : TASKS_A_CALL) {
        Contest contest = new Contest(type, hosts, tasks);
        contest.check(new Ledger(hosts), checked);
        contests.add(contest);
      }
    }
    contests.forEach(contest -> contest.round(LEAST_NANOS));
    contests.forEach(contest -> contest.results.clear());
    for (int round = 0; round < ROUNDS; round++) { // in turn, so that all see the same machine
      contests.forEach(contest -> contest.round(LEAST_NANOS));
    }
    Figures figures = new Figures();
    contests.forEach(contest -> contest.addTo(figures));
    return figures;
  }

  private record Result(double cpuNanos, double elapsedNanos) {}

  private static final class Contest {
    private final Placer.Type type;
    private final Placer placer;
    private final int tasksACall;
    private final List<JobSpec> kinds = PlainTasks.kinds(42);
    private final SplittableRandom random = new SplittableRandom(42);
    private final Task[] running;
    private final int[] hostOf;
    private final int[] hosts;
    private final List<Task> call = new ArrayList<>();
    private final List<Result> results = new ArrayList<>();
    private int number;

    Contest(Placer.Type type, List<Member> hosts, int tasksACall) {
      this.type = type;
      this.tasksACall = tasksACall;
      placer = type.over(hosts);
      running = new Task[hosts.size()];
      hostOf = new int[hosts.size()];
      this.hosts = new int[tasksACall];
    }

    /** Starts one task a host, wherever there is room, then checks placements one by one. */
    void check(Ledger ledger, int placements) {
      for (int slot = 0; slot < running.length; slot++) {
        Task task = next();
        int host = random.nextInt(running.length);
        while (!ledger.fits(task, host)) {
          host = random.nextInt(running.length);
        }
        placer.adopt(task, host);
        ledger.adopted(task, host);
        running[slot] = task;
        hostOf[slot] = host;
      }
      for (int i = 0; i < placements; i += tasksACall) {
        place();
        for (int j = 0; j < tasksACall; j++) {
          ledger.placed(type, call.get(j), hosts[j]);
        }
        for (int j = 0; j < tasksACall; j++) {
          int slot = random.nextInt(running.length);
          ledger.completed(running[slot], hostOf[slot]);
          replace(slot, j);
        }
      }
    }

    void round(long leastNanos) {
      long cpu = Cpu.allThreadsNanos();
      long started = System.nanoTime();
      long elapsed = 0;
      long placed = 0;
      for (long calls = 1; elapsed < leastNanos; calls *= 2) {
        for (long i = 0; i < calls; i++) {
          place();
          for (int j = 0; j < tasksACall; j++) {
            replace(random.nextInt(running.length), j);
          }
        }
        placed += calls * tasksACall;
        elapsed = System.nanoTime() - started;
      }
      double spent = Cpu.allThreadsNanos() - cpu;
      results.add(new Result(spent / placed, (double) elapsed / placed));
    }

    void addTo(Figures figures) {
      String name = type + "." + tasksACall;
      figures
          .with(name, Figures.median(results.stream().mapToDouble(Result::cpuNanos).toArray()))
          .with(
              name + ".elapsed",
              Figures.median(results.stream().mapToDouble(Result::elapsedNanos).toArray()));
    }

    private void place() {
      call.clear();
      for (int i = 0; i < tasksACall; i++) {
        call.add(next());
      }
      placer.place(call, hosts);
      for (int host : hosts) {
        if (host < 0) {
          throw new IllegalStateException(type + " found no host, though there is room");
        }
      }
    }

    private Task next() {
      int kind = random.nextInt(kinds.size());
      return new Task("task-" + number++, kind, kinds.get(kind));
    }

    private void replace(int slot, int placed) {
      placer.complete(running[slot], hostOf[slot]);
      running[slot] = call.get(placed);
      hostOf[slot] = hosts[placed];
    }
  }
}
