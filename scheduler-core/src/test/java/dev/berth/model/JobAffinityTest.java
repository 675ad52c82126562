package dev.berth.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobAffinityTest {
  private static final LabelSelector WEB = LabelSelector.of("app", "web");
  private static final LabelSelector DB = LabelSelector.of("app", "db");

  @Test
  void selector_matchesOnlyIfEveryRequirementDoes() {
    var stable =
        LabelSelector.of(
            LabelRequirement.in("app", "web", "api"), LabelRequirement.doesNotExist("canary"));

    assertThat(stable.matches(Map.of("app", "api"))).isTrue();
    assertThat(stable.matches(Map.of("app", "api", "canary", ""))).isFalse();
    assertThat(stable.matches(Map.of("app", "db"))).isFalse();
    assertThat(stable.matches(Map.of())).isFalse();
    assertThat(WEB.matches(Map.of("app", "web", "tier", "front"))).isTrue();
  }

  @Test
  void selector_withoutRequirements_matchesEveryJob() {
    assertThat(LabelSelector.EVERY_JOB.matches(Map.of())).isTrue();
    assertThat(LabelSelector.EVERY_JOB.matches(Map.of("app", "web"))).isTrue();
    assertThat(LabelSelector.EVERY_JOB).hasToString("every job");
  }

  @Test
  void selector_tooManyRequirements_isRefused() {
    assertThatThrownBy(
            () -> new LabelSelector(Collections.nCopies(65, LabelRequirement.exists("k"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("requirements (65 entries) of label selector must have 0 to 64");
  }

  @Test
  void factories_nameTheLevel() {
    assertThat(
            List.of(
                JobAffinity.sameRegion(WEB),
                JobAffinity.sameZone(WEB),
                JobAffinity.sameRack(WEB),
                JobAffinity.sameHost(WEB)))
        .extracting(affinity -> affinity.required().get(0).topologyKey())
        .containsExactly("region", "zone", "rack", "host");
    assertThat(
            List.of(
                JobAffinity.differentRegions(WEB),
                JobAffinity.differentZones(WEB),
                JobAffinity.differentRacks(WEB),
                JobAffinity.differentHosts(WEB)))
        .extracting(affinity -> affinity.requiredAnti().get(0).topologyKey())
        .containsExactly("region", "zone", "rack", "host");
  }

  @Test
  void and_hasTheTermsOfBoth() {
    var affinity =
        JobAffinity.sameZone(DB)
            .and(JobAffinity.preferSame(20, "rack", DB))
            .and(JobAffinity.differentHosts(WEB))
            .and(JobAffinity.preferDifferent(30, "rack", WEB));

    assertThat(affinity)
        .isEqualTo(
            new JobAffinity(
                List.of(new JobAffinityTerm("zone", DB)),
                List.of(new PreferredJobAffinityTerm(20, new JobAffinityTerm("rack", DB))),
                List.of(new JobAffinityTerm("host", WEB)),
                List.of(new PreferredJobAffinityTerm(30, new JobAffinityTerm("rack", WEB)))))
        .hasToString(
            "JobAffinity[required=[zone of app In [db]], preferred=[20 × rack of app In [db]],"
                + " requiredAnti=[host of app In [web]], preferredAnti=[30 × rack of app In [web]]]");
    assertThat(JobAffinity.NONE.and(affinity)).isEqualTo(affinity);
    assertThat(JobAffinity.NONE).hasToString("JobAffinity[]");
  }

  @Test
  void new_badParts_areNamed() {
    assertThatThrownBy(() -> JobAffinity.same("a b", WEB))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("topologyKey (a b) of job affinity term must be 1 to 317");
    assertThatThrownBy(() -> JobAffinity.preferSame(0, "zone", WEB))
        .hasMessage("weight (0) of preferred job affinity term must be 1 to 100");
    assertThatThrownBy(() -> JobAffinity.preferDifferent(101, "zone", WEB))
        .hasMessage("weight (101) of preferred job affinity term must be 1 to 100");
  }

  @Test
  void new_tooManyTerms_isRefused() {
    var terms = Collections.nCopies(17, new JobAffinityTerm("zone", WEB));
    var wishes = Collections.nCopies(17, new PreferredJobAffinityTerm(1, terms.get(0)));

    assertThatThrownBy(() -> new JobAffinity(terms, List.of(), List.of(), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("required (17 entries) of job affinity must have 0 to 16");
    assertThatThrownBy(() -> new JobAffinity(List.of(), wishes, List.of(), List.of()))
        .hasMessage("preferred (17 entries) of job affinity must have 0 to 16");
    assertThatThrownBy(() -> new JobAffinity(List.of(), List.of(), terms, List.of()))
        .hasMessage("requiredAnti (17 entries) of job affinity must have 0 to 16");
    assertThatThrownBy(() -> new JobAffinity(List.of(), List.of(), List.of(), wishes))
        .hasMessage("preferredAnti (17 entries) of job affinity must have 0 to 16");
  }

  @Test
  void lists_areCopies() {
    var terms = new ArrayList<>(List.of(new JobAffinityTerm("zone", WEB)));
    var affinity = new JobAffinity(terms, List.of(), List.of(), List.of());
    terms.clear();

    assertThat(affinity.required()).hasSize(1);
  }
}
