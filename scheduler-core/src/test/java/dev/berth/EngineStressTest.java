package dev.berth;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.event.JobEvent;
import dev.berth.event.SchedulerEvent;
import dev.berth.event.SchedulerListener;
import dev.berth.model.Job;
import dev.berth.model.Priority;
import dev.berth.model.Resources;
import dev.berth.model.SchedulerStats;
import dev.berth.model.Usage;
import dev.berth.testing.Seed;
import dev.berth.testing.Stage;
import dev.berth.testing.TestFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Four host threads use one scheduler in every way at once, and nothing is lost. */
@Timeout(120)
class EngineStressTest {

  private static final int THREADS = 4;
  private static final int JOBS_A_THREAD = 25_000;
  private static final int WORKERS = 50;

  /** The host's part: runs what is placed, badly now and then, and knows when all is over. */
  private static final class Host implements SchedulerListener {
    final CountDownLatch over = new CountDownLatch(THREADS * JOBS_A_THREAD);
    final Map<String, JobEvent> ends = new ConcurrentHashMap<>();
    final AtomicLong twice = new AtomicLong();
    final AtomicLong missed = new AtomicLong();
    private final Scheduler scheduler;

    Host(Scheduler scheduler) {
      this.scheduler = scheduler;
    }

    @Override
    public void onEvent(SchedulerEvent event) {
      if (event instanceof JobEvent.Started started) {
        run(started.jobId());
      } else if (event instanceof JobEvent.Completed
          || event instanceof JobEvent.Cancelled
          || (event instanceof JobEvent.Failed failed && !failed.willRetry())) {
        ended((JobEvent) event);
      }
    }

    private void run(String id) {
      patiently(
          () -> {
            if (id.hashCode() % 10 == 0) {
              scheduler.fail(id, "exit 1");
            } else {
              scheduler.complete(id);
            }
          });
    }

    private void ended(JobEvent event) {
      if (ends.put(event.jobId(), event) != null) {
        twice.incrementAndGet();
      }
      over.countDown();
    }

    @Override
    public void onMissed(long count) {
      missed.addAndGet(count);
    }
  }

  /** Tries again while the intake is full; a job that is over and forgotten needs nothing. */
  private static void patiently(Runnable command) {
    while (true) {
      try {
        command.run();
        return;
      } catch (RejectedExecutionException full) {
        Thread.onSpinWait();
      } catch (IllegalArgumentException forgotten) {
        return;
      }
    }
  }

  @Test
  void everything_fromFourThreadsAtOnce_losesNothing() throws Exception {
    Seed seed = Seed.orElse(20);
    SplittableRandom random = seed.random();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    Scheduler scheduler =
        Scheduler.builder()
            .discoverPlugins(false)
            .plugin(TestFilter.fits())
            .intakeCapacity(8_192)
            .listenerQueue(4_000_000)
            .finishedJobsKept(1_000)
            .build();
    try {
      Host host = new Host(scheduler);
      scheduler.addListener(host);
      for (int i = 0; i < WORKERS; i++) {
        scheduler.register(Stage.worker("w-" + i, 16).gpus(4, "a100").build());
      }
      List<Future<?>> running = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        int thread = t;
        SplittableRandom own = random.split();
        running.add(threads.submit(() -> use(scheduler, thread, own)));
      }
      for (Future<?> done : running) {
        done.get(100, SECONDS);
      }
      for (int i = 0; i < WORKERS; i++) {
        String id = "w-" + i;
        patiently(() -> scheduler.undrain(id));
      }

      boolean all = host.over.await(60, SECONDS);

      SchedulerStats stats = scheduler.stats();
      assertThat(all).as("jobs left: %d, %s, %s", host.over.getCount(), stats, seed).isTrue();
      scheduler.close();
      stats = scheduler.stats();
      assertThat(host.missed).hasValue(0);
      assertThat(host.twice).as("jobs that ended twice, %s", seed).hasValue(0);
      assertThat(stats.submitted()).isEqualTo((long) THREADS * JOBS_A_THREAD);
      assertThat(stats.completed() + stats.cancelled() + stats.failed())
          .as(seed.toString())
          .isEqualTo(stats.submitted());
      assertThat(stats.completed()).isPositive();
      assertThat(stats.cancelled()).isPositive();
      assertThat(stats.failed()).isPositive();
      assertThat(stats.queued()).isZero();
      assertThat(stats.running()).isZero();
      assertThat(stats.pluginFaults()).isZero();
      assertThat(scheduler.workers())
          .hasSize(WORKERS)
          .allSatisfy(
              worker -> {
                assertThat(worker.requested()).isEqualTo(Resources.ZERO);
                assertThat(worker.runningJobs()).isZero();
              });
      scheduler.engine().checkInvariants();
    } finally {
      threads.shutdownNow();
      scheduler.close();
    }
  }

  private static void use(Scheduler scheduler, int thread, SplittableRandom random) {
    List<Priority> priorities =
        List.of(Priority.CRITICAL, Priority.HIGH, Priority.MEDIUM, Priority.LOW, Priority.BATCH);
    for (int i = 0; i < JOBS_A_THREAD; i++) {
      String id = "j-" + thread + "-" + i;
      Job.Builder job =
          Job.builder(id)
              .cpuMillis(random.nextInt(1, 8) * 500L)
              .priority(priorities.get(random.nextInt(priorities.size())))
              .maxRetries(random.nextInt(3));
      if (random.nextInt(10) == 0) {
        job.gpuShare(500);
      }
      Job built = job.build();
      patientlySubmit(scheduler, built);
      if (random.nextInt(20) == 0) {
        patiently(() -> scheduler.cancel(id));
      }
      if (random.nextInt(20) == 0) {
        patiently(() -> scheduler.suspend(id));
        patiently(() -> scheduler.resume(id));
      }
      String worker = "w-" + random.nextInt(WORKERS);
      switch (random.nextInt(100)) {
        case 0 -> patiently(() -> scheduler.drain(worker));
        case 1, 2, 3 -> patiently(() -> scheduler.undrain(worker));
        case 4, 5, 6, 7 ->
            patiently(
                () -> scheduler.heartbeat(worker, new Usage(random.nextInt(100), 1 << 20, 0)));
        case 8 ->
            patiently(() -> scheduler.update(Stage.worker(worker, 16).gpus(4, "a100").build()));
        case 9 -> {
          if (scheduler.stats().submitted() < 0 || scheduler.workers().isEmpty()) {
            throw new AssertionError("impossible");
          }
        }
        default -> {}
      }
    }
  }

  private static void patientlySubmit(Scheduler scheduler, Job job) {
    while (true) {
      try {
        scheduler.submit(job);
        return;
      } catch (RejectedExecutionException full) {
        Thread.onSpinWait();
      }
    }
  }
}
