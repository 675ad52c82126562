package dev.berth.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobTest {
  private static final LabelRequirement SSD = LabelRequirement.exists("ssd");
  private static final LabelSelector TEAM = LabelSelector.of("team", "x");

  @Test
  void build_withoutCalls_hasTheStatedDefaults() {
    assertThat(Job.builder("j").build())
        .isEqualTo(
            new Job(
                "j",
                "default",
                "default",
                "default",
                Priority.MEDIUM,
                Requirements.NONE,
                Map.of(),
                null,
                StartConditions.NONE,
                0,
                false,
                false));
  }

  @Test
  void build_withEveryCall_hasEverything() {
    assertThat(full())
        .isEqualTo(
            new Job(
                "j-17",
                "ci",
                "packed",
                "night",
                Priority.HIGH,
                new Requirements(
                    new Resources(2000, 4L << 30, 2000, 5L << 30, Map.of("fpga", 3L, "port", 1L)),
                    new GpuRequest(2, 1000, Set.of("A100", "T4")),
                    Map.of("arch", "arm64"),
                    new NodeAffinity(
                        List.of(
                            new NodeSelectorTerm(List.of(SSD, LabelRequirement.gt("cores", 8))),
                            new NodeSelectorTerm(List.of(LabelRequirement.in("zone", "a")))),
                        List.of(new PreferredTerm(30, new NodeSelectorTerm(List.of(SSD))))),
                    List.of(Toleration.exists("spot"), Toleration.equal("dedicated", "gpu")),
                    Location.inZone("a"),
                    List.of(TopologySpread.acrossZones(2, TEAM)),
                    JobAffinity.sameRegion(TEAM).and(JobAffinity.differentHosts(TEAM))),
                Map.of("team", "x"),
                Duration.ofHours(2),
                new StartConditions(
                    Instant.EPOCH,
                    List.of(new Dependency("j-16", Dependency.When.AFTER_OK)),
                    "nightly",
                    new JobArray("sweep", 4)),
                3,
                true,
                false));
  }

  private static Job full() {
    return Job.builder("j-17")
        .tenant("ci")
        .profile("packed")
        .queue("night")
        .timeLimit(Duration.ofHours(2))
        .notBefore(Instant.EPOCH)
        .after(Dependency.When.AFTER_OK, "j-16")
        .singleton("nightly")
        .array("sweep", 4)
        .priority(Priority.HIGH)
        .cpuMillis(2000)
        .memoryBytes(4L << 30)
        .storageBytes(5L << 30)
        .extra("port", 1)
        .extra("fpga", 3)
        .gpus(2)
        .gpuModels("T4", "A100")
        .nodeSelector("arch", "arm64")
        .require(SSD, LabelRequirement.gt("cores", 8))
        .require(LabelRequirement.in("zone", "a"))
        .prefer(30, SSD)
        .tolerate(Toleration.exists("spot"))
        .tolerate(Toleration.equal("dedicated", "gpu"))
        .near(Location.inZone("a"))
        .spread(TopologySpread.acrossZones(2, TEAM))
        .affinity(JobAffinity.sameRegion(TEAM))
        .affinity(JobAffinity.differentHosts(TEAM))
        .label("team", "x")
        .maxRetries(3)
        .suspended()
        .build();
  }

  @Test
  void toBuilder_roundTrip_isEqualAndSharesTheRequirements() {
    Job job = full();
    Job again = job.toBuilder().build();

    assertThat(again).isEqualTo(job).hasSameHashCodeAs(job);
    assertThat(again.requirements()).isSameAs(job.requirements());
  }

  /** One change each; all else must stay as it was. */
  static Stream<Arguments> changes() {
    return Stream.of(
        arguments("tenant", change(b -> b.tenant("other"))),
        arguments("profile", change(b -> b.profile("other"))),
        arguments("queue", change(b -> b.queue("other"))),
        arguments("timeLimit", change(b -> b.timeLimit(null))),
        arguments("notBefore", change(b -> b.notBefore(Instant.MAX))),
        arguments("after", change(b -> b.after(Dependency.When.AFTER_ANY, "j-15"))),
        arguments("singleton", change(b -> b.singleton("weekly"))),
        arguments("array", change(b -> b.array("sweep", 5))),
        arguments("priority", change(b -> b.priority(Priority.LOW))),
        arguments("cpuMillis", change(b -> b.cpuMillis(1))),
        arguments("memoryBytes", change(b -> b.memoryBytes(1))),
        arguments("storageBytes", change(b -> b.storageBytes(1))),
        arguments("extra", change(b -> b.extra("tpu", 1))),
        arguments("gpus", change(b -> b.gpus(1))),
        arguments("gpuShare", change(b -> b.gpuShare(500))),
        arguments("gpuModels", change(b -> b.gpuModels("V100"))),
        arguments("nodeSelector", change(b -> b.nodeSelector("os", "linux"))),
        arguments("require", change(b -> b.require(SSD))),
        arguments("prefer", change(b -> b.prefer(1, SSD))),
        arguments("tolerate", change(b -> b.tolerate(Toleration.everything()))),
        arguments("near", change(b -> b.near(Location.inRack("r")))),
        arguments("spread", change(b -> b.spread(TopologySpread.soft("rack", 1, TEAM)))),
        arguments("affinity", change(b -> b.affinity(JobAffinity.sameRack(TEAM)))),
        arguments("label", change(b -> b.label("team", "y"))),
        arguments("maxRetries", change(b -> b.maxRetries(9))),
        arguments("suspended", change(b -> b.suspended(false))));
  }

  private static Consumer<Job.Builder> change(Consumer<Job.Builder> change) {
    return change;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("changes")
  void toBuilder_changed_differs(String name, Consumer<Job.Builder> change) {
    Job job = full();
    Job.Builder builder = job.toBuilder();
    change.accept(builder);
    Job changed = builder.build();

    assertThat(changed).as(name).isNotEqualTo(job);
    assertThat(job).isEqualTo(full());
    assertThat(changed.id()).isEqualTo(job.id());
  }

  @Test
  void requirements_givenWhole_replacesWhatWasAskedBefore() {
    var requirements = Job.builder("x").cpuMillis(7).build().requirements();
    Job job = full().toBuilder().requirements(requirements).build();

    assertThat(job.requirements()).isSameAs(requirements);
    assertThat(full().toBuilder().requirements(requirements).memoryBytes(8).build().requirements())
        .isEqualTo(Job.builder("x").cpuMillis(7).memoryBytes(8).build().requirements());
  }

  @Test
  void toBuilder_changedAndChangedBack_isEqual() {
    Job job = full();

    assertThat(job.toBuilder().cpuMillis(1).cpuMillis(2000).build()).isEqualTo(job);
  }

  @Test
  void gpuShare_afterGpus_counts() {
    assertThat(Job.builder("j").gpus(2).gpuShare(300).build().requirements().gpus())
        .isEqualTo(GpuRequest.share(300));
    assertThat(Job.builder("j").gpuShare(300).gpus(0).build().requirements())
        .isEqualTo(Requirements.NONE);
  }

  @Test
  void build_again_isUntouchedByLaterCalls() {
    Job.Builder builder = full().toBuilder().extra("tpu", 1);
    Job first = builder.build();
    Job copy = first.toBuilder().build();
    builder
        .label("k", "v")
        .extra("tpu", 2)
        .nodeSelector("k", "v")
        .tolerate(Toleration.everything())
        .require(SSD)
        .prefer(1, SSD)
        .gpuModels("V100");

    assertThat(first).isEqualTo(copy);
  }

  @Test
  void new_labelsChangedLater_keepsItsOwn() {
    var labels = new HashMap<>(Map.of("team", "x"));
    var job =
        new Job(
            "j",
            "t",
            "p",
            "q",
            Priority.LOW,
            Requirements.NONE,
            labels,
            null,
            StartConditions.NONE,
            0,
            false,
            false);
    labels.put("team", "y");

    assertThat(job.labels()).isEqualTo(Map.of("team", "x"));
    assertThatThrownBy(() -> job.labels().put("a", "b"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> job.labels().remove("team"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> job.labels().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> job.labels().entrySet().iterator().next().setValue("z"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void maps_iterateAlphabetically() {
    Job.Builder builder = Job.builder("j");
    for (String key : new String[] {"q", "a", "z", "m", "b", "Z"}) {
      builder.label(key, "").nodeSelector(key, "");
    }
    Job job = builder.build();

    assertThat(job.labels().keySet()).containsExactly("Z", "a", "b", "m", "q", "z");
    assertThat(job.requirements().nodeSelector().keySet())
        .containsExactly("Z", "a", "b", "m", "q", "z");
  }

  @Test
  void build_ofAPlainJob_sharesEverythingEmpty() {
    Requirements requirements = Job.builder("j").cpuMillis(1).build().requirements();

    assertThat(Job.builder("j").build().labels()).isSameAs(Map.of());
    assertThat(requirements.resources().extras()).isSameAs(Map.of());
    assertThat(requirements.gpus()).isSameAs(GpuRequest.NONE);
    assertThat(requirements.nodeSelector()).isSameAs(Map.of());
    assertThat(requirements.nodeAffinity()).isSameAs(NodeAffinity.NONE);
    assertThat(requirements.tolerations()).isSameAs(List.of());
  }

  static Stream<Arguments> badCalls() {
    String word = "must be 1 to 253 printable ASCII characters without spaces";
    String key = "must be 1 to 317 printable ASCII characters without spaces";
    String unit =
        " must be at most 9007199254740992\nMaybe the unit is wrong: cpu counts in millicores, gpu"
            + " in thousandths, memory and storage in bytes.";
    return Stream.of(
        bad(b -> b.tenant("a b"), "tenant (a b) of job j-17 " + word),
        bad(b -> b.profile(""), "profile () of job j-17 " + word),
        bad(b -> b.cpuMillis(-1), "cpuMillis (-1) of job j-17 must be 0 or more"),
        bad(b -> b.memoryBytes(-2), "memoryBytes (-2) of job j-17 must be 0 or more"),
        bad(b -> b.storageBytes(-3), "storageBytes (-3) of job j-17 must be 0 or more"),
        bad(b -> b.cpuMillis(Limits.AMOUNT + 1), "cpuMillis (9007199254740993) of job j-17" + unit),
        bad(
            b -> b.memoryBytes(Long.MAX_VALUE),
            "memoryBytes (9223372036854775807) of job j-17" + unit),
        bad(
            b -> b.storageBytes(Limits.AMOUNT + 1),
            "storageBytes (9007199254740993) of job j-17" + unit),
        bad(b -> b.extra("fpga", -4), "extra fpga (-4) of job j-17 must be 0 or more"),
        bad(
            b -> b.extra("fpga", Limits.AMOUNT + 1),
            "extra fpga (9007199254740993) of job j-17" + unit),
        bad(b -> b.extra("a b", 1), "name of an extra (a b) of job j-17 " + key),
        bad(
            b -> b.extra("gpu", 1),
            "name of an extra (gpu) of job j-17 must not be one of cpu, memory, gpu and storage"),
        bad(
            b -> times(65, i -> b.extra("x" + i, 1)),
            "extras (65 entries) of job j-17 must have 0 to 64"),
        bad(b -> b.gpus(-1), "gpus (-1) of job j-17 must be 0 to 1024"),
        bad(b -> b.gpus(1025), "gpus (1025) of job j-17 must be 0 to 1024"),
        bad(b -> b.gpuShare(0), "gpuShare (0) of job j-17 must be 1 to 1000"),
        bad(b -> b.gpuShare(1001), "gpuShare (1001) of job j-17 must be 1 to 1000"),
        bad(
            b -> b.gpuModels("T4", ""),
            "gpuModels () of job j-17 must be 1 to 253 printable ASCII characters"),
        bad(
            b -> b.gpuModels(new String[65]),
            "gpuModels (65 entries) of job j-17 must have 0 to 64"),
        bad(
            b -> b.gpuModels("T4").build(),
            "gpuModels ([T4]) of job j-17 must come with gpus or gpuShare"),
        bad(b -> b.nodeSelector("", "v"), "key in nodeSelector () of job j-17 " + key),
        bad(
            b -> b.nodeSelector("zone", "ä"),
            "value of zone in nodeSelector (ä) of job j-17 must be 0 to 253 printable ASCII"
                + " characters"),
        bad(
            b -> times(65, i -> b.nodeSelector("k" + i, "v")),
            "nodeSelector (65 entries) of job j-17 must have 0 to 64"),
        bad(b -> b.require(), "require (0 entries) of job j-17 must have 1 to 64"),
        bad(
            b -> times(65, i -> b.require(SSD)),
            "required terms (65 entries) of job j-17 must have 0 to 64"),
        bad(b -> b.prefer(0, SSD), "weight (0) of job j-17 must be 1 to 100"),
        bad(b -> b.prefer(101, SSD), "weight (101) of job j-17 must be 1 to 100"),
        bad(b -> b.prefer(1), "prefer (0 entries) of job j-17 must have 1 to 64"),
        bad(
            b -> times(65, i -> b.prefer(1, SSD)),
            "preferred terms (65 entries) of job j-17 must have 0 to 64"),
        bad(
            b -> times(65, i -> b.tolerate(Toleration.everything())),
            "tolerations (65 entries) of job j-17 must have 0 to 64"),
        bad(b -> b.label("a b", "v"), "key in labels (a b) of job j-17 " + key),
        bad(
            b -> b.label("k".repeat(318), "v"),
            "key in labels (" + "k".repeat(64) + "…) of job j-17 " + key + ", and has 318"),
        bad(
            b -> b.label("team", "v".repeat(254)),
            "value of team in labels ("
                + "v".repeat(64)
                + "…) of job j-17 must be 0 to 253 printable ASCII characters, and has 254"),
        bad(
            b -> times(65, i -> b.label("k" + i, "v")),
            "labels (65 entries) of job j-17 must have 0 to 64"),
        bad(b -> b.maxRetries(-1), "maxRetries (-1) of job j-17 must be 0 or more"));
  }

  private static Arguments bad(Consumer<Job.Builder> call, String message) {
    return arguments(message, call);
  }

  private static void times(int count, Consumer<Integer> call) {
    for (int i = 0; i < count; i++) {
      call.accept(i);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badCalls")
  void build_badValue_namesFieldValueAndJob(String message, Consumer<Job.Builder> call) {
    var builder = Job.builder("j-17");

    assertThatThrownBy(() -> call.accept(builder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\u0007", "jöb", "\u007f"})
  void builder_badId_isRefusedAtOnce(String id) {
    assertThatThrownBy(() -> Job.builder(id))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(
            "id \\(.*\\) of job must be 1 to 253 printable ASCII characters without spaces");
  }

  @Test
  void builder_longId_hasALimit() {
    assertThat(Job.builder("j".repeat(253)).build().id()).hasSize(253);
    assertThatThrownBy(() -> Job.builder("j".repeat(254)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("without spaces, and has 254");
  }

  @Test
  void builder_idWithALineBreak_isShownOnOneLine() {
    assertThatThrownBy(() -> Job.builder("j\r\nforged"))
        .hasMessageStartingWith("id (j\\u000d\\u000aforged) of job must");
  }

  @Test
  void build_atTheLimits_isAccepted() {
    Job job =
        Job.builder("j")
            .cpuMillis(Limits.AMOUNT)
            .memoryBytes(Limits.AMOUNT)
            .storageBytes(Limits.AMOUNT)
            .gpus(64)
            .label("k".repeat(317), "v".repeat(253))
            .maxRetries(Integer.MAX_VALUE)
            .build();

    assertThat(job.requirements().resources().gpuMillis()).isEqualTo(64_000);
  }

  @Test
  @SuppressWarnings("NullAway") // What a caller without a null checker can do.
  void build_null_namesFieldAndJob() {
    var builder = Job.builder("j-17");
    assertThatThrownBy(() -> Job.builder(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("id of job must not be null");
    assertThatThrownBy(() -> builder.tenant(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("tenant of job j-17 must not be null");
    assertThatThrownBy(() -> builder.priority(null))
        .hasMessage("priority of job j-17 must not be null");
    assertThatThrownBy(() -> builder.label("k", null))
        .hasMessage("value of k in labels of job j-17 must not be null");
    assertThatThrownBy(() -> builder.tolerate(null))
        .hasMessage("toleration of job j-17 must not be null");
    assertThatThrownBy(() -> builder.near(null)).hasMessage("near of job j-17 must not be null");
    assertThatThrownBy(() -> builder.require(SSD, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("an entry of require of job j-17 must not be null");
    assertThatThrownBy(() -> builder.prefer(1, SSD, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("an entry of prefer of job j-17 must not be null");
    assertThatThrownBy(() -> builder.requirements(null))
        .hasMessage("requirements of job j-17 must not be null");
  }

  @Test
  void new_badLabel_namesTheJob() {
    var labels = new LinkedHashMap<String, String>();
    labels.put("a b", "v");

    assertThatThrownBy(
            () ->
                new Job(
                    "j-17",
                    "t",
                    "p",
                    "q",
                    Priority.LOW,
                    Requirements.NONE,
                    labels,
                    null,
                    StartConditions.NONE,
                    0,
                    false,
                    false))
        .hasMessageStartingWith("key in labels (a b) of job j-17 must be");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S", "P3654D"})
  void timeLimit_outOfRange_namesTheJob(String limit) {
    var builder = Job.builder("j-17");

    assertThatThrownBy(() -> builder.timeLimit(Duration.parse(limit)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("timeLimit (")
        .hasMessageContaining(") of job j-17 must be");
  }

  @Test
  void new_negativeRetries_namesTheJob() {
    assertThatThrownBy(
            () ->
                new Job(
                    "j-17",
                    "t",
                    "p",
                    "q",
                    Priority.LOW,
                    Requirements.NONE,
                    Map.of(),
                    null,
                    StartConditions.NONE,
                    -1,
                    false,
                    false))
        .hasMessage("maxRetries (-1) of job j-17 must be 0 or more");
  }
}
