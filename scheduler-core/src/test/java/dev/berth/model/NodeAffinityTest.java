package dev.berth.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeAffinityTest {
  private static final NodeSelectorTerm ZONE_A_WITH_SSD =
      new NodeSelectorTerm(
          List.of(LabelRequirement.in("zone", "a"), LabelRequirement.exists("ssd")));
  private static final NodeSelectorTerm ZONE_B =
      new NodeSelectorTerm(List.of(LabelRequirement.in("zone", "b")));

  @Test
  void term_matchesOnlyIfEveryRequirementDoes() {
    assertThat(ZONE_A_WITH_SSD.matches(Map.of("zone", "a", "ssd", "yes"))).isTrue();
    assertThat(ZONE_A_WITH_SSD.matches(Map.of("zone", "a"))).isFalse();
    assertThat(ZONE_A_WITH_SSD.matches(Map.of("ssd", "yes"))).isFalse();
  }

  @Test
  void admits_ifAnyTermMatches() {
    var affinity = new NodeAffinity(List.of(ZONE_A_WITH_SSD, ZONE_B), List.of());

    assertThat(affinity.admits(Map.of("zone", "a", "ssd", "yes"))).isTrue();
    assertThat(affinity.admits(Map.of("zone", "b"))).isTrue();
    assertThat(affinity.admits(Map.of("zone", "a"))).isFalse();
    assertThat(affinity.admits(Map.of())).isFalse();
  }

  @Test
  void admits_withoutTerms_everyWorker() {
    assertThat(NodeAffinity.NONE.admits(Map.of())).isTrue();
    assertThat(new NodeAffinity(List.of(), List.of(new PreferredTerm(1, ZONE_B))).admits(Map.of()))
        .isTrue();
  }

  @Test
  void term_withoutRequirements_isRefused() {
    assertThatThrownBy(() -> new NodeSelectorTerm(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("requirements (0 entries) of node selector term must have 1 to 64");
  }

  @Test
  void preferredTerm_weightOutOfRange_isRefused() {
    for (int weight : new int[] {0, 101}) {
      assertThatThrownBy(() -> new PreferredTerm(weight, ZONE_B))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("weight (" + weight + ") of preferred term must be 1 to 100");
    }
  }

  @Test
  void new_tooManyTerms_isRefused() {
    assertThatThrownBy(() -> new NodeAffinity(Collections.nCopies(65, ZONE_B), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("required (65 entries) of node affinity must have 0 to 64");
    var wish = new PreferredTerm(1, ZONE_B);
    assertThatThrownBy(() -> new NodeAffinity(List.of(), Collections.nCopies(65, wish)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("preferred (65 entries) of node affinity must have 0 to 64");
  }

  @Test
  void lists_areCopies() {
    var requirements = new ArrayList<>(List.of(LabelRequirement.exists("ssd")));
    var term = new NodeSelectorTerm(requirements);
    var required = new ArrayList<>(List.of(term));
    var affinity = new NodeAffinity(required, List.of());
    requirements.clear();
    required.clear();

    assertThat(term.requirements()).hasSize(1);
    assertThat(affinity.required()).containsExactly(term);
  }

  @Test
  void term_toString_readsAsASentence() {
    assertThat(ZONE_A_WITH_SSD).hasToString("zone In [a] and ssd Exists");
  }
}
