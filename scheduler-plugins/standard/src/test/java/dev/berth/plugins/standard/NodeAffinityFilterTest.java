package dev.berth.plugins.standard;

import static dev.berth.model.LabelRequirement.doesNotExist;
import static dev.berth.model.LabelRequirement.exists;
import static dev.berth.model.LabelRequirement.gt;
import static dev.berth.model.LabelRequirement.in;
import static dev.berth.model.LabelRequirement.lt;
import static dev.berth.model.LabelRequirement.notIn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.model.Job;
import dev.berth.model.LabelRequirement;
import dev.berth.model.Rejection;
import dev.berth.model.Worker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeAffinityFilterTest {
  private final NodeAffinityFilter filter = new NodeAffinityFilter();

  private final FakeWorker worker =
      FakeWorker.of(
          Worker.builder("w").label("zone", "a").label("disk", "ssd").label("cores", "16"));

  @Test
  void accepts_jobThatAsksNothing() {
    assertAccepted(Job.builder("j"));
  }

  @Test
  void accepts_selector_everyPairMustBeThere() {
    assertAccepted(Job.builder("j").nodeSelector("zone", "a").nodeSelector("disk", "ssd"));
    assertRefused(
        Job.builder("j")
            .nodeSelector("zone", "a")
            .nodeSelector("disk", "hdd")
            .nodeSelector("os", "linux"),
        "nodeSelector: label disk=hdd not there",
        "nodeSelector: label os=linux not there");
  }

  @Test
  void accepts_terms_oneOfThemIsEnough() {
    assertAccepted(Job.builder("j").require(in("zone", "b", "c")).require(exists("disk")));
  }

  @Test
  void accepts_requirementsOfATerm_allAreNeeded() {
    assertRefused(
        Job.builder("j").require(in("zone", "a"), doesNotExist("disk")),
        "nodeAffinity: label disk DoesNotExist not met");
  }

  @Test
  void explain_severalTerms_tellsTheNearest() {
    // Unmet are two requirements of the first term, one of the second, one of the third.
    assertRefused(
        Job.builder("j")
            .require(in("zone", "b"), gt("cores", 16), exists("disk"))
            .require(lt("cores", 16), in("zone", "a"))
            .require(in("zone", "c")),
        "nodeAffinity: label cores Lt [16] not met");
  }

  @Test
  void explain_selectorAndTerms_bothAreTold() {
    assertRefused(
        Job.builder("j").nodeSelector("zone", "b").require(exists("gpu")),
        "nodeSelector: label zone=b not there",
        "nodeAffinity: label gpu Exists not met");
  }

  @ParameterizedTest
  @CsvSource({
    "zone In a, true",
    "zone In b, false",
    "gone In a, false",
    "zone NotIn a, false",
    "zone NotIn b, true",
    "gone NotIn a, true",
    "zone Exists, true",
    "gone Exists, false",
    "zone DoesNotExist, false",
    "gone DoesNotExist, true",
    "cores Gt 15, true",
    "cores Gt 16, false",
    "zone Gt 0, false",
    "gone Gt 0, false",
    "cores Lt 17, true",
    "cores Lt 16, false",
    "zone Lt 99, false",
    "gone Lt 99, false",
  })
  void accepts_operator(String requirement, boolean met) {
    FakeJob job = FakeJob.of(Job.builder("j").require(parse(requirement.split(" "))));

    assertThat(filter.accepts(job, worker)).isEqualTo(met);
  }

  private static LabelRequirement parse(String[] words) {
    return switch (words[1]) {
      case "In" -> in(words[0], words[2]);
      case "NotIn" -> notIn(words[0], words[2]);
      case "Exists" -> exists(words[0]);
      case "DoesNotExist" -> doesNotExist(words[0]);
      case "Gt" -> gt(words[0], Long.parseLong(words[2]));
      case "Lt" -> lt(words[0], Long.parseLong(words[2]));
      default -> throw new IllegalArgumentException(words[1]);
    };
  }

  private void assertAccepted(Job.Builder builder) {
    FakeJob job = FakeJob.of(builder);
    assertThat(filter.accepts(job, worker)).isTrue();
    assertThat(filter.explain(job, worker)).isEmpty();
  }

  private void assertRefused(Job.Builder builder, String... codesAndSubjects) {
    FakeJob job = FakeJob.of(builder);
    assertThat(filter.accepts(job, worker)).isFalse();
    assertThat(filter.explain(job, worker))
        .noneMatch(Rejection::curableByPreemption)
        .extracting(reason -> reason.code() + ": " + reason.message())
        .containsExactly(codesAndSubjects);
  }
}
