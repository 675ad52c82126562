package dev.berth.plugins.standard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.model.Job;
import dev.berth.model.JobAffinity;
import dev.berth.model.LabelSelector;
import dev.berth.model.Rejection;
import dev.berth.spi.DomainTally;
import dev.berth.spi.DomainTerm;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobAffinityPluginTest {
  private static final LabelSelector WEB = LabelSelector.of("app", "web");
  private static final LabelSelector DB = LabelSelector.of("app", "db");

  private final JobAffinityPlugin plugin = new JobAffinityPlugin();

  private static FakeJob job(String app, JobAffinity affinity) {
    return FakeJob.labelled(Job.builder("j").label("app", app).affinity(affinity));
  }

  private List<DomainTerm> terms(FakeJob job, FakeJob... others) {
    Set<DomainTally> imposed = new LinkedHashSet<>();
    for (FakeJob other : others) {
      imposed.addAll(plugin.imposes(other));
    }
    return plugin.terms(job, imposed);
  }

  private DomainTerm only(FakeJob job, FakeJob... others) {
    List<DomainTerm> terms = terms(job, others);
    assertThat(terms).hasSize(1);
    return terms.get(0);
  }

  // ---- required

  @Test
  void near_needsSuchAJobInTheDomain() {
    DomainTerm term = only(job("web", JobAffinity.sameZone(DB)));

    assertThat(term.tally().topologyKey()).isEqualTo("zone");
    assertThat(term.tally().count(job("db", JobAffinity.NONE))).isOne();
    assertThat(term.tally().count(job("web", JobAffinity.NONE))).isZero();
    assertThat(term.accepts(FakeDomain.holding(1))).isTrue();
    assertThat(term.accepts(FakeDomain.holding(0))).isFalse();
    assertThat(term.accepts(FakeDomain.none())).isFalse();
    assertThat(term.explain(FakeDomain.holding(0)))
        .isEqualTo(new Rejection("jobAffinity", "zone=a holds no job of app In [db]", 1, 0, false));
    assertThat(term.explain(FakeDomain.none()))
        .isEqualTo(Rejection.mismatch("jobAffinity", "label zone not there"));
  }

  @Test
  void near_firstOfItsGroup_goesWhereTheLabelIs() {
    DomainTerm term = only(job("web", JobAffinity.sameZone(WEB)));

    assertThat(term.accepts(FakeDomain.holding(0))).isTrue();
    assertThat(term.accepts(FakeDomain.holding(0).amongOthers())).isFalse();
    assertThat(term.accepts(FakeDomain.holding(2))).isTrue();
    assertThat(term.accepts(new FakeDomain(null, 0, 0, 3, false))).isFalse();
  }

  @Test
  void near_placedJobs_imposeNothing() {
    assertThat(plugin.imposes(job("web", JobAffinity.sameZone(DB)))).isEmpty();
    assertThat(plugin.imposes(job("web", JobAffinity.NONE))).isEmpty();
  }

  @Test
  void apart_needsADomainWithoutSuchJobs() {
    DomainTerm term = only(job("web", JobAffinity.differentHosts(DB)));

    assertThat(term.accepts(FakeDomain.holding(0).amongOthers())).isTrue();
    assertThat(term.accepts(FakeDomain.holding(1))).isFalse();
    assertThat(term.accepts(FakeDomain.none())).isTrue();
    assertThat(term.explain(FakeDomain.holding(2)))
        .isEqualTo(
            new Rejection("jobAntiAffinity", "host=a holds 2 jobs of app In [db]", 2, 0, true));
  }

  // ---- others' required

  @Test
  void apart_placedJobs_keepOthersAway() {
    FakeJob loner = job("web", JobAffinity.differentHosts(DB));
    DomainTerm term =
        only(job("db", JobAffinity.NONE), loner, job("web", JobAffinity.sameZone(DB)));

    assertThat(term.tally().topologyKey()).isEqualTo("host");
    assertThat(term.tally().count(loner)).isOne();
    assertThat(term.tally().count(job("web", JobAffinity.differentHosts(DB)))).isOne();
    assertThat(term.tally().count(job("web", JobAffinity.differentRacks(DB)))).isZero();
    assertThat(term.tally().count(job("db", JobAffinity.NONE))).isZero();
    assertThat(term.accepts(FakeDomain.holding(0).amongOthers())).isTrue();
    assertThat(term.accepts(FakeDomain.holding(1))).isFalse();
    assertThat(term.accepts(FakeDomain.none())).isTrue();
    assertThat(term.explain(FakeDomain.holding(1)))
        .isEqualTo(
            new Rejection(
                "jobAntiAffinity",
                "host=a holds 1 job that keeps away from app In [db]",
                1,
                0,
                true));
  }

  @Test
  void terms_jobNobodyMeans_areNone() {
    FakeJob loner =
        job("web", JobAffinity.differentHosts(DB).and(JobAffinity.preferSame(9, "zone", DB)));

    assertThat(terms(job("batch", JobAffinity.NONE), loner)).isEmpty();
    assertThat(terms(FakeJob.labelled(Job.builder("j")), loner)).isEmpty();
    assertThat(terms(job("db", JobAffinity.NONE), loner)).hasSize(2);
  }

  @Test
  void imposes_isTheSameForEverybodyWithTheTerm() {
    assertThat(plugin.imposes(job("web", JobAffinity.differentHosts(DB))))
        .isEqualTo(plugin.imposes(job("api", JobAffinity.differentHosts(DB))))
        .hasSize(1);
    assertThat(
            plugin.imposes(
                job(
                    "web",
                    JobAffinity.preferSame(9, "zone", DB)
                        .and(JobAffinity.preferDifferent(5, "zone", DB)))))
        .hasSize(1);
  }

  // ---- wishes

  @ParameterizedTest
  @CsvSource({
    "0, 0, 500000", // near: 500,000 * 0 / 1; apart: 500,000 / 1
    "1, 250000, 250000", // * 1 / 2; / 2
    "3, 375000, 125000",
    "1000000, 499999, 0",
  })
  void wish_alone_hasHalfTheRange(long count, int near, int apart) {
    DomainTerm rather = only(job("web", JobAffinity.preferSame(7, "zone", DB)));
    DomainTerm ratherNot = only(job("web", JobAffinity.preferDifferent(7, "zone", DB)));
    FakeDomain domain = FakeDomain.holding(count);

    assertThat(rather.accepts(domain)).isTrue();
    assertThat(ratherNot.accepts(domain)).isTrue();
    assertThat(rather.score(domain)).isEqualTo(near);
    assertThat(ratherNot.score(domain)).isEqualTo(apart);
  }

  @Test
  void wish_workersWithoutTheLabel_areWithoutCompany() {
    assertThat(only(job("web", JobAffinity.preferSame(7, "zone", DB))).score(FakeDomain.none()))
        .isZero();
    assertThat(
            only(job("web", JobAffinity.preferDifferent(7, "zone", DB))).score(FakeDomain.none()))
        .isEqualTo(500_000);
  }

  @Test
  void wishes_divideTheRangeByWeight() {
    List<DomainTerm> terms =
        terms(
            job(
                "web",
                JobAffinity.preferSame(30, "zone", DB)
                    .and(JobAffinity.preferDifferent(10, "rack", WEB))));

    assertThat(terms.get(0).score(FakeDomain.holding(1))).isEqualTo(187_500); // 375,000 / 2
    assertThat(terms.get(1).score(FakeDomain.holding(0))).isEqualTo(125_000);
  }

  @Test
  void othersWishes_addUpWithTheirSigns() {
    FakeJob fond = job("web", JobAffinity.preferSame(30, "zone", DB));
    FakeJob shy = job("api", JobAffinity.preferDifferent(80, "zone", DB));
    DomainTerm term = only(job("db", JobAffinity.NONE), fond, shy);

    assertThat(term.tally().count(fond)).isEqualTo(30);
    assertThat(term.tally().count(shy)).isEqualTo(-80);
    assertThat(term.tally().count(job("web", JobAffinity.preferSame(30, "rack", DB)))).isZero();
    assertThat(
            term.tally()
                .count(
                    job(
                        "web",
                        JobAffinity.preferSame(30, "zone", DB)
                            .and(JobAffinity.preferSame(5, "zone", DB)))))
        .isEqualTo(35);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 62500", // half of 125,000
    "100, 93750", // + 62,500 * 100 / 200
    "-100, 31250",
    "300, 109375",
    "-900, 6250",
  })
  void othersWishes_gradeAroundTheMiddle(long count, int grade) {
    DomainTerm term =
        only(job("db", JobAffinity.NONE), job("web", JobAffinity.preferSame(30, "zone", DB)));

    assertThat(term.accepts(FakeDomain.holding(count))).isTrue();
    assertThat(term.score(FakeDomain.holding(count))).isEqualTo(grade);
  }

  @Test
  void othersWishes_moreThanFour_shareWhatFourHave() {
    JobAffinity many = JobAffinity.NONE;
    for (String key : List.of("region", "zone", "rack", "host", "room")) {
      many = many.and(JobAffinity.preferSame(1, key, DB));
    }
    List<DomainTerm> terms = terms(job("db", JobAffinity.NONE), job("web", many));

    assertThat(terms).hasSize(5).allMatch(term -> term.score(FakeDomain.none()) == 50_000);
  }
}
