package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.NaiveGate.Entry;
import dev.berth.model.ConcurrencyLimit;
import dev.berth.model.Dependency.When;
import dev.berth.model.Job;
import dev.berth.model.JobState;
import dev.berth.model.JobStatus;
import dev.berth.model.Priority;
import dev.berth.model.RateLimit;
import dev.berth.testing.Seed;
import dev.berth.testing.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random jobs with all conditions at once, clocks that jump and hosts that interfere: after every
 * step each job stands as {@link NaiveGate} says, and says why in its words.
 *
 * <p>Quick by default; {@code -Dberth.deep=true} runs a hundred times as long.
 */
class HoldsSimulationTest {

  private static final int STEPS = 1_500;
  private static final int RUNS = Boolean.getBoolean("berth.deep") ? 400 : 4;
  private static final int FIRST_SEED = 20_260_400;

  private static final ConcurrencyLimit CONCURRENCY = ConcurrencyLimit.byLabel("team", 3);
  private static final RateLimit RATE = RateLimit.byTenant(5, Duration.ofSeconds(7));

  private static final List<Priority> PRIORITIES =
      List.of(Priority.LOW, Priority.MEDIUM, Priority.HIGH);

  static IntStream seeds() {
    return IntStream.range(0, RUNS).map(run -> FIRST_SEED + run);
  }

  /** One run. */
  private static final class Run {
    private final Seed seed;
    private final SplittableRandom random;
    private final NaiveGate naive = new NaiveGate(CONCURRENCY, RATE);
    private final List<Runnable> checks = new ArrayList<>();
    private final Set<Entry> looked = new LinkedHashSet<>();
    private Duration wallClockAhead = Duration.ZERO;
    private int made;
    private int workersMade;
    private final List<String> workers = new ArrayList<>();
    private final Stage stage;

    Run(int usualSeed) {
      seed = Seed.orElse(usualSeed);
      random = seed.random();
      stage =
          Stage.set(
              options ->
                  options
                      .wallClock(this::wallClock)
                      .healthTimeout(Duration.ZERO)
                      .finishedJobsKept(1_000_000)
                      .limit(CONCURRENCY)
                      .limit(RATE));
    }

    /** Asked for before the stage is there, too. */
    @SuppressWarnings("ConstantValue")
    private Instant wallClock() {
      long nanos = stage == null ? 0 : stage.clock.nanos();
      return Instant.EPOCH.plusNanos(nanos).plus(wallClockAhead);
    }

    void run() {
      for (int i = 0; i < 3; i++) {
        addWorker();
      }
      for (int step = 0; step < STEPS; step++) {
        naive.clocks(stage.clock.nanos(), wallClock());
        for (int commands = random.nextInt(4); commands >= 0; commands--) {
          command();
        }
        settle("step " + step);
        if (random.nextInt(3) == 0) {
          passTime();
          settle("after the time of step " + step);
        }
      }
      endAll();
    }

    private void settle(String when) {
      stage.scheduler.step();
      naive.clocks(stage.clock.nanos(), wallClock());
      naive.lookAtClock();
      stage.scheduler.engine().checkInvariants();
      checks.forEach(Runnable::run);
      checks.clear();
      looked.addAll(naive.live);
      looked.forEach(entry -> check(entry, when));
      looked.removeIf(entry -> entry.end != null);
    }

    private void check(Entry entry, String when) {
      JobStatus status = stage.scheduler.job(entry.job.id()).orElseThrow();
      JobState state = status.state();
      String what = "job %s at %s, %s".formatted(entry.job.id(), when, seed);
      if (entry.end != null) {
        assertThat(state).as(what).isEqualTo(entry.end);
        if (entry.why != null) {
          assertThat(status.reason()).as(what).isEqualTo(entry.why);
        }
      } else if (entry.isHeld()) {
        assertThat(state).as(what).isEqualTo(JobState.HELD);
        assertThat(status.reason()).as(what).isEqualTo(naive.words(entry));
      } else {
        assertThat(state).as(what).isIn(JobState.QUEUED, JobState.RUNNING);
        entry.placed = state == JobState.RUNNING;
      }
    }

    // ---- commands

    private void command() {
      int choice = random.nextInt(100);
      if (choice < 35) {
        Job job = job();
        stage.scheduler.submit(job);
        naive.submit(List.of(job));
      } else if (choice < 40) {
        submitTogether();
      } else if (choice < 60) {
        onOne(entry -> entry.placed, this::complete);
      } else if (choice < 70) {
        onOne(entry -> entry.placed, this::fail);
      } else if (choice < 78) {
        onOne(entry -> entry.end == null, this::cancel);
      } else if (choice < 87) {
        onOne(entry -> entry.end == null, this::suspend);
      } else if (choice < 96) {
        onOne(
            entry -> entry.end == null && (entry.suspended || random.nextInt(9) == 0),
            this::resume);
      } else if (choice < 98) {
        addWorker();
      } else if (workers.size() > 1) {
        stage.scheduler.remove(workers.remove(random.nextInt(workers.size())));
        naive.live.forEach(entry -> entry.placed = false); // until it is looked at again
      }
    }

    private void onOne(Predicate<Entry> which, Consumer<Entry> action) {
      List<Entry> live = naive.live.stream().filter(which).toList();
      if (!live.isEmpty()) {
        action.accept(live.get(random.nextInt(live.size())));
      }
    }

