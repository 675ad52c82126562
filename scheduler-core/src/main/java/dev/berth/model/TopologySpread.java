package dev.berth.model;

/**
 * A wish to spread jobs evenly over zones, racks, hosts or whatever else workers have a label for.
 *
 * <p>All workers with one value of the label {@code topologyKey} are a domain. The <em>skew</em> of
 * a domain is how many jobs of {@code selector} it holds, the newcomer included if that is one
 * itself, beyond the emptiest domain the newcomer could go to.
 *
 * <pre>{@code
 * var web = LabelSelector.of("app", "web");
 * TopologySpread.acrossZones(3, web)                   // even to one job, over three zones at least
 * TopologySpread.hard(Location.RACK, 2, web)           // no rack two jobs ahead of another
 * TopologySpread.soft(Location.HOST, 1, web)           // rather a host with few of them
 * }</pre>
 *
 * @param topologyKey the label whose values are the domains, as {@link Location#ZONE}
 * @param maxSkew how uneven it may get, at least 1
 * @param hard whether the job waits rather than be placed where the skew is larger; otherwise
 *     emptier domains are preferred, the less so the larger {@code maxSkew}
 * @param selector the jobs that are counted; normally they include the job itself
 * @param minDomains with fewer domains than these the emptiest counts as empty, so that the job
 *     waits for more; at least 1, and 1 unless {@code hard}
 */
public record TopologySpread(
    String topologyKey, int maxSkew, boolean hard, LabelSelector selector, int minDomains) {
  public TopologySpread {
    Check.labelKey("topologyKey", topologyKey, "topology spread");
    String owner = "topology spread over " + topologyKey;
    Check.range("maxSkew", maxSkew, 1, Integer.MAX_VALUE, owner);
    Check.present("selector", selector, owner);
    Check.range("minDomains", minDomains, 1, Integer.MAX_VALUE, owner);
    if (!hard && minDomains > 1) {
      throw Check.refused("minDomains", minDomains, owner, "be 1 unless the spread is hard");
    }
  }

  /** The job waits rather than make the skew larger. */
  public static TopologySpread hard(String topologyKey, int maxSkew, LabelSelector selector) {
    return new TopologySpread(topologyKey, maxSkew, true, selector, 1);
  }

  /** The job prefers emptier domains. */
  public static TopologySpread soft(String topologyKey, int maxSkew, LabelSelector selector) {
    return new TopologySpread(topologyKey, maxSkew, false, selector, 1);
  }

  /** Evenly, to one job, over that many regions or more. */
  public static TopologySpread acrossRegions(int regions, LabelSelector selector) {
    return across(Location.REGION, regions, selector);
  }

  /** Evenly, to one job, over that many zones or more. */
  public static TopologySpread acrossZones(int zones, LabelSelector selector) {
    return across(Location.ZONE, zones, selector);
  }

  /** Evenly, to one job, over that many racks or more. */
  public static TopologySpread acrossRacks(int racks, LabelSelector selector) {
    return across(Location.RACK, racks, selector);
  }

  /** Evenly, to one job, over that many hosts or more. */
  public static TopologySpread acrossHosts(int hosts, LabelSelector selector) {
    return across(Location.HOST, hosts, selector);
  }

  private static TopologySpread across(String topologyKey, int domains, LabelSelector selector) {
    return hard(topologyKey, 1, selector).withMinDomains(domains);
  }

  /** The same, but for the number of domains. */
  public TopologySpread withMinDomains(int domains) {
    return new TopologySpread(topologyKey, maxSkew, hard, selector, domains);
  }

  /** As in {@code app In [web] over zone within 1, at least 3}. */
  @Override
  public String toString() {
    return selector
        + (" over " + topologyKey + (hard ? " within " : " rather within ") + maxSkew)
        + (minDomains > 1 ? ", at least " + minDomains : "");
  }
}
