package dev.berth.model;

/**
 * The domains that hold certain jobs: all workers with the same value of a label, where at least
 * one of them runs such a job.
 *
 * @param topologyKey the label whose values are the domains, as {@link Location#ZONE}
 * @param selector the jobs meant
 */
public record JobAffinityTerm(String topologyKey, LabelSelector selector) {
  public JobAffinityTerm {
    Check.labelKey("topologyKey", topologyKey, "job affinity term");
    Check.present("selector", selector, "job affinity term over " + topologyKey);
  }

  /** As in {@code zone of app In [web]}. */
  @Override
  public String toString() {
    return topologyKey + " of " + selector;
  }
}
