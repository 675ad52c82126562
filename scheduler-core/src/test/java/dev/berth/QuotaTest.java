package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.event.JobEvent;
import dev.berth.model.Job;
import dev.berth.model.JobQueue;
import dev.berth.model.JobState;
import dev.berth.model.LimitRange;
import dev.berth.model.Priority;
import dev.berth.model.PriorityClass;
import dev.berth.model.Quota;
import dev.berth.model.QuotaUsage;
import dev.berth.testing.Stage;
import dev.berth.testing.TestFilter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Quotas, queues and limits as a host meets them. */
class QuotaTest {
  private static final Quota CI = Quota.builder("ci").tenant("ci").limit("cpu", 4_000).build();

  @Test
  void job_overItsTenantsQuota_isHeldWithNumbersUntilThereIsRoom() {
    try (Stage stage = Stage.set(options -> options.quota(CI))) {
      stage.addWorker("w", 100);
      stage.submit(ci("j-1", 3));
      stage.submit(ci("j-2", 2));
      stage.submit(Stage.job("other", 50).build());

      assertThat(stage.state("j-2")).isEqualTo(JobState.HELD);
      assertThat(stage.state("other")).isEqualTo(JobState.RUNNING);
      String why = "quota ci: cpu asked 2,000, used 3,000 of 4,000 millicores";
      assertThat(stage.scheduler.job("j-2").orElseThrow().reason()).isEqualTo(why);
      assertThat(stage.scheduler.explain("j-2").note()).isEqualTo("it is HELD: " + why);
      assertThat(stage.heard.events())
          .anySatisfy(
              event ->
                  assertThat(event)
                      .isInstanceOfSatisfying(
                          JobEvent.Held.class, held -> assertThat(held.reason()).isEqualTo(why)));

      stage.done(stage.scheduler.complete("j-1"));
      assertThat(stage.state("j-2")).isEqualTo(JobState.RUNNING);
    }
  }

  @Test
  void explain_ofAHeldJob_tellsTheNumbersOfNow() {
    try (Stage stage = Stage.set(options -> options.quota(CI))) {
      stage.submit(ci("j-1", 1));
      stage.submit(ci("j-2", 1));
      stage.submit(ci("j-3", 4));
      stage.done(stage.scheduler.cancel("j-1"));

      assertThat(stage.scheduler.explain("j-3").note())
          .isEqualTo("it is HELD: quota ci: cpu asked 4,000, used 1,000 of 4,000 millicores");
    }
  }

  @Test
  void quota_isKept_whileAJobIsRetriedOrEvicted() {
    try (Stage stage = Stage.set(options -> options.quota(CI))) {
      stage.addWorker("w", 100);
      stage.submit(ci("j-1", 4).toBuilder().maxRetries(1).build());
      stage.submit(ci("j-2", 1));
      stage.done(stage.scheduler.fail("j-1", "for a test"));
      assertThat(stage.state("j-1")).isEqualTo(JobState.RUNNING);
      stage.done(stage.scheduler.remove("w"));

      assertThat(stage.state("j-1")).isEqualTo(JobState.QUEUED);
      assertThat(stage.state("j-2")).isEqualTo(JobState.HELD);
    }
  }

  @Test
  void suspendedJob_givesItsQuotaToOthers_andWaitsForItAgain() {
    try (Stage stage = Stage.set(options -> options.quota(CI))) {
      stage.submit(ci("j-1", 3));
      stage.submit(ci("j-2", 3));
      stage.done(stage.scheduler.suspend("j-1"));
      assertThat(stage.state("j-2")).isEqualTo(JobState.QUEUED);

      stage.done(stage.scheduler.resume("j-1"));
      assertThat(stage.scheduler.job("j-1").orElseThrow().reason()).startsWith("quota ci: cpu");
    }
  }

