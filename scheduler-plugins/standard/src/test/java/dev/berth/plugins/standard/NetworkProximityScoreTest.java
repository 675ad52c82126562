package dev.berth.plugins.standard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.model.Job;
import dev.berth.model.Location;
import dev.berth.model.Worker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkProximityScoreTest {
  private final NetworkProximityScore score = new NetworkProximityScore();

  private final FakeWorker worker =
      FakeWorker.of(
          Worker.builder("w")
              .label("region", "eu")
              .label("zone", "a")
              .label("rack", "r1")
              .label("host", "h1"));

  @ParameterizedTest
  @CsvSource({
    "eu, a,  r1, h1, 1000000", // same host
    "eu, a,  r1, h2, 750000", // same rack
    "eu, a,  r2, h2, 500000", // same zone
    "eu, b,  r1, h1, 250000", // same region; rack r1 of another zone is another rack
    "us, a,  r1, h1, 0", // zone a of another region is another zone
    "eu,  ,    ,   , 250000",
    "  , a,    ,   , 500000",
    "  ,  ,  r1,   , 750000", // zone and region are not named, so they do not differ
    "  ,  ,    , h1, 1000000",
    "  ,  ,    , h2, 0",
    "eu,  ,  r2, h1, 250000", // rack differs: the host's name is not looked at
  })
  void score_isThatOfTheFinestLevelOfAgreement(
      String region, String zone, String rack, String host, int grade) {
    FakeJob job = FakeJob.of(Job.builder("j").near(new Location(region, zone, rack, host)));

    assertThat(score.score(job, worker)).isEqualTo(grade);
  }

  @Test
  void score_workerThatLeavesOutLevels_isComparedByTheOthers() {
    FakeWorker zoneOnly = FakeWorker.of(Worker.builder("w").label("zone", "a"));
    FakeWorker unlabelled = FakeWorker.of(Worker.builder("w"));
    FakeJob job = FakeJob.of(Job.builder("j").near(new Location("eu", "a", "r1", null)));

    assertThat(score.score(job, zoneOnly)).isEqualTo(500_000);
    assertThat(score.score(job, unlabelled)).isEqualTo(0);
  }

  @Test
  void score_jobWithoutWish_isZeroEverywhere() {
    assertThat(score.score(FakeJob.of(Job.builder("j")), worker)).isEqualTo(0);
  }
}
