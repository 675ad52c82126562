package dev.berth.model;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a host submits: who it is for, how urgent it is and what it asks of a worker.
 *
 * <pre>{@code
 * Job.builder("build-42").tenant("ci").priority(Priority.HIGH)
 *     .cpuMillis(2_000).memoryBytes(4L << 30).build()
 * }</pre>
 *
 * <p><b>Thread-safety:</b> immutable. <b>Memory:</b> about 50 bytes beside the id and the
 * requirements, which jobs may share.
 *
 * @param id unique among the jobs a scheduler knows
 * @param tenant who pays
 * @param profile the scheduler configuration that places it
 * @param queue the named queue it is submitted to: whose limits and defaults it has
 * @param labels the host's own marks, in alphabetical order
 * @param timeLimit how long it will run at most, above zero, by its owner's estimate; null when
 *     nobody knows. Backfill plans with it; nobody is stopped for running longer
 * @param conditions what must be so before it may queue
 * @param maxRetries how often it is queued again after it failed
 * @param suspended whether it is held back when submitted, until it is resumed
 * @param movable whether it may go on elsewhere while it runs, because it keeps a checkpoint or has
 *     nothing to lose; nobody moves it unasked
 */
public record Job(
    String id,
    String tenant,
    String profile,
    String queue,
    Priority priority,
    Requirements requirements,
    Map<String, String> labels,
    @Nullable Duration timeLimit,
    StartConditions conditions,
    int maxRetries,
    boolean suspended,
    boolean movable) {
  /** The tenant of a job that names none. */
  public static final String DEFAULT_TENANT = "default";

  /** The profile of a job that names none. */
  public static final String DEFAULT_PROFILE = "default";

  /** The queue of a job that names none. */
  public static final String DEFAULT_QUEUE = "default";

  public Job {
    Check.id("id", id, "job");
    String owner = "job " + id;
    Check.id("tenant", tenant, owner);
    Check.id("profile", profile, owner);
    Check.id("queue", queue, owner);
    Check.present("priority", priority, owner);
    Check.present("requirements", requirements, owner);
    labels = Check.labels("labels", labels, owner);
    Check.timeLimit("timeLimit", timeLimit, owner);
    Check.present("conditions", conditions, owner);
    Check.notNegative("maxRetries", maxRetries, owner);
  }

  /** The same job asking for the same, by another object that is equal. */
  public Job sharing(Requirements equal) {
    return new Job(
        id,
        tenant,
        profile,
        queue,
        priority,
        equal,
        labels,
        timeLimit,
        conditions,
        maxRetries,
        suspended,
        movable);
  }

  /** A builder for a job of that id which asks for nothing yet. */
  public static Builder builder(String id) {
    return new Builder(id);
  }

  /** A builder that starts with everything this job has. */
  public Builder toBuilder() {
    return toBuilder(id);
  }

  /** A builder of another job that starts with everything this one has but its id. */
  public Builder toBuilder(String otherId) {
    var builder = new Builder(otherId);
    builder.tenant = tenant;
    builder.profile = profile;
    builder.queue = queue;
    builder.timeLimit = timeLimit;
    builder.notBefore = conditions.notBefore();
    builder.dependencies.addAll(conditions.dependencies());
    builder.singleton = conditions.singleton();
    builder.array = conditions.array();
    builder.priority = priority;
    builder.labels.putAll(labels);
    builder.maxRetries = maxRetries;
    builder.suspended = suspended;
    builder.movable = movable;
    return builder.requirements(requirements);
  }

  /**
   * Collects what a job is. A bad value is refused by the call that brings it, with the job named.
   *
   * <ul>
   *   <li>{@code tenant}, {@code profile}, {@code queue}: {@value Job#DEFAULT_TENANT}, {@value
   *       Job#DEFAULT_PROFILE}, {@value Job#DEFAULT_QUEUE}
   *   <li>{@code priority}: {@link Priority#MEDIUM}
   *   <li>amounts and {@code gpus}: 0; {@code gpuModels} and {@code gpuMinMemory}: any
   *   <li>{@code gpuMemory}: 0; {@code gpuNuma} and {@code gpuLinks}: {@link Locality#NONE}; {@code
   *       gpuSplit}: {@link GpuSplit#NEVER}
   *   <li>{@code nodeSelector}, {@code require}, {@code prefer}, {@code tolerate}, {@code near},
   *       {@code spread}, {@code affinity}, {@code label}: none
   *   <li>{@code timeLimit}, {@code notBefore}, {@code after}, {@code singleton}, {@code array}:
   *       none
   *   <li>{@code maxRetries}: 0; {@code suspended}, {@code movable}: false
   * </ul>
   *
   * <p><b>Thread-safety:</b> none.
   */
  public static final class Builder {
    private final String id;
    private final String owner;
    private String tenant = DEFAULT_TENANT;
    private String profile = DEFAULT_PROFILE;
    private String queue = DEFAULT_QUEUE;
    private @Nullable Duration timeLimit;
    private @Nullable Instant notBefore;
    private final List<Dependency> dependencies = new ArrayList<>();
    private @Nullable String singleton;
    private @Nullable JobArray array;
    private Priority priority = Priority.MEDIUM;
    private long cpuMillis;
    private long memoryBytes;
    private long storageBytes;
    private final Map<String, Long> extras = new TreeMap<>();
    private int gpuCount;
    private int gpuMillis;
    private long gpuMemory;
    private Set<String> gpuModels = Set.of();
    private long gpuMinMemory;
    private Locality gpuNuma = Locality.NONE;
    private Locality gpuLinks = Locality.NONE;
    private GpuSplit gpuSplit = GpuSplit.NEVER;
    private final Map<String, String> nodeSelector = new TreeMap<>();
    private final List<NodeSelectorTerm> required = new ArrayList<>();
    private final List<PreferredTerm> preferred = new ArrayList<>();
    private final List<Toleration> tolerations = new ArrayList<>();
    private @Nullable Location near;
    private final List<TopologySpread> spreads = new ArrayList<>();
    private JobAffinity jobAffinity = JobAffinity.NONE;
    private final Map<String, String> labels = new TreeMap<>();
    private int maxRetries;
    private boolean suspended;
    private boolean movable;

    // The requirements the fields above say, kept so that jobs can share one; null once changed.
    private @Nullable Requirements unchanged;

    private Builder(String id) {
      this.id = Check.id("id", id, "job");
      this.owner = "job " + id;
    }

    public Builder tenant(String tenant) {
      this.tenant = Check.id("tenant", tenant, owner);
      return this;
    }

    public Builder profile(String profile) {
      this.profile = Check.id("profile", profile, owner);
      return this;
    }

    public Builder queue(String queue) {
      this.queue = Check.id("queue", queue, owner);
      return this;
    }

    /** How long it will run at most, above zero; null when nobody knows. */
    public Builder timeLimit(@Nullable Duration limit) {
      Check.timeLimit("timeLimit", limit, owner);
      this.timeLimit = limit;
      return this;
    }

    /** It may start at this moment at the earliest. */
    public Builder notBefore(Instant instant) {
      this.notBefore = Check.present("notBefore", instant, owner);
      return this;
    }

    /** It may start only after another job has ended so; calls add up. */
    public Builder after(Dependency.When when, String jobId) {
      Check.size("dependencies", dependencies.size() + 1, 0, Limits.DEPENDENCIES, owner);
      dependencies.add(new Dependency(jobId, when));
      return this;
    }

    /** Of its tenant's jobs of this name only one is queued or placed at a time. */
    public Builder singleton(String name) {
      this.singleton = Check.id("singleton", name, owner);
      return this;
    }

    /**
     * It is an element of an array of which {@code atMost} may be queued or placed at a time; see
     * {@link JobArray#elements}.
     */
    public Builder array(String arrayId, int atMost) {
      this.array = new JobArray(arrayId, atMost);
      return this;
    }

    public Builder priority(Priority priority) {
      this.priority = Check.present("priority", priority, owner);
      return this;
    }

    /** Replaces everything asked for so far; jobs built so share the one object. */
    public Builder requirements(Requirements requirements) {
      Check.present("requirements", requirements, owner);
      Resources resources = requirements.resources();
      cpuMillis = resources.cpuMillis();
      memoryBytes = resources.memoryBytes();
      storageBytes = resources.storageBytes();
      replace(extras, resources.extras());
      GpuRequest gpus = requirements.gpus();
      gpuCount = gpus.count();
      gpuMillis = gpus.milliPerGpu();
      gpuMemory = gpus.memoryBytes();
      gpuModels = gpus.models();
      gpuMinMemory = gpus.minMemoryBytes();
      gpuNuma = gpus.numa();
      gpuLinks = gpus.links();
      gpuSplit = gpus.split();
      replace(nodeSelector, requirements.nodeSelector());
      replace(required, requirements.nodeAffinity().required());
      replace(preferred, requirements.nodeAffinity().preferred());
      replace(tolerations, requirements.tolerations());
      near = requirements.near();
      replace(spreads, requirements.spreads());
      jobAffinity = requirements.jobAffinity();
      unchanged = requirements;
      return this;
    }

    public Builder cpuMillis(long cpuMillis) {
      this.cpuMillis = Check.amount("cpuMillis", cpuMillis, owner);
      return changed();
    }

    public Builder memoryBytes(long memoryBytes) {
      this.memoryBytes = Check.amount("memoryBytes", memoryBytes, owner);
      return changed();
    }

    public Builder storageBytes(long storageBytes) {
      this.storageBytes = Check.amount("storageBytes", storageBytes, owner);
      return changed();
    }

    /** Sets the amount of a named resource; a later call for the same name replaces it. */
    public Builder extra(String name, long amount) {
      Resources.checkExtraName(name, owner);
      extras.put(name, Check.amount("extra " + name, amount, owner));
      Check.size("extras", extras.size(), 0, Limits.EXTRAS, owner);
      return changed();
    }

    /** Asks for that many whole devices, instead of what {@link #gpuShare} said. */
    public Builder gpus(int count) {
      gpuCount = Check.range("gpus", count, 0, Limits.GPUS_OF_JOB, owner);
      gpuMillis = count == 0 ? 0 : GpuDevice.MILLIS;
      return changed();
    }

    /**
     * Asks for a share of one device, 1 to 1000 thousandths, instead of what {@link #gpus} said.
     */
    public Builder gpuShare(int milli) {
      gpuMillis = Check.range("gpuShare", milli, 1, GpuDevice.MILLIS, owner);
      gpuCount = 1;
      return changed();
    }

    /** Asks for memory of one device, alone or with {@link #gpuShare}. */
    public Builder gpuMemory(long bytes) {
      gpuMemory = Check.amount("gpuMemory", bytes, owner);
      if (bytes > 0) {
        gpuCount = Math.max(1, gpuCount);
      }
      return changed();
    }

    /** What each device must have of memory in all. */
    public Builder gpuMinMemory(long bytes) {
      gpuMinMemory = Check.amount("gpuMinMemory", bytes, owner);
      return changed();
    }

    /** How much it matters that devices, cpu and memory are of one NUMA node. */
    public Builder gpuNuma(Locality numa) {
      gpuNuma = Check.present("gpuNuma", numa, owner);
      return changed();
    }

    /** How much it matters that the devices reach each other by fast links. */
    public Builder gpuLinks(Locality links) {
      gpuLinks = Check.present("gpuLinks", links, owner);
      return changed();
    }

    /** Whether the devices may be of several workers. */
    public Builder gpuSplit(GpuSplit split) {
      gpuSplit = Check.present("gpuSplit", split, owner);
      return changed();
    }

    /** The models that will do; none given means any. Replaces those given before. */
    public Builder gpuModels(String... models) {
      Check.size("gpuModels", models.length, 0, Limits.GPUS, owner);
      var checked = new TreeSet<String>();
      for (String model : models) {
        checked.add(Check.gpuModel("gpuModels", model, owner));
      }
      gpuModels = checked;
      return changed();
    }

    /** The worker must have this label with this value. */
    public Builder nodeSelector(String key, String value) {
      Check.label("nodeSelector", key, value, owner);
      nodeSelector.put(key, value);
      Check.size("nodeSelector", nodeSelector.size(), 0, Limits.LABELS, owner);
      return changed();
    }

    /**
     * The worker must meet all of these, <b>or</b> all of those of another call: each call adds an
     * alternative.
     */
    public Builder require(LabelRequirement... requirements) {
      var all = Check.list("require", Arrays.asList(requirements), 1, Limits.REQUIREMENTS, owner);
      Check.size("required terms", required.size() + 1, 0, Limits.TERMS, owner);
      required.add(new NodeSelectorTerm(all));
      return changed();
    }

    /** A worker that meets all of these is better by {@code weight}, 1 to 100. */
    public Builder prefer(int weight, LabelRequirement... requirements) {
      Check.range("weight", weight, 1, 100, owner);
      var all = Check.list("prefer", Arrays.asList(requirements), 1, Limits.REQUIREMENTS, owner);
      Check.size("preferred terms", preferred.size() + 1, 0, Limits.TERMS, owner);
      preferred.add(new PreferredTerm(weight, new NodeSelectorTerm(all)));
      return changed();
    }

    public Builder tolerate(Toleration toleration) {
      Check.size("tolerations", tolerations.size() + 1, 0, Limits.TOLERATIONS, owner);
      tolerations.add(Check.present("toleration", toleration, owner));
      return changed();
    }

    public Builder near(Location near) {
      this.near = Check.present("near", near, owner);
      return changed();
    }

    /** Adds a wish to be spread, together with jobs like it. */
    public Builder spread(TopologySpread spread) {
      Check.size("spreads", spreads.size() + 1, 0, Limits.SPREADS, owner);
      spreads.add(Check.present("spread", spread, owner));
      return changed();
    }

    /** Adds demands and wishes about other jobs to those there are. */
    public Builder affinity(JobAffinity affinity) {
      Check.present("affinity", affinity, owner);
      jobAffinity = jobAffinity.equals(JobAffinity.NONE) ? affinity : jobAffinity.and(affinity);
      return changed();
    }

    /**
     * Sets a label of the job itself; a later call for the same key replaces it. Jobs with equal
     * labels and wishes are decided together and fast; what is unique belongs into the id.
     */
    public Builder label(String key, String value) {
      Check.label("labels", key, value, owner);
      labels.put(key, value);
      Check.size("labels", labels.size(), 0, Limits.LABELS, owner);
      return this;
    }

    public Builder maxRetries(int maxRetries) {
      Check.notNegative("maxRetries", maxRetries, owner);
      this.maxRetries = maxRetries;
      return this;
    }

    /** Whether it may go on elsewhere while it runs. */
    public Builder movable(boolean movable) {
      this.movable = movable;
      return this;
    }

    /** The job is held back when submitted, until it is resumed. */
    public Builder suspended() {
      this.suspended = true;
      return this;
    }

    public Builder suspended(boolean suspended) {
      this.suspended = suspended;
      return this;
    }

    public Job build() {
      Requirements requirements = unchanged == null ? collect() : unchanged;
      return new Job(
          id,
          tenant,
          profile,
          queue,
          priority,
          requirements,
          labels,
          timeLimit,
          conditions(),
          maxRetries,
          suspended,
          movable);
    }

    private StartConditions conditions() {
      return notBefore == null && dependencies.isEmpty() && singleton == null && array == null
          ? StartConditions.NONE
          : new StartConditions(notBefore, dependencies, singleton, array);
    }

    private Requirements collect() {
      if (gpuCount == 0 && !gpuModels.isEmpty()) {
        throw Check.refused("gpuModels", gpuModels, owner, "come with gpus or gpuShare");
      }
      GpuRequest request = gpuRequest();
      var resources =
          new Resources(cpuMillis, memoryBytes, request.totalMillis(), storageBytes, extras);
      var affinity =
          required.isEmpty() && preferred.isEmpty()
              ? NodeAffinity.NONE
              : new NodeAffinity(required, preferred);
      return new Requirements(
          resources, request, nodeSelector, affinity, tolerations, near, spreads, jobAffinity);
    }

    private GpuRequest gpuRequest() {
      try {
        var request =
            new GpuRequest(
                gpuCount,
                gpuMillis,
                gpuMemory,
                gpuModels,
                gpuMinMemory,
                gpuNuma,
                gpuLinks,
                gpuSplit);
        return request.equals(GpuRequest.NONE) ? GpuRequest.NONE : request;
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(owner + ": " + e.getMessage(), e);
      }
    }

    private Builder changed() {
      unchanged = null;
      return this;
    }

    private static <V> void replace(Map<String, V> target, Map<String, V> source) {
      target.clear();
      target.putAll(source);
    }

    private static <V> void replace(List<V> target, List<V> source) {
      target.clear();
      target.addAll(source);
    }
  }
}
