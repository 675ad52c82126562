package dev.berth.plugins.standard.oracle;

import dev.berth.SteppedScheduler;
import dev.berth.model.Job;
import dev.berth.model.JobState;
import dev.berth.model.Usage;
import dev.berth.model.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends random commands to a scheduler and says of each what it means to the naive cluster. It goes
 * by the cluster as it was after the last step, so some commands come too late and are refused.
 */
final class RandomCommands {
  private static final int MANY = 300;

  /** Takes note of a command that was sent. */
  @FunctionalInterface
  interface Note {
    void sent(Supplier<String> what, @Nullable CompletableFuture<?> answer, BooleanSupplier naive);
  }

  private final SplittableRandom random;
  private final RandomFleet fleet;
  private final SteppedScheduler scheduler;
  private final NaiveCluster cluster;
  private final Note note;
  private final int workersWanted;
  private final int queueWanted;
  private final List<String> live = new ArrayList<>();
  private final List<String> running = new ArrayList<>();
  private final List<String> workers = new ArrayList<>();
  private final List<String> removed = new ArrayList<>();
  private final Set<String> freeIds = new TreeSet<>();
  private int jobNumbers;
  private int workerNumbers;

  RandomCommands(
      SplittableRandom random,
      RandomFleet fleet,
      SteppedScheduler scheduler,
      NaiveCluster cluster,
      Note note) {
    this.random = random;
    this.fleet = fleet;
    this.scheduler = scheduler;
    this.cluster = cluster;
    this.note = note;
    workersWanted =
        switch (random.nextInt(60)) {
          case 0 -> random.nextInt(1_025, 1_300); // three blocks
          case 1, 2 -> random.nextInt(500, 700);
          case 3, 4, 5, 6, 7, 8 -> random.nextInt(60, 200);
          default -> random.nextInt(1, 60);
        };
    queueWanted = random.nextInt(5, 120);
  }

  int workersWanted() {
    return workersWanted;
  }

  /** The first step's: sometimes the jobs are there before the workers. */
  void begin() {
    look();
    boolean jobsFirst = fleet.chance(4);
    if (!jobsFirst) {
      for (int i = 0; i < workersWanted; i++) {
        register();
      }
    }
    for (int i = random.nextInt(2 * Math.min(workersWanted, MANY)); i > 0; i--) {
      submit();
    }
  }

  /** Any other step's. */
  void some() {
    look();
    int count = fleet.chance(100) ? MANY : random.nextInt(14);
    for (int i = 0; i < count; i++) {
      one();
    }
    if (cluster.workers().size() < workersWanted / 2 + 1 && fleet.chance(2)) {
      for (int i = random.nextInt(workersWanted) / 2 + 1; i > 0; i--) {
        register();
      }
    }
  }

  /** How much time passes before the step. */
  Duration pause() {
    if (!fleet.chance(3)) {
      return Duration.ZERO;
    }
    long nanos = random.nextLong(fleet.chance(20) ? 60_000_000_000L : 4_000_000_000L);
    for (String worker : workers) { // most are heard of, whatever happens else
      if (!fleet.chance(5)) {
        heartbeat(worker);
      }
    }
    return Duration.ofNanos(nanos);
  }

  private void look() {
    live.clear();
    running.clear();
    for (NaiveJob job : cluster.jobs()) {
      live.add(job.id());
      if (job.state == JobState.RUNNING) {
        running.add(job.id());
      }
    }
    workers.clear();
    cluster.workers().forEach(worker -> workers.add(worker.id()));
    freeIds.addAll(removed);
    removed.clear();
  }

