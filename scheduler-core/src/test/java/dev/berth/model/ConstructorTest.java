package dev.berth.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.berth.model.Explanation.Candidate;
import dev.berth.model.Explanation.NearMiss;
import dev.berth.model.Explanation.PluginScore;
import dev.berth.model.Explanation.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the constructors refuse when they are called without a builder before them. */
class ConstructorTest {
  private static final Job JOB = Job.builder("j").build();
  private static final Worker WORKER = Worker.builder("w").build();
  private static final Requirements ANY = Requirements.NONE;
  private static final LabelSelector EVERY = LabelSelector.EVERY_JOB;

  @SuppressWarnings("NullAway") // What a caller without a null checker can do.
  static Stream<Arguments> nulls() {
    Resources zero = Resources.ZERO;
    GpuRequest none = GpuRequest.NONE;
    NodeAffinity all = NodeAffinity.NONE;
    return Stream.of(
        missing("extras", () -> new Resources(0, 0, 0, 0, null)),
        missing("extra fpga", () -> new Resources(0, 0, 0, 0, nullValue("fpga"))),
        missing("name of an extra", () -> new Resources(0, 0, 0, 0, nullKey(1L))),
        missing("name of an extra", () -> Resources.builder().extra(null, 1)),
        missing("model of GPU device 0", () -> new GpuDevice(0, null)),
        missing("models of GPU request", () -> new GpuRequest(1, 1000, null)),
        missing(
            "an entry of models of GPU request",
            () -> new GpuRequest(1, 1000, new HashSet<>(Collections.singletonList(null)))),
        missing("key of label requirement", () -> LabelRequirement.exists(null)),
        missing(
            "operator of label requirement k", () -> new LabelRequirement("k", null, List.of())),
        missing(
            "values of label requirement k In", () -> new LabelRequirement("k", Operator.IN, null)),
        missing(
            "an entry of values of label requirement k In",
            () -> LabelRequirement.in("k", "a", null)),
        missing(
            "an entry of values of label requirement k NotIn",
            () -> LabelRequirement.notIn("k", "a", null)),
        missing("requirements of node selector term", () -> new NodeSelectorTerm(null)),
        missing("term of preferred term", () -> new PreferredTerm(1, null)),
        missing("required of node affinity", () -> new NodeAffinity(null, List.of())),
        missing("preferred of node affinity", () -> new NodeAffinity(List.of(), null)),
        missing("key of taint", () -> new Taint(null, "", TaintEffect.NO_EXECUTE)),
        missing("value of taint k", () -> new Taint("k", null, TaintEffect.NO_EXECUTE)),
        missing("effect of taint k", () -> new Taint("k", "", null)),
        missing("value of toleration of k", () -> Toleration.equal("k", null)),
        missing("name of priority", () -> Priority.of(null, 1)),
        missing(
            "resources of requirements",
            () -> new Requirements(null, none, Map.of(), all, List.of(), null)),
        missing(
            "gpus of requirements",
            () -> new Requirements(zero, null, Map.of(), all, List.of(), null)),
        missing(
            "nodeSelector of requirements",
            () -> new Requirements(zero, none, null, all, List.of(), null)),
        missing(
            "nodeAffinity of requirements",
            () -> new Requirements(zero, none, Map.of(), null, List.of(), null)),
        missing(
            "tolerations of requirements",
            () -> new Requirements(zero, none, Map.of(), all, null, null)),
        missing(
            "spreads of requirements",
            () ->
                new Requirements(
                    zero, none, Map.of(), all, List.of(), null, null, JobAffinity.NONE)),
        missing(
            "jobAffinity of requirements",
            () -> new Requirements(zero, none, Map.of(), all, List.of(), null, List.of(), null)),
        missing("spread of job j", () -> Job.builder("j").spread(null)),
        missing("affinity of job j", () -> Job.builder("j").affinity(null)),
        missing("requirements of label selector", () -> new LabelSelector(null)),
        missing("topologyKey of topology spread", () -> TopologySpread.hard(null, 1, EVERY)),
        missing("selector of topology spread over zone", () -> TopologySpread.acrossZones(1, null)),
        missing("topologyKey of job affinity term", () -> JobAffinity.same(null, EVERY)),
        missing("selector of job affinity term over zone", () -> JobAffinity.sameZone(null)),
        missing("term of preferred job affinity term", () -> new PreferredJobAffinityTerm(1, null)),
        missing(
            "required of job affinity",
            () -> new JobAffinity(null, List.of(), List.of(), List.of())),
        missing(
            "preferred of job affinity",
            () -> new JobAffinity(List.of(), null, List.of(), List.of())),
        missing(
            "requiredAnti of job affinity",
            () -> new JobAffinity(List.of(), List.of(), null, List.of())),
        missing(
            "preferredAnti of job affinity",
            () -> new JobAffinity(List.of(), List.of(), List.of(), null)),
        missing("id of job", () -> job(null, "t", "p", Priority.LOW, ANY, Map.of())),
        missing("tenant of job j", () -> job("j", null, "p", Priority.LOW, ANY, Map.of())),
        missing("profile of job j", () -> job("j", "t", null, Priority.LOW, ANY, Map.of())),
        missing("priority of job j", () -> job("j", "t", "p", null, ANY, Map.of())),
        missing("requirements of job j", () -> job("j", "t", "p", Priority.LOW, null, Map.of())),
        missing("labels of job j", () -> job("j", "t", "p", Priority.LOW, ANY, null)),
        missing(
            "value of k in labels of job j",
            () -> job("j", "t", "p", Priority.LOW, ANY, nullValue("k"))),
        missing(
            "key in labels of job j", () -> job("j", "t", "p", Priority.LOW, ANY, nullKey("v"))),
        missing("id of worker", () -> Worker.builder(null)),
        missing(
            "capacity of worker w",
            () -> new Worker("w", null, GpuTopology.NONE, Set.of(), Map.of(), List.of())),
        missing(
            "topology of worker w",
            () -> new Worker("w", zero, null, Set.of(), Map.of(), List.of())),
        missing(
            "labels of worker w",
            () -> new Worker("w", zero, GpuTopology.NONE, Set.of(), null, List.of())),
        missing(
            "taints of worker w",
            () -> new Worker("w", zero, GpuTopology.NONE, Set.of(), Map.of(), null)),
        missing("effect of taint k of worker w", () -> Worker.builder("w").taint("k", "", null)),
        missing("model of GPU 0 of worker w", () -> Worker.builder("w").gpu(null)),
        missing("jobId of placement", () -> new Placement(null, "w", List.of())),
        missing("workerId of placement of job j", () -> new Placement("j", null, List.of())),
        missing("gpus of placement of job j", () -> new Placement("j", "w", null)),
        missing("job of job status", () -> status(null, JobState.QUEUED)),
        missing("state of job j", () -> status(JOB, null)),
        missing("worker of worker status", () -> status(null, WorkerState.GONE, zero, Usage.NONE)),
        missing("state of worker w", () -> status(WORKER, null, zero, Usage.NONE)),
        missing("requested of worker w", () -> status(WORKER, WorkerState.GONE, null, Usage.NONE)),
        missing("usage of worker w", () -> status(WORKER, WorkerState.GONE, zero, null)),
        missing("code of rejection", () -> Rejection.mismatch(null, "s")),
        missing("subject of rejection c", () -> Rejection.mismatch("c", null)),
        missing(
            "jobId of explanation", () -> explanation(null, JobState.HELD, List.of(), List.of())),
        missing(
            "state of explanation of job j", () -> explanation("j", null, List.of(), List.of())),
        missing(
            "reasons of explanation of job j",
            () -> explanation("j", JobState.HELD, null, List.of())),
        missing(
            "candidates of explanation of job j",
            () -> explanation("j", JobState.HELD, List.of(), null)),
        missing("filter of reason", () -> new Reason(null, "c", "s", 1, 0, 0)),
        missing("code of reason", () -> new Reason("f", null, "s", 1, 0, 0)),
        missing("subject of reason c", () -> new Reason("f", "c", null, 1, 0, 0)),
        missing("workerId of nearest miss", () -> new NearMiss(null, List.of())),
        missing("rejections of nearest miss", () -> new NearMiss("w", null)),
        missing("workerId of candidate", () -> new Candidate(null, 0, false, List.of())),
        missing("scores of candidate w", () -> new Candidate("w", 0, false, null)),
        missing("plugin of score", () -> new PluginScore(null, 1, 1)));
  }

