package dev.berth.plugins.standard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.model.Job;
import dev.berth.model.LabelSelector;
import dev.berth.model.Rejection;
import dev.berth.model.TopologySpread;
import dev.berth.spi.DomainTerm;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopologySpreadPluginTest {
  private static final LabelSelector WEB = LabelSelector.of("app", "web");

  private final TopologySpreadPlugin plugin = new TopologySpreadPlugin();

  private List<DomainTerm> terms(Job.Builder job) {
    return plugin.terms(FakeJob.labelled(job), Set.of());
  }

  private DomainTerm term(String app, TopologySpread spread) {
    return terms(Job.builder("j").label("app", app).spread(spread)).get(0);
  }

  @Test
  void terms_jobWithoutSpread_areNone() {
    assertThat(terms(Job.builder("j").label("app", "web"))).isEmpty();
    assertThat(plugin.imposes(FakeJob.of(Job.builder("j")))).isEmpty();
  }

  @Test
  void tally_countsTheJobsOfTheSelector() {
    var tally = term("other", TopologySpread.hard("zone", 1, WEB)).tally();

    assertThat(tally.topologyKey()).isEqualTo("zone");
    assertThat(tally.count(FakeJob.labelled(Job.builder("p").label("app", "web")))).isOne();
    assertThat(tally.count(FakeJob.labelled(Job.builder("p").label("app", "db")))).isZero();
    assertThat(tally.count(FakeJob.labelled(Job.builder("p")))).isZero();
    assertThat(tally).isEqualTo(term("web", TopologySpread.soft("zone", 9, WEB)).tally());
    assertThat(tally).isNotEqualTo(term("web", TopologySpread.hard("rack", 1, WEB)).tally());
  }

  @ParameterizedTest
  @CsvSource({
    "1, web,   0, 0, true", // 1 - 0 <= 1
    "1, web,   1, 0, false", // 2 - 0 > 1
    "1, web,   1, 1, true",
    "1, web,   2, 1, false",
    "2, web,   1, 0, true",
    "2, web,   2, 0, false",
    "3, web, 102, 100, true", // 103 - 100 <= 3
    "3, web, 103, 100, false",
    "1, other, 1, 0, true", // the job itself does not count: 1 - 0 <= 1
    "1, other, 2, 0, false",
    "1, web,   0, 1, true", // emptier than any domain that the job could go to
  })
  void accepts_hard_keepsTheSkew(int maxSkew, String app, long count, long least, boolean fits) {
    DomainTerm term = term(app, TopologySpread.hard("zone", maxSkew, WEB));

    assertThat(term.accepts(FakeDomain.holding(count).least(least))).isEqualTo(fits);
    assertThat(term.score(FakeDomain.holding(count).least(least))).isZero();
  }

  @Test
  void accepts_fewerDomainsThanWanted_takesTheLeastForNothing() {
    DomainTerm term = term("web", TopologySpread.acrossZones(3, WEB));
    FakeDomain domain = FakeDomain.holding(1).least(1);

    assertThat(term.accepts(domain.eligible(3))).isTrue();
    assertThat(term.accepts(domain.eligible(2))).isFalse();
    assertThat(term.accepts(FakeDomain.holding(0).eligible(2))).isTrue();
  }

  @Test
  void accepts_workersWithoutTheLabel_hardRefusesSoftDoesNot() {
    assertThat(term("web", TopologySpread.hard("zone", 9, WEB)).accepts(FakeDomain.none()))
        .isFalse();
    assertThat(term("web", TopologySpread.soft("zone", 9, WEB)).accepts(FakeDomain.none()))
        .isTrue();
  }

  @Test
  void explain_saysHowManyThereWouldBeAndMayBe() {
    DomainTerm term = term("web", TopologySpread.hard("zone", 1, WEB));

    assertThat(term.explain(FakeDomain.holding(3).least(1)))
        .isEqualTo(
            new Rejection(
                "topologySpread",
                "zone=a would hold 4 jobs of app In [web], at most 2 for an even spread",
                4,
                2,
                true));
    assertThat(term.explain(FakeDomain.none()))
        .isEqualTo(Rejection.mismatch("topologySpread", "label zone not there"));
  }

  @Test
  void explain_fewerDomainsThanWanted_saysSo() {
    DomainTerm term = term("web", TopologySpread.acrossZones(3, WEB));

    assertThat(term.explain(FakeDomain.holding(1).least(1).eligible(2)).message())
        .isEqualTo(
            "zone=a would hold 2 jobs of app In [web], at most 1 for an even spread over 3, of"
                + " which there are 2");
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0, 0, 1000000", // 1,000,000 * 1 / (1 + 0)
    "1, 5, 5, 1000000",
    "1, 1, 0, 500000", // * 1 / (1 + 1)
    "1, 2, 0, 333333",
    "1, 7, 5, 333333",
    "4, 2, 0, 666666", // * 4 / (4 + 2)
    "1, 0, 3, 1000000", // a domain the job could not go to
  })
  void score_soft_fallsWithTheCountBeyondTheLeast(int maxSkew, long count, long least, int grade) {
    DomainTerm term = term("web", TopologySpread.soft("zone", maxSkew, WEB));

    assertThat(term.score(FakeDomain.holding(count).least(least))).isEqualTo(grade);
  }

  @Test
  void score_severalSoft_shareTheRange() {
    List<DomainTerm> terms =
        terms(
            Job.builder("j")
                .spread(TopologySpread.soft("zone", 1, WEB))
                .spread(TopologySpread.hard("host", 1, WEB))
                .spread(TopologySpread.soft("rack", 1, WEB)));

    assertThat(terms)
        .extracting(term -> term.score(FakeDomain.holding(0)))
        .containsExactly(500_000, 0, 500_000);
    assertThat(terms.get(0).score(FakeDomain.holding(1))).isEqualTo(250_000);
    assertThat(terms.get(0).score(FakeDomain.none())).isZero();
  }
}
