package dev.berth.plugins.standard;

import static dev.berth.model.LabelRequirement.exists;
import static dev.berth.model.LabelRequirement.in;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.model.Job;
import dev.berth.model.TaintEffect;
import dev.berth.model.Toleration;
import dev.berth.model.Worker;
import org.junit.jupiter.api.Test;

class AffinityPreferenceScoreTest {
  private final AffinityPreferenceScore score = new AffinityPreferenceScore();

  private final FakeWorker worker =
      FakeWorker.of(Worker.builder("w").label("zone", "a").label("disk", "ssd"));
  private final FakeWorker avoided =
      FakeWorker.of(
          Worker.builder("w")
              .label("zone", "a")
              .label("disk", "ssd")
              .taint("old", "", TaintEffect.PREFER_NO_SCHEDULE)
              .taint("slow", "", TaintEffect.PREFER_NO_SCHEDULE));

  @Test
  void score_noPreference_isFull() {
    assertGrade(Job.builder("j"), worker, 1_000_000);
  }

  @Test
  void score_isTheMatchedPartOfTheWeight() {
    // zone in a matches with 30, disk exists with 50, os in linux not with 20.
    assertGrade(
        Job.builder("j")
            .prefer(30, in("zone", "a"))
            .prefer(50, exists("disk"))
            .prefer(20, in("os", "linux")),
        worker,
        1_000_000 * (30 + 50) / (30 + 50 + 20));
  }

  @Test
  void score_termWithSeveralRequirements_needsAll() {
    assertGrade(
        Job.builder("j").prefer(10, in("zone", "a"), exists("gpu")).prefer(30, exists("zone")),
        worker,
        1_000_000 * 30 / (10 + 30));
  }

  @Test
  void score_nothingMatches_isZero() {
    assertGrade(Job.builder("j").prefer(1, exists("gpu")), worker, 0);
  }

  @Test
  void score_thirds_roundsDown() {
    assertGrade(
        Job.builder("j").prefer(2, exists("zone")).prefer(1, exists("gpu")),
        worker,
        666_666); // 1,000,000 * 2 / 3 = 666,666.67
  }

  @Test
  void score_untoleratedPreferNoSchedule_halvesOnce() {
    assertGrade(Job.builder("j"), avoided, 1_000_000 / 2);
    assertGrade(
        Job.builder("j").prefer(2, exists("zone")).prefer(1, exists("gpu")), avoided, 666_666 / 2);
    assertGrade(Job.builder("j").tolerate(Toleration.exists("old")), avoided, 1_000_000 / 2);
  }

  @Test
  void score_toleratedPreferNoSchedule_costsNothing() {
    assertGrade(
        Job.builder("j")
            .tolerate(Toleration.exists("old", TaintEffect.PREFER_NO_SCHEDULE))
            .tolerate(Toleration.exists("slow")),
        avoided,
        1_000_000);
  }

  @Test
  void score_noScheduleTaint_isTheFiltersMatter() {
    FakeWorker forbidden =
        FakeWorker.of(Worker.builder("w").taint("t", "", TaintEffect.NO_SCHEDULE));

    assertGrade(Job.builder("j"), forbidden, 1_000_000);
  }

  private void assertGrade(Job.Builder job, FakeWorker worker, int grade) {
    assertThat(score.score(FakeJob.of(job), worker)).isEqualTo(grade);
  }
}