  @Test
  void submit_ofMoreThanTheQuotaCouldEverGive_isRefusedAtOnce() {
    try (Stage stage = Stage.set(options -> options.quota(CI))) {
      assertThatThrownBy(() -> stage.submit(ci("j-1", 5)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "job j-1 can never be admitted: quota ci: cpu asked 5,000, at most 4,000 millicores"
                  + " possible");
      assertThat(stage.scheduler.job("j-1")).isEmpty();
    }
  }

  @Test
  void oneJobTooMany_endsAtOnce_cancelledWithTheNumbers() {
    Quota two = Quota.builder("two").maxJobs(2).build();
    try (Stage stage = Stage.set(options -> options.quota(two))) {
      stage.submit("j-1", 1);
      stage.submit(Stage.job("j-2", 1).suspended().build());
      JobHandle third = stage.submit("j-3", 1);

      assertThat(third.finished()).isCompleted();
      assertThat(third.status().state()).isEqualTo(JobState.CANCELLED);
      assertThat(third.status().reason()).isEqualTo("quota two: 2 of 2 jobs");

      stage.done(stage.scheduler.cancel("j-2"));
      stage.submit("j-4", 1);
      assertThat(stage.state("j-4")).isEqualTo(JobState.QUEUED);
    }
  }

  @Test
  void setQuota_higher_letsWaitingJobsOn() {
    try (Stage stage = Stage.set(options -> options.quota(CI))) {
      stage.submit(ci("j-1", 3));
      stage.submit(ci("j-2", 2));
      stage.done(stage.scheduler.setQuota(CI.toBuilder().limit("cpu", 5_000).build()));
      assertThat(stage.state("j-2")).isEqualTo(JobState.QUEUED);
    }
  }

  @Test
  void setQuota_belowWhatIsUsed_stopsNobodyAndLetsNobodyIn() {
    try (Stage stage = Stage.set(options -> options.quota(CI))) {
      stage.addWorker("w", 100);
      stage.submit(ci("j-1", 2));
      stage.submit(ci("j-2", 2));
      stage.done(stage.scheduler.setQuota(CI.toBuilder().limit("cpu", 3_000).build()));
      stage.submit(ci("j-3", 1));
      assertThat(stage.state("j-1")).isEqualTo(JobState.RUNNING);
      assertThat(stage.state("j-2")).isEqualTo(JobState.RUNNING);
      assertThat(stage.state("j-3")).isEqualTo(JobState.HELD);

      stage.done(stage.scheduler.complete("j-1"));
      assertThat(stage.state("j-3")).isEqualTo(JobState.RUNNING);
    }
  }

  @Test
  void setQuota_thatIsNew_countsTheJobsThereAre() {
    try (Stage stage = Stage.set()) {
      stage.addWorker("w", 2);
      stage.submit(ci("running", 2));
      stage.submit(ci("queued", 1));
      stage.submit(ci("held", 1).toBuilder().suspended().build());
      stage.done(stage.scheduler.setQuota(CI));
      stage.submit(ci("late", 2));

      QuotaUsage usage = stage.scheduler.quotaUsage("ci").orElseThrow();
      assertThat(usage.used()).containsExactlyInAnyOrderEntriesOf(Map.of("cpu", 3_000L));
      assertThat(usage.jobs()).isEqualTo(4);
      assertThat(usage.concurrentJobs()).isEqualTo(2);
      assertThat(usage.waitingJobs()).isEqualTo(1);
      assertThat(stage.state("late")).isEqualTo(JobState.HELD);

      stage.done(stage.scheduler.removeQuota("ci"));
      assertThat(stage.state("late")).isEqualTo(JobState.QUEUED);
      assertThat(stage.scheduler.quotaUsages()).isEmpty();
    }
  }

  @Test
  void setQuota_thatClashes_isRefusedAtOnce() {
    try (Stage stage = Stage.set(options -> options.quota(CI))) {
      Quota same = Quota.builder("ci-2").tenant("ci").limit("memory", 1).build();
      assertThatThrownBy(() -> stage.scheduler.setQuota(same))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "quota 'ci-2' counts the same jobs as quota 'ci': those of tenant ci\n"
                  + "Maybe one of the two is enough, or the name is meant to be the same.");
      assertThatThrownBy(() -> stage.scheduler.removeQuota("x")).hasMessage("quota 'x' is unknown");
      var twice = stage.scheduler.removeQuota("ci");
      var late = stage.scheduler.removeQuota("ci");
      stage.done(twice);
      assertThatThrownBy(late::join)
          .isInstanceOf(CompletionException.class)
          .hasRootCauseMessage("quota 'ci' is not there any more");
    }
  }

  @Test
  void cohort_lendsAndTellsWhoOwesWhom() {
    Quota batch = Quota.builder("batch").tenant("batch").limit("cpu", 4_000).cohort("all").build();
    Quota ci = CI.toBuilder().cohort("all").build();
    try (Stage stage = Stage.set(options -> options.quota(ci).quota(batch))) {
      stage.submit(Stage.job("b-1", 6).tenant("batch").build());
      stage.submit(ci("j-1", 3));

      assertThat(stage.scheduler.job("j-1").orElseThrow().reason())
          .isEqualTo(
              "quota ci: cpu asked 3,000, used 0 of 4,000 millicores (2,000 borrowed by batch),"
                  + " 2,000 left with its cohort's");
      QuotaUsage usage = stage.scheduler.quotaUsage("batch").orElseThrow();
      assertThat(usage.borrowed())
          .singleElement()
          .hasToString("batch owes ci cpu 2,000 millicores");

      stage.done(stage.scheduler.cancel("b-1"));
      assertThat(stage.state("j-1")).isEqualTo(JobState.QUEUED);
    }
  }

  @Test
  void quotaUsage_withAnEngineThread_isTheEnginesAnswer() throws Exception {
    try (Scheduler scheduler =
        Scheduler.builder().discoverPlugins(false).plugin(TestFilter.fits()).quota(CI).build()) {
      scheduler.submit(ci("j-1", 1));
      scheduler.setQuota(CI.toBuilder().limit("cpu", 1).build()).get(10, TimeUnit.SECONDS);
      assertThat(scheduler.quotaUsage("ci").orElseThrow().used()).containsEntry("cpu", 1_000L);
      assertThat(scheduler.quotaUsage("x")).isEmpty();
      assertThat(scheduler.quotaUsages()).hasSize(1);
    }
  }

