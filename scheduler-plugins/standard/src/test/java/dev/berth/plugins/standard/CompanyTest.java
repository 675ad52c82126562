package dev.berth.plugins.standard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.JobHandle;
import dev.berth.Scheduler;
import dev.berth.SchedulerConfig;
import dev.berth.SteppedScheduler;
import dev.berth.model.Explanation;
import dev.berth.model.Explanation.Reason;
import dev.berth.model.Job;
import dev.berth.model.JobAffinity;
import dev.berth.model.LabelSelector;
import dev.berth.model.Location;
import dev.berth.model.Priority;
import dev.berth.model.TopologySpread;
import dev.berth.model.Worker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The company jobs keep, on a scheduler at work. */
class CompanyTest {
  private static final LabelSelector WEB = LabelSelector.of("app", "web");
  private static final LabelSelector DB = LabelSelector.of("app", "db");

  private final SteppedScheduler scheduler =
      Scheduler.builder()
          .config(SchedulerConfig.builder("default").build())
          .config(SchedulerConfig.builder("plain").filter("resources").score("load", 1).build())
          .buildStepped();

  @AfterEach
  void close() {
    scheduler.close();
  }

  private static Worker.Builder worker(String id, String zone) {
    return Worker.builder(id).cpuMillis(2_000).label(Location.ZONE, zone).label(Location.HOST, id);
  }

  private static Job.Builder job(String id, String app) {
    return Job.builder(id).cpuMillis(1_000).label("app", app);
  }

  private String workerOf(JobHandle job) {
    scheduler.step();
    return job.placed().isDone() ? job.placed().join().workerId() : "none";
  }

  @Test
  void newcomer_letInByAPlacement_goesBeforeLowerPriorities() {
    scheduler.register(worker("w-a", "a").build());
    JobHandle fan =
        scheduler.submit(
            job("fan", "web").priority(Priority.HIGH).affinity(JobAffinity.sameZone(DB)).build());
    assertThat(workerOf(fan)).isEqualTo("none");

    JobHandle idol = scheduler.submit(job("idol", "db").build());
    JobHandle other = scheduler.submit(job("other", "batch").build()); // there is room for two

    assertThat(workerOf(idol)).isEqualTo("w-a");
    assertThat(workerOf(fan)).isEqualTo("w-a");
    assertThat(workerOf(other)).isEqualTo("none");
  }

  @Test
  void worker_movedToAnotherZone_takesItsJobsAlong() {
    scheduler.register(worker("w-a", "a").build());
    JobHandle first = scheduler.submit(job("first", "web").build());
    assertThat(workerOf(first)).isEqualTo("w-a");
    scheduler.register(worker("w-b", "b").build());
    var moved = scheduler.update(worker("w-a", "b").build());
    JobHandle loner =
        scheduler.submit(job("loner", "db").affinity(JobAffinity.differentZones(WEB)).build());

    assertThat(workerOf(loner)).isEqualTo("none");
    assertThat(moved).isCompleted();
    scheduler.register(worker("w-c", "a").build());
    assertThat(workerOf(loner)).isEqualTo("w-c");
  }

  @Test
  void loner_ofAProfileThatAsksNothing_keepsOthersAwayAllTheSame() {
    scheduler.register(worker("w-a", "a").build());
    JobHandle loner =
        scheduler.submit(
            job("loner", "web").profile("plain").affinity(JobAffinity.differentHosts(DB)).build());
    assertThat(workerOf(loner)).isEqualTo("w-a");

    assertThat(workerOf(scheduler.submit(job("j", "db").build()))).isEqualTo("none");
    assertThat(workerOf(scheduler.submit(job("k", "db").profile("plain").build())))
        .isEqualTo("w-a");
  }

  @Test
  void explain_placedJob_isNotItsOwnCompany() {
    scheduler.register(worker("w-a", "a").build());
    JobHandle job =
        scheduler.submit(
            job("j", "web")
                .affinity(JobAffinity.differentHosts(WEB))
                .spread(TopologySpread.hard(Location.ZONE, 1, WEB))
                .build());
    assertThat(workerOf(job)).isEqualTo("w-a");

    Explanation why = scheduler.explain("j");
    assertThat(why.feasible()).isOne();
    assertThat(why.candidates().get(0).chosen()).isTrue();
  }

  @Test
  void explain_manyHosts_namesSomeAndCountsTheRest() {
    for (int i = 0; i < 20; i++) {
      scheduler.register(worker("w-" + i, "a").build());
      scheduler.submit(job("db-" + i, "db").affinity(JobAffinity.differentHosts(DB)).build());
    }
    scheduler.submit(job("j", "web").affinity(JobAffinity.differentHosts(DB)).build());
    scheduler.step();

    assertThat(scheduler.explain("j").reasons())
        .hasSize(9)
        .last()
        .extracting(Reason::toString)
        .isEqualTo("12 workers: 12 more reasons of this kind [jobAffinity]");
  }
}