  private static Arguments missing(String name, ThrowingCallable call) {
    return arguments(name, call);
  }

  @SuppressWarnings("NullAway")
  private static <V> Map<String, V> nullValue(String key) {
    var map = new HashMap<String, V>();
    map.put(key, null);
    return map;
  }

  @SuppressWarnings("NullAway")
  private static <V> Map<String, V> nullKey(V value) {
    var map = new HashMap<String, V>();
    map.put(null, value);
    return map;
  }

  private static Job job(
      String id,
      String tenant,
      String profile,
      Priority priority,
      Requirements requirements,
      Map<String, String> labels) {
    return new Job(
        id,
        tenant,
        profile,
        "default",
        priority,
        requirements,
        labels,
        null,
        StartConditions.NONE,
        0,
        false,
        false);
  }

  private static JobStatus status(Job job, JobState state) {
    return new JobStatus(job, state, null, 0, Instant.EPOCH, null, null, null);
  }

  private static WorkerStatus status(
      Worker worker, WorkerState state, Resources requested, Usage usage) {
    return new WorkerStatus(worker, state, requested, usage, 0, Instant.EPOCH);
  }

  private static Explanation explanation(
      String jobId, JobState state, List<Reason> reasons, List<Candidate> candidates) {
    return new Explanation(jobId, state, 0, 0, reasons, null, candidates, null);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("nulls")
  void new_null_namesFieldAndOwner(String name, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(NullPointerException.class)
        .hasMessage(name + " must not be null");
  }

  static Stream<Arguments> badValues() {
    String word = " must be 1 to 253 printable ASCII characters without spaces";
    return Stream.of(
        bad("id () of job" + word, () -> job("", "t", "p", Priority.LOW, ANY, Map.of())),
        bad("tenant () of job j" + word, () -> job("j", "", "p", Priority.LOW, ANY, Map.of())),
        bad("profile () of job j" + word, () -> job("j", "t", "", Priority.LOW, ANY, Map.of())),
        bad(
            "jobId () of explanation" + word,
            () -> explanation("", JobState.HELD, List.of(), List.of())),
        bad("code () of reason" + word, () -> new Reason("f", "", "s", 1, 0, 0)),
        bad(
            "workerId () of nearest miss" + word,
            () -> new NearMiss("", List.of(Rejection.mismatch("c", "s")))),
        bad(
            "id () of worker" + word,
            () -> new Worker("", Resources.ZERO, GpuTopology.NONE, Set.of(), Map.of(), List.of())),
        bad(
            "region (ü) of location must be 0 to 253 printable ASCII characters",
            () -> Location.inRegion("ü")),
        bad(
            "zone (ü) of location must be 0 to 253 printable ASCII characters",
            () -> Location.inZone("ü")),
        bad(
            "host (ü) of location must be 0 to 253 printable ASCII characters",
            () -> Location.onHost("ü")),
        bad(
            "labels (65 entries) of job j must have 0 to 64",
            () -> job("j", "t", "p", Priority.LOW, ANY, labels(65))),
        bad(
            "taints (65 entries) of worker w must have 0 to 64",
            () ->
                new Worker("w", Resources.ZERO, GpuTopology.NONE, Set.of(), Map.of(), taints(65))),
        bad(
            "gpus (65 entries) of GPU topology must have 0 to 64",
            () ->
                new GpuTopology(
                    List.of(), Collections.nCopies(65, new GpuDevice(0, "T4")), List.of())),
        bad(
            "gpus (65 entries) of placement of job j must have 0 to 64",
            () -> new Placement("j", "w", Collections.nCopies(65, 0))),
        bad(
            "requirements (65 entries) of node selector term must have 1 to 64",
            () -> new NodeSelectorTerm(Collections.nCopies(65, LabelRequirement.exists("k")))),
        bad(
            "models (65 entries) of GPU request must have 0 to 64",
            () -> GpuRequest.whole(1).withModels(labels(65).keySet())));
  }

  private static Arguments bad(String message, ThrowingCallable call) {
    return arguments(message, call);
  }

  private static Map<String, String> labels(int count) {
    var labels = new HashMap<String, String>();
    IntStream.range(0, count).forEach(i -> labels.put("k" + i, "v"));
    return labels;
  }

  private static List<Taint> taints(int count) {
    var taints = new ArrayList<Taint>();
    IntStream.range(0, count)
        .forEach(i -> taints.add(new Taint("k" + i, "", TaintEffect.NO_SCHEDULE)));
    return taints;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badValues")
  void new_badValue_namesFieldValueAndOwner(String message, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  static Stream<Arguments> tooMuch() {
    long much = Limits.AMOUNT + 1;
    return Stream.of(
        arguments("cpuMillis", new Resources(much, 0, 0, 0, Map.of())),
        arguments("memoryBytes", new Resources(0, much, 0, 0, Map.of())),
        arguments("gpuMillis", new Resources(0, 0, much, 0, Map.of())),
        arguments("storageBytes", new Resources(0, 0, 0, much, Map.of())),
        arguments("extra fpga", new Resources(0, 0, 0, 0, Map.of("fpga", much))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tooMuch")
  void new_capacityOverTheLimit_isRefused(String field, Resources capacity) {
    assertThatThrownBy(
            () -> new Worker("w", capacity, GpuTopology.NONE, Set.of(), Map.of(), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            field + " (9007199254740993) of worker w must be at most 9007199254740992\nMaybe");
  }

  @Test
  void new_manyExtras_haveALimitOnAWorker() {
    assertThatCode(() -> withExtras(64)).doesNotThrowAnyException();
    assertThatThrownBy(() -> withExtras(65))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("extras (65 entries) of worker w must have 0 to 64");
  }

  private static Worker withExtras(int count) {
    var extras = new HashMap<String, Long>();
    labels(count).keySet().forEach(name -> extras.put(name, 1L));
    var capacity = new Resources(0, 0, 0, 0, extras);
    return new Worker("w", capacity, GpuTopology.NONE, Set.of(), Map.of(), List.of());
  }

  @Test
  void new_atTheCountLimits_isAccepted() {
    Set<String> models = labels(64).keySet();
    List<Integer> devices = IntStream.range(0, 64).boxed().toList();

    assertThat(GpuRequest.whole(1).withModels(models).models()).hasSize(64);
    assertThat(new Placement("j", "w", devices).gpus()).isEqualTo(devices);
    assertThat(job("j", "t", "p", Priority.LOW, ANY, labels(64)).labels()).hasSize(64);
    assertThat(
            new Worker("w", Resources.ZERO, GpuTopology.NONE, Set.of(), labels(64), taints(64))
                .taints())
        .hasSize(64);
    assertThat(Worker.builder("w").gpus(64, "T4").build().gpus()).hasSize(64);
    assertThat(LabelRequirement.in("k", Collections.nCopies(64, "v").toArray(String[]::new)))
        .isNotNull();
    var term = new NodeSelectorTerm(Collections.nCopies(64, LabelRequirement.exists("k")));
    var wish = new PreferredTerm(100, term);
    assertThat(
            new NodeAffinity(Collections.nCopies(64, term), Collections.nCopies(64, wish))
                .required())
        .hasSize(64);
    assertThat(
            new Requirements(
                    Resources.ZERO,
                    GpuRequest.NONE,
                    labels(64),
                    NodeAffinity.NONE,
                    Collections.nCopies(64, Toleration.everything()),
                    null)
                .tolerations())
        .hasSize(64);
  }

  @Test
  void new_valueOfTheLongestShownLength_isShownWhole() {
    assertThatThrownBy(() -> Job.builder(" ".repeat(64)))
        .hasMessageStartingWith("id (" + " ".repeat(64) + ") of job");
    assertThatThrownBy(() -> Job.builder(" ".repeat(65)))
        .hasMessageStartingWith("id (" + " ".repeat(64) + "…) of job");
    assertThatThrownBy(() -> Job.builder(" ".repeat(253)))
        .hasMessageEndingWith("characters without spaces");
  }

  @Test
  void new_firstAndLastPrintableCharacters_areAccepted() {
    assertThat(Job.builder("!~").label("!~", " ~").build().labels()).containsEntry("!~", " ~");
  }
}
