package dev.berth.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TopologySpreadTest {
  private static final LabelSelector WEB = LabelSelector.of("app", "web");

  @Test
  void factories_sayWhatTheyName() {
    assertThat(TopologySpread.hard("rack", 2, WEB))
        .isEqualTo(new TopologySpread("rack", 2, true, WEB, 1))
        .hasToString("app In [web] over rack within 2");
    assertThat(TopologySpread.soft("rack", 2, WEB))
        .isEqualTo(new TopologySpread("rack", 2, false, WEB, 1))
        .hasToString("app In [web] over rack rather within 2");
    assertThat(TopologySpread.acrossRegions(2, WEB))
        .isEqualTo(new TopologySpread("region", 1, true, WEB, 2));
    assertThat(TopologySpread.acrossZones(3, WEB))
        .isEqualTo(new TopologySpread("zone", 1, true, WEB, 3))
        .hasToString("app In [web] over zone within 1, at least 3");
    assertThat(TopologySpread.acrossRacks(4, WEB))
        .isEqualTo(new TopologySpread("rack", 1, true, WEB, 4));
    assertThat(TopologySpread.acrossHosts(5, WEB))
        .isEqualTo(new TopologySpread("host", 1, true, WEB, 5));
  }

  @Test
  void new_badParts_areNamed() {
    assertThatThrownBy(() -> TopologySpread.hard("", 1, WEB))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("topologyKey () of topology spread must be 1 to 317");
    assertThatThrownBy(() -> TopologySpread.soft("zone", 0, WEB))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maxSkew (0) of topology spread over zone must be 1 or more");
    assertThatThrownBy(() -> TopologySpread.acrossZones(0, WEB))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("minDomains (0) of topology spread over zone must be 1 or more");
    assertThatThrownBy(() -> TopologySpread.soft("zone", 1, WEB).withMinDomains(2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "minDomains (2) of topology spread over zone must be 1 unless the spread is hard");
  }
}
