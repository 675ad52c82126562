package dev.berth.model;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a job asks of a worker and of the company it would keep there. Jobs with equal requirements
 * are interchangeable for placing, so a million jobs may share a handful of these.
 *
 * <p>A value like the records beside it; a class only because it is a key of hot maps and keeps its
 * hash.
 *
 * <p><b>Thread-safety:</b> immutable. <b>Cost:</b> {@code hashCode} is computed once.
 */
public final class Requirements {
  /** Any worker, and nothing of it. */
  public static final Requirements NONE =
      new Requirements(
          Resources.ZERO, GpuRequest.NONE, Map.of(), NodeAffinity.NONE, List.of(), null);

  private static final String OWNER = "requirements";

  private final Resources resources;
  private final GpuRequest gpus;
  private final Map<String, String> nodeSelector;
  private final NodeAffinity nodeAffinity;
  private final List<Toleration> tolerations;
  private final @Nullable Location near;
  private final List<TopologySpread> spreads;
  private final JobAffinity jobAffinity;

  // 0 until first asked for. A racing thread computes the same value.
  private int hash;

  /**
   * Validates and copies.
   *
   * @param resources amounts; {@code gpuMillis} must equal {@code gpus.totalMillis()}
   * @param gpus devices
   * @param nodeSelector labels a worker must have with exactly these values
   * @param nodeAffinity further demands and wishes about labels
   * @param tolerations taints the job puts up with, in the given order
   * @param near where the job would like to be; {@code null} if it does not care
   * @param spreads over what it and jobs like it are to be spread, in the given order
   * @param jobAffinity near which jobs it must and would rather run, and near which not
   */
  public Requirements(
      Resources resources,
      GpuRequest gpus,
      Map<String, String> nodeSelector,
      NodeAffinity nodeAffinity,
      List<Toleration> tolerations,
      @Nullable Location near,
      List<TopologySpread> spreads,
      JobAffinity jobAffinity) {
    this.resources = Check.amounts("resources", resources, OWNER);
    this.gpus = Check.present("gpus", gpus, OWNER);
    this.nodeSelector = Check.labels("nodeSelector", nodeSelector, OWNER);
    this.nodeAffinity = Check.present("nodeAffinity", nodeAffinity, OWNER);
    this.tolerations = Check.list("tolerations", tolerations, 0, Limits.TOLERATIONS, OWNER);
    this.near = near;
    this.spreads = Check.list("spreads", spreads, 0, Limits.SPREADS, OWNER);
    this.jobAffinity = Check.present("jobAffinity", jobAffinity, OWNER);
    if (resources.gpuMillis() != gpus.totalMillis()) {
      throw Check.refused(
          "gpuMillis",
          resources.gpuMillis(),
          OWNER,
          "equal the " + gpus.totalMillis() + " thousandths of the GPU request");
    }
  }

  /** The same of a job that does not care for the company it keeps. */
  public Requirements(
      Resources resources,
      GpuRequest gpus,
      Map<String, String> nodeSelector,
      NodeAffinity nodeAffinity,
      List<Toleration> tolerations,
      @Nullable Location near) {
    this(
        resources,
        gpus,
        nodeSelector,
        nodeAffinity,
        tolerations,
        near,
        List.of(),
        JobAffinity.NONE);
  }

  public Resources resources() {
    return resources;
  }

  public GpuRequest gpus() {
    return gpus;
  }

  /** In alphabetical order. */
  public Map<String, String> nodeSelector() {
    return nodeSelector;
  }

  /** The node selector's pairs in order, for loops by index; see {@link Resources#extraList}. */
  public List<Map.Entry<String, String>> nodeSelectorList() {
    return SortedArrayMap.entriesOf(nodeSelector);
  }

  public NodeAffinity nodeAffinity() {
    return nodeAffinity;
  }

  public List<Toleration> tolerations() {
    return tolerations;
  }

  public @Nullable Location near() {
    return near;
  }

  public List<TopologySpread> spreads() {
    return spreads;
  }

  public JobAffinity jobAffinity() {
    return jobAffinity;
  }

  /**
   * What the part of a job asks of its worker that has so many of the GPUs: its proportion of all
   * amounts, rounded up.
   *
   * @param count 1 to the number of GPUs asked for; with all of them it is the whole job, on one
   *     worker
   */
  public Requirements part(int count) {
    Check.range("count", count, 1, gpus.count(), OWNER);
    GpuRequest request =
        new GpuRequest(
            count,
            gpus.milliPerGpu(),
            gpus.memoryBytes(),
            gpus.models(),
            gpus.minMemoryBytes(),
            gpus.numa(),
            gpus.links(),
            GpuSplit.NEVER);
    var extras = new TreeMap<String, Long>();
    resources.extras().forEach((name, amount) -> extras.put(name, share(amount, count)));
    var amounts =
        new Resources(
            share(resources.cpuMillis(), count),
            share(resources.memoryBytes(), count),
            request.totalMillis(),
            share(resources.storageBytes(), count),
            extras);
    return new Requirements(
        amounts, request, nodeSelector, nodeAffinity, tolerations, near, spreads, jobAffinity);
  }

  private long share(long amount, int count) {
    return (amount * count + gpus.count() - 1) / gpus.count(); // 2^53 * 2^10 does not overflow
  }

  /** Whether a job may go on running on a worker with these taints. */
  public boolean toleratesExecution(List<Taint> taints) {
    for (Taint taint : taints) {
      if (taint.effect() == TaintEffect.NO_EXECUTE
          && tolerations.stream().noneMatch(toleration -> toleration.tolerates(taint))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Requirements that
            && hashCode() == that.hashCode()
            && resources.equals(that.resources)
            && gpus.equals(that.gpus)
            && nodeSelector.equals(that.nodeSelector)
            && nodeAffinity.equals(that.nodeAffinity)
            && tolerations.equals(that.tolerations)
            && Objects.equals(near, that.near)
            && spreads.equals(that.spreads)
            && jobAffinity.equals(that.jobAffinity));
  }

  @Override
  public int hashCode() {
    int result = hash;
    if (result == 0) {
      result =
          Objects.hash(
              resources, gpus, nodeSelector, nodeAffinity, tolerations, near, spreads, jobAffinity);
      hash = result;
    }
    return result;
  }

  @Override
  public String toString() {
    var text = new StringBuilder("Requirements[").append(resources);
    if (gpus.count() > 0) {
      text.append(", gpus=").append(gpus);
    }
    if (!nodeSelector.isEmpty()) {
      text.append(", nodeSelector=").append(nodeSelector);
    }
    if (!nodeAffinity.equals(NodeAffinity.NONE)) {
      text.append(", nodeAffinity=").append(nodeAffinity);
    }
    if (!tolerations.isEmpty()) {
      text.append(", tolerations=").append(tolerations);
    }
    if (near != null) {
      text.append(", near=").append(near);
    }
    if (!spreads.isEmpty()) {
      text.append(", spreads=").append(spreads);
    }
    if (!jobAffinity.equals(JobAffinity.NONE)) {
      text.append(", ").append(jobAffinity);
    }
    return text.append(']').toString();
  }
}