  // ---- queues, limit ranges, priority classes

  @Test
  void queue_givesItsDefaultsAndHoldsItsLimits() {
    LimitRange small =
        LimitRange.builder("small").byDefault("cpu", 500).maximum("cpu", 2_000).build();
    JobQueue nightly =
        JobQueue.builder("nightly")
            .priorityClass(Priority.LOW)
            .defaultTimeLimit(Duration.ofHours(1))
            .maxTimeLimit(Duration.ofHours(2))
            .allowTenant("ci")
            .limits(small)
            .build();
    try (Stage stage = Stage.set(options -> options.queue(nightly))) {
      stage.submit(Job.builder("j-1").tenant("ci").queue("nightly").build());
      Job taken = stage.scheduler.job("j-1").orElseThrow().job();
      assertThat(taken.priority()).isEqualTo(Priority.LOW);
      assertThat(taken.timeLimit()).isEqualTo(Duration.ofHours(1));
      assertThat(taken.requirements().resources().cpuMillis()).isEqualTo(500);

      Job big = Stage.job("j-2", 3).tenant("ci").queue("nightly").build();
      assertThatThrownBy(() -> stage.submit(big))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "cpu (3,000 millicores) of job j-2 must be at most 2,000, the maximum of limit range"
                  + " small");
      Job long3 = big.toBuilder().cpuMillis(1).timeLimit(Duration.ofHours(3)).build();
      assertThatThrownBy(() -> stage.submit(long3))
          .hasMessage(
              "timeLimit (PT3H) of job j-2 must be at most PT2H, the most in queue nightly");
      assertThatThrownBy(() -> stage.submit(big.toBuilder().tenant("x").build()))
          .hasMessage("tenant (x) of job j-2 must be one that may use queue nightly: [ci]");
      assertThatThrownBy(() -> stage.submit(big.toBuilder().queue("x").build()))
          .hasMessage("queue 'x' of job j-2 is not among those configured: [nightly]");
    }
  }

  @Test
  void tenantLimits_holdForItsJobsInAnyQueue() {
    LimitRange gpus = LimitRange.builder("one-gpu").maximum("gpu", 1_000).build();
    try (Stage stage = Stage.set(options -> options.tenantLimits("ci", gpus))) {
      assertThatThrownBy(() -> stage.submit(Job.builder("j").tenant("ci").gpus(2).build()))
          .hasMessage(
              "gpu (2,000 thousandths) of job j must be at most 1,000, the maximum of limit range"
                  + " one-gpu");
      stage.submit(Job.builder("k").gpus(2).build());
      assertThat(stage.state("k")).isEqualTo(JobState.QUEUED);
    }
  }

  @Test
  void priority_withAClassesName_mustHaveItsValue() {
    PriorityClass urgent = PriorityClass.of("urgent", 9_000);
    try (Stage stage = Stage.set(options -> options.priorityClass(urgent))) {
      assertThatThrownBy(() -> stage.submit(prioritized(Priority.of("urgent", 1))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("priority urgent(1) of job j must have the value of its class, urgent(9000)");
      assertThatThrownBy(() -> stage.submit(prioritized(Priority.of("HIGH", 1))))
          .hasMessage("priority HIGH(1) of job j must have the value of its class, HIGH(750)");
      stage.submit(prioritized(urgent.priority()));
      assertThat(stage.state("j")).isEqualTo(JobState.QUEUED);
    }
  }

  @Test
  void builder_refusesWhatIsThereTwiceOrNowhere() {
    assertThatThrownBy(() -> Scheduler.builder().quota(CI).quota(CI))
        .hasMessage("quota 'ci' is there twice");
    JobQueue queue = JobQueue.builder("q").build();
    assertThatThrownBy(() -> Scheduler.builder().queue(queue).queue(queue))
        .hasMessage("queue 'q' is there twice");
    assertThatThrownBy(() -> Scheduler.builder().priorityClass(PriorityClass.of("HIGH", 1)))
        .hasMessage("priority class 'HIGH' is a standard one, of value 750");
    Quota nowhere = CI.toBuilder().queue("x").build();
    assertThatThrownBy(() -> Stage.set(options -> options.queue(queue).quota(nowhere)))
        .hasMessage("queue 'x' of quota ci is not among those configured: [q]");
    Quota unknown = CI.toBuilder().priorityClass("x").build();
    assertThatThrownBy(() -> Stage.set(options -> options.quota(unknown)))
        .hasMessage(
            "priority class 'x' of quota ci is not among those there are: [BATCH, CRITICAL, HIGH,"
                + " LOW, MEDIUM]");
  }

  private static Job prioritized(Priority priority) {
    return Job.builder("j").priority(priority).build();
  }

  private static Job ci(String id, int cpus) {
    return Stage.job(id, cpus).tenant("ci").build();
  }
}
