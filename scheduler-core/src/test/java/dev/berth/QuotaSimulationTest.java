package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.model.Job;
import dev.berth.model.JobQueue;
import dev.berth.model.JobState;
import dev.berth.model.LimitRange;
import dev.berth.model.Priority;
import dev.berth.model.Quota;
import dev.berth.model.QuotaOrder;
import dev.berth.testing.QuotaChecker;
import dev.berth.testing.Seed;
import dev.berth.testing.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * The real engine under random jobs, failures, workers that come and go and quotas that change: the
 * quotas' books agree with what became of the jobs, after every step.
 *
 * <p>{@code -Dberth.quotaSteps=1000000} for longer ones.
 */
class QuotaSimulationTest {
  private static final int STEPS = Integer.getInteger("berth.quotaSteps", 10_000);
  private static final int MOST_JOBS = 300;
  private static final int STEPS_AN_AUDIT = 100;
  private static final String[] TENANTS = {"ci", "batch", "research", "web"};
  private static final String[] QUEUES = {"default", "nightly", "gpu"};
  private static final Priority[] PRIORITIES = {Priority.LOW, Priority.MEDIUM, Priority.HIGH};

  private final Seed seed = Seed.orElse(7_331);
  private final SplittableRandom random = seed.random();
  private final QuotaChecker checker = new QuotaChecker();
  private final List<String> jobs = new ArrayList<>();
  private final List<String> workers = new ArrayList<>();
  private int numbers;
  private boolean quotaChanged;

  @Test
  void quotas_afterEveryStep_areWhatTheirJobsMakeThem() {
    try (Stage stage = Stage.set(this::options)) {
      checker.watch(stage.scheduler);
      for (int i = 0; i < STEPS; i++) {
        step(stage, i);
      }
    }
    assertThat(checker.checks()).isEqualTo(STEPS);
    assertThat(checker.loans()).as(checker.toString()).isGreaterThan(STEPS / 10);
    assertThat(checker.mostWaiting()).as(checker.toString()).isGreaterThan(50);
  }

  private void step(Stage stage, int number) {
    String did = "nothing";
    quotaChanged = false;
    try {
      for (int i = random.nextInt(4); i >= 0; i--) {
        did = act(stage);
      }
      stage.pass(Duration.ofMillis(random.nextInt(500)));
      checker.check();
      if (number % STEPS_AN_AUDIT == 0) {
        stage.scheduler.engine().checkInvariants();
      }
    } catch (RuntimeException | AssertionError wrong) {
      throw new AssertionError("step " + number + ", last " + did + "; " + seed, wrong);
    }
    jobs.removeIf(id -> stage.scheduler.job(id).map(job -> job.state().isFinal()).orElse(true));
  }

  private SchedulerBuilder options(SchedulerBuilder options) {
    options.listener(checker).finishedJobsKept(100).healthTimeout(Duration.ZERO);
    LimitRange small = LimitRange.builder("small").byDefault("cpu", 1_000).build();
    options.queue(JobQueue.builder("default").build());
    options.queue(JobQueue.builder("nightly").priorityClass(Priority.LOW).build());
    options.queue(JobQueue.builder("gpu").limits(small).build());
    for (String tenant : TENANTS) {
      options.quota(shared(tenant));
    }
    return options
        .quota(Quota.builder("nights").queue("nightly").maxConcurrentJobs(12).build())
        .quota(Quota.builder("gpus").queue("gpu").limit("gpu", 8_000).build())
        .quota(Quota.builder("urgent").priorityClass("HIGH").limit("cpu", 20_000).build())
        .quota(Quota.builder("all").maxJobs(MOST_JOBS).build());
  }

  private Quota shared(String tenant) {
    Quota.Builder quota =
        Quota.builder(tenant)
            .tenant(tenant)
            .cohort("everybody")
            .limit("cpu", 1_000L * random.nextInt(4, 24))
            .limit("memory", (long) random.nextInt(8, 64) << 30)
            .order(random.nextBoolean() ? QuotaOrder.STRICT : QuotaOrder.BEST_EFFORT);
    if (random.nextBoolean()) {
      quota.borrowingLimit("cpu", 1_000L * random.nextInt(16));
    }
    if (random.nextBoolean()) {
      quota.lendingLimit("cpu", 1_000L * random.nextInt(16));
    }
    return quota.build();
  }

  private String act(Stage stage) {
    int dice = random.nextInt(1_000);
    if (dice < 400 || jobs.isEmpty()) {
      return submit(stage);
    }
    if (dice < 405 || workers.isEmpty()) {
      String id = "w-" + numbers++;
      stage.scheduler.register(
          Stage.worker(id, random.nextInt(4, 20)).gpus(random.nextInt(5), "A10").build());
      workers.add(id);
      return "add " + id;
    }
    if (dice < 408 && workers.size() > 4) {
      String id = workers.remove(random.nextInt(workers.size()));
      ask(stage.scheduler.remove(id));
      return "remove " + id;
    }
    if (dice < 415 && !quotaChanged) {
      quotaChanged = true; // the checker sees one change a step
      Quota quota = shared(TENANTS[random.nextInt(TENANTS.length)]);
      ask(stage.scheduler.setQuota(quota));
      return "set " + quota;
    }
    if (dice < 417 && !quotaChanged) {
      quotaChanged = true;
      return random.nextBoolean() ? setNights(stage) : removeNights(stage);
    }
    return onJob(stage, jobs.get(random.nextInt(jobs.size())), dice);
  }

  private String setNights(Stage stage) {
    Quota quota =
        Quota.builder("nights").queue("nightly").maxConcurrentJobs(random.nextInt(1, 20)).build();
    ask(stage.scheduler.setQuota(quota));
    return "set " + quota;
  }

  private static String removeNights(Stage stage) {
    if (stage.scheduler.quotaUsage("nights").isPresent()) {
      ask(stage.scheduler.removeQuota("nights"));
    }
    return "remove nights";
  }

  private String onJob(Stage stage, String id, int dice) {
    if (dice < 440) {
      ask(stage.scheduler.suspend(id));
      return "suspend " + id;
    }
    if (dice < 480) {
      ask(stage.scheduler.resume(id));
      return "resume " + id;
    }
    if (dice < 510) {
      ask(stage.scheduler.cancel(id));
      return "cancel " + id;
    }
    if (dice < 560) {
      ask(stage.scheduler.fail(id, "for a test"));
      return "fail " + id;
    }
    if (stage.state(id) == JobState.RUNNING) {
      ask(stage.scheduler.complete(id));
    }
    return "complete " + id;
  }

  private String submit(Stage stage) {
    String id = "j-" + numbers++;
    Job.Builder job =
        Job.builder(id)
            .tenant(TENANTS[random.nextInt(TENANTS.length)])
            .queue(QUEUES[random.nextInt(QUEUES.length)])
            .priority(PRIORITIES[random.nextInt(PRIORITIES.length)])
            .cpuMillis(500L * random.nextInt(8))
            .memoryBytes((long) random.nextInt(8) << 30)
            .gpus(random.nextInt(8) == 0 ? random.nextInt(1, 4) : 0)
            .maxRetries(random.nextInt(3))
            .suspended(random.nextInt(20) == 0);
    try {
      stage.scheduler.submit(job.build());
      jobs.add(id);
    } catch (IllegalArgumentException refused) {
      assertThat(refused).hasMessageContaining("can never be admitted");
    }
    return "submit " + id;
  }

  /** Refusals do not matter here. */
  private static void ask(CompletableFuture<?> answer) {
    answer.exceptionally(refused -> null);
  }
}