  private void one() {
    int waiting = live.size() - running.size();
    int choice = random.nextInt(100);
    if (choice < 45) {
      if (waiting < queueWanted) {
        submit();
      } else {
        complete(running);
      }
    } else if (choice < 65) {
      complete(running);
    } else if (choice < 70) {
      onJob("fail", running, id -> scheduler.fail(id, "for a test"), cluster::fail);
    } else if (choice < 74) {
      onJob("cancel", live, scheduler::cancel, cluster::cancel);
    } else if (choice < 77) {
      onJob("suspend", live, scheduler::suspend, cluster::suspend);
    } else if (choice < 83) {
      onJob("resume", live, scheduler::resume, cluster::resume);
    } else if (choice < 84) {
      complete(live);
    } else {
      onFleet(choice);
    }
  }

  private void onFleet(int choice) {
    if (workers.size() < workersWanted && (choice < 87 || workers.isEmpty())) {
      register();
    } else if (workers.isEmpty()) {
      submit();
    } else if (choice < 89) {
      onWorker("undrain", scheduler::undrain, id -> cluster.setDraining(id, false));
    } else if (choice < 91) {
      onWorker("drain", scheduler::drain, id -> cluster.setDraining(id, true));
    } else if (choice < 92) {
      remove();
    } else if (choice < 94) {
      update();
    } else if (choice < 95) {
      breakOrRepairGpu();
    } else {
      heartbeat(fleet.pick(workers));
    }
  }

  // ---- jobs

  private void submit() {
    Job job = fleet.job("j-" + jobNumbers++);
    scheduler.submit(job);
    live.add(job.id());
    note.sent(() -> "submit " + job, null, () -> cluster.submit(job));
  }

  private void complete(List<String> jobs) {
    onJob("complete", jobs, scheduler::complete, cluster::complete);
  }

  private void onJob(String what, List<String> jobs, Order order, Predicate<String> naive) {
    if (!jobs.isEmpty()) {
      String id = fleet.pick(jobs);
      note.sent(() -> what + " " + id, order.give(id), () -> naive.test(id));
    }
  }

  @FunctionalInterface
  private interface Order {
    CompletableFuture<?> give(String id);
  }

  // ---- workers

  private void register() {
    String id = "w-" + workerNumbers++;
    if (!freeIds.isEmpty() && fleet.chance(3)) { // a name that was used before
      id = freeIds.iterator().next();
      freeIds.remove(id);
    }
    Worker worker = fleet.worker(id);
    scheduler.register(worker);
    note.sent(() -> "register " + worker, null, () -> cluster.register(worker));
  }

  private void update() {
    String id = fleet.pick(workers);
    NaiveWorker known = cluster.worker(id);
    if (known != null) {
      Worker changed = fleet.changed(known.worker);
      note.sent(
          () -> "update " + changed, scheduler.update(changed), () -> cluster.update(changed));
    }
  }

  private void breakOrRepairGpu() {
    String id = fleet.pick(workers);
    NaiveWorker known = cluster.worker(id);
    if (known == null || known.gpuCount() == 0) {
      return;
    }
    boolean fails = fleet.chance(2) || known.worker.failedGpus().isEmpty();
    int gpu =
        fails
            ? random.nextInt(known.gpuCount())
            : fleet.pick(List.copyOf(known.worker.failedGpus()));
    note.sent(
        () -> "GPU " + gpu + " of " + id + (fails ? " fails" : " is repaired"),
        fails ? scheduler.gpuFailed(id, gpu) : scheduler.gpuRepaired(id, gpu),
        () -> cluster.setGpuFailed(id, gpu, fails));
  }

  private void remove() {
    removed.add(onWorker("remove", scheduler::remove, cluster::remove));
  }

  private String onWorker(String what, Order order, Predicate<String> naive) {
    String id = fleet.pick(workers);
    note.sent(() -> what + " " + id, order.give(id), () -> naive.test(id));
    return id;
  }

  private void heartbeat(String id) {
    NaiveWorker known = cluster.worker(id);
    if (known != null) {
      Usage usage = fleet.usage(known.worker);
      scheduler.heartbeat(id, usage);
      note.sent(() -> "heartbeat " + id, null, () -> cluster.heartbeat(id, usage));
    }
  }
}
