package dev.berth.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequirementsTest {
  @Test
  void equals_builtApart_isEqualWithEqualHash() {
    assertThat(sample()).isEqualTo(sample()).hasSameHashCodeAs(sample());
    assertThat(sample()).isNotEqualTo(Requirements.NONE).isNotEqualTo("sample");
  }

  @Test
  void hashCode_tellsRequirementsApart() {
    assertThat(sample().hashCode()).isNotEqualTo(Requirements.NONE.hashCode()).isNotZero();
  }

  private static Requirements sample() {
    return Job.builder("j")
        .cpuMillis(1)
        .gpuShare(200)
        .nodeSelector("os", "linux")
        .require(LabelRequirement.exists("ssd"))
        .tolerate(Toleration.exists("spot"))
        .near(Location.inZone("a"))
        .spread(TopologySpread.acrossZones(2, LabelSelector.EVERY_JOB))
        .affinity(JobAffinity.differentHosts(LabelSelector.EVERY_JOB))
        .build()
        .requirements();
  }

  @Test
  void equals_oneDifference_isUnequal() {
    Job job = Job.builder("j").requirements(sample()).build();

    assertThat(
            List.of(
                job.toBuilder().cpuMillis(2).build().requirements(),
                job.toBuilder().gpuModels("T4").build().requirements(),
                job.toBuilder().nodeSelector("os", "bsd").build().requirements(),
                job.toBuilder().require(LabelRequirement.exists("x")).build().requirements(),
                job.toBuilder().tolerate(Toleration.everything()).build().requirements(),
                job.toBuilder().near(Location.inZone("b")).build().requirements(),
                job.toBuilder()
                    .spread(TopologySpread.soft("rack", 1, LabelSelector.EVERY_JOB))
                    .build()
                    .requirements(),
                job.toBuilder()
                    .affinity(JobAffinity.sameZone(LabelSelector.EVERY_JOB))
                    .build()
                    .requirements()))
        .doesNotContain(sample())
        .doesNotHaveDuplicates();
  }

  @Test
  void new_gpuAmountDoesNotMatchDevices_isRefused() {
    assertThatThrownBy(
            () ->
                new Requirements(
                    Resources.builder().gpuMillis(500).build(),
                    GpuRequest.whole(1),
                    Map.of(),
                    NodeAffinity.NONE,
                    List.of(),
                    null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "gpuMillis (500) of requirements must equal the 1000 thousandths of the GPU request");
  }

  @Test
  void new_amountOverTheLimit_isRefused() {
    assertThatThrownBy(
            () ->
                new Requirements(
                    Resources.builder().extra("fpga", Limits.AMOUNT + 1).build(),
                    GpuRequest.NONE,
                    Map.of(),
                    NodeAffinity.NONE,
                    List.of(),
                    null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "extra fpga (9007199254740993) of requirements must be at most 9007199254740992");
  }

  @Test
  void new_tooManyTolerations_isRefused() {
    assertThatThrownBy(() -> with(Collections.nCopies(65, Toleration.everything()), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tolerations (65 entries) of requirements must have 0 to 64");
  }

  @Test
  void new_tooManySpreads_isRefused() {
    var spread = TopologySpread.soft("zone", 1, LabelSelector.EVERY_JOB);

    assertThatThrownBy(
            () ->
                new Requirements(
                    Resources.ZERO,
                    GpuRequest.NONE,
                    Map.of(),
                    NodeAffinity.NONE,
                    List.of(),
                    null,
                    Collections.nCopies(17, spread),
                    JobAffinity.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("spreads (17 entries) of requirements must have 0 to 16");
  }

  @Test
  void collections_areUnmodifiableCopies() {
    var tolerations = new ArrayList<>(List.of(Toleration.exists("spot")));
    var selector = new HashMap<>(Map.of("os", "linux"));
    Requirements requirements = with(tolerations, selector);
    tolerations.clear();
    selector.clear();

    assertThat(requirements.tolerations()).containsExactly(Toleration.exists("spot"));
    assertThat(requirements.nodeSelector()).isEqualTo(Map.of("os", "linux"));
    assertThatThrownBy(() -> requirements.tolerations().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  private static Requirements with(List<Toleration> tolerations, Map<String, String> selector) {
    return new Requirements(
        Resources.ZERO, GpuRequest.NONE, selector, NodeAffinity.NONE, tolerations, null);
  }

  @Test
  void toString_leavesOutWhatIsNotAsked() {
    assertThat(Job.builder("j").cpuMillis(500).build().requirements())
        .hasToString("Requirements[cpu 500 millicores]");
    assertThat(sample().toString())
        .contains("gpu 200 thousandths", "os=linux", "ssd Exists", "spot", "zone=a")
        .endsWith(
            ", spreads=[every job over zone within 1, at least 2],"
                + " JobAffinity[requiredAnti=[host of every job]]]");
  }

  @Test
  void location_needsAPart() {
    assertThatThrownBy(() -> new Location(null, null, null, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "location (nothing) must have a region, zone, rack or host\n"
                + "Maybe leave the location out.");
    assertThatThrownBy(() -> Location.inRack("ü"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rack (ü) of location must be 0 to 253 printable ASCII characters");
    assertThat(Location.inRegion("r")).isEqualTo(new Location("r", null, null, null));
    assertThat(Location.inZone("z")).isEqualTo(new Location(null, "z", null, null));
    assertThat(Location.inRack("k")).isEqualTo(new Location(null, null, "k", null));
    assertThat(Location.onHost("h")).isEqualTo(new Location(null, null, null, "h"));
  }
}