    private void complete(Entry entry) {
      answered(stage.scheduler.complete(entry.job.id()), null);
      naive.end(entry, JobState.COMPLETED, null);
    }

    private void fail(Entry entry) {
      answered(stage.scheduler.fail(entry.job.id(), "broke"), null);
      naive.fail(entry);
    }

    private void cancel(Entry entry) {
      answered(stage.scheduler.cancel(entry.job.id()), null);
      naive.end(entry, JobState.CANCELLED, "cancelled");
    }

    private void suspend(Entry entry) {
      if (entry.placed || (entry.isThrough() && isUncertain(entry))) {
        return;
      }
      answered(
          stage.scheduler.suspend(entry.job.id()), entry.suspended ? "suspend needs it" : null);
      if (!entry.suspended) {
        naive.suspend(entry);
      }
    }

    /** Removing a worker makes what was placed there queued; which ones is not looked up. */
    private boolean isUncertain(Entry entry) {
      return stage.scheduler.job(entry.job.id()).orElseThrow().state() == JobState.RUNNING;
    }

    private void resume(Entry entry) {
      if (entry.suspended) {
        answered(stage.scheduler.resume(entry.job.id()), null);
        naive.resume(entry);
      } else {
        answered(
            stage.scheduler.resume(entry.job.id()),
            entry.isHeld() ? "but not suspended" : "resume needs it to be HELD");
      }
    }

    private void answered(CompletableFuture<?> answer, @Nullable String refusal) {
      checks.add(
          () -> {
            if (refusal == null) {
              answer.join();
            } else {
              assertThat(answer)
                  .as(seed.toString())
                  .failsWithin(Duration.ZERO)
                  .withThrowableThat()
                  .withMessageContaining(refusal);
            }
          });
    }

    private void addWorker() {
      workers.add("w-" + ++workersMade);
      stage.scheduler.register(Stage.worker("w-" + workersMade, 3).build());
    }

    private void submitTogether() {
      List<Job> jobs = new ArrayList<>();
      for (int i = random.nextInt(1, 6); i > 0; i--) {
        Job.Builder job = job().toBuilder();
        if (!jobs.isEmpty() && random.nextInt(2) == 0) {
          job.after(when(), jobs.get(random.nextInt(jobs.size())).id());
        }
        jobs.add(job.build());
      }
      Collections.shuffle(jobs, new Random(random.nextLong()));
      stage.scheduler.submitAll(jobs);
      naive.submit(jobs);
    }

    private Job job() {
      Job.Builder job =
          Stage.job("j" + made++, random.nextInt(1, 3))
              .tenant("t" + random.nextInt(3))
              .priority(PRIORITIES.get(random.nextInt(3)))
              .maxRetries(random.nextInt(3))
              .suspended(random.nextInt(12) == 0);
      if (random.nextInt(3) == 0) {
        job.singleton("s" + random.nextInt(2));
      }
      if (random.nextInt(3) == 0) {
        job.array("a" + random.nextInt(2), random.nextInt(1, 4));
      }
      if (random.nextInt(3) == 0) {
        job.label("team", "l" + random.nextInt(2));
      }
      if (random.nextInt(6) == 0) {
        job.notBefore(wallClock().plusMillis(random.nextInt(-5_000, 20_000)));
      }
      for (int i = random.nextInt(6) - 3; i > 0 && made > 1; i--) {
        int other = random.nextInt(Math.max(0, made - 30), made - 1);
        if (naive.knows("j" + other)) {
          job.after(when(), "j" + other);
        }
      }
      return job.build();
    }

    private When when() {
      int choice = random.nextInt(4);
      return choice == 0 ? When.AFTER_NOT_OK : choice == 1 ? When.AFTER_OK : When.AFTER_ANY;
    }

    private void passTime() {
      int choice = random.nextInt(20);
      if (choice == 0) {
        wallClockAhead = wallClockAhead.plusSeconds(random.nextInt(-100, 100));
      }
      stage.clock.advance(Duration.ofMillis(random.nextInt(choice == 1 ? 60_000 : 3_000)));
    }

    // ---- the end

    /** With all jobs over, every slot must be free: one job of each kind passes, and no second. */
    private void endAll() {
      naive.clocks(stage.clock.nanos(), wallClock());
      for (Entry entry : List.copyOf(naive.live)) {
        if (entry.end == null) {
          cancel(entry);
        }
      }
      settle("the end");
      stage.clock.advance(Duration.ofDays(1));
      settle("the end, much later");
      for (int tenant = 0; tenant < 3; tenant++) {
        for (int kind = 0; kind < 2; kind++) {
          Job fresh =
              Stage.job("last-" + tenant + "-" + kind, 1)
                  .tenant("t" + tenant)
                  .singleton("s" + kind)
                  .array("a" + kind, 1)
                  .label("team", "l" + kind)
                  .build();
          stage.submit(fresh);
          assertThat(stage.state(fresh.id())).as(seed.toString()).isNotEqualTo(JobState.HELD);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void jobs_randomConditionsAndCommands_standAsTheRulesSay(int usualSeed) {
    Run run = new Run(usualSeed);
    try (Stage stage = run.stage) {
      run.run();
      assertThat(stage.scheduler.stats().submitted()).isGreaterThan(STEPS / 2);
    }
  }
}
