package dev.berth.internal.plugin;

import dev.berth.spi.JobFacet;
import dev.berth.spi.Plugin;
import dev.berth.spi.WorkerFacet;
import java.util.EnumSet;
import java.util.Set;

/**
 * One plugin in one profile: its weight, what it reads, and whether it is trusted at the moment.
 *
 * <p>A plugin that faults on {@value #MAX_FAULTS} different jobs in a row is set aside for {@link
 * #PAUSE_NANOS}, then asked again. Faults on one job alone never set it aside: that job's spec may
 * be what it cannot take.
 *
 * <p><b>Thread-safety:</b> none; owned by the engine. <b>Source:</b> a circuit breaker (Nygard,
 * "Release It!", 2007).
 *
 * @param <P> filter or score
 */
public final class PluginSlot<P extends Plugin> {

  /** Different jobs in a row on which a plugin may fault before it is set aside. */
  public static final int MAX_FAULTS = 3;

  /** How long it is then left alone. */
  public static final long PAUSE_NANOS = 30_000_000_000L;

  private final P plugin;
  private final int weight;
  private final int facets;
  private final Set<JobFacet> jobFacets;

  private int faults;
  private String lastFaultedJob = "";
  private boolean setAside;
  private long setAsideUntil;

  PluginSlot(P plugin, int weight) {
    this.plugin = plugin;
    this.weight = weight;
    int bits = 0;
    for (WorkerFacet facet : plugin.reads()) {
      bits |= facet.bit();
    }
    facets = bits;
    jobFacets = EnumSet.noneOf(JobFacet.class);
    jobFacets.addAll(plugin.readsOfJob());
  }

  public P plugin() {
    return plugin;
  }

  public int weight() {
    return weight;
  }

  /** The bits of the worker facets it reads. */
  public int facets() {
    return facets;
  }

  /** The facets of a job it reads. */
  public Set<JobFacet> jobFacets() {
    return jobFacets;
  }

  /** Whether it may be asked now. */
  public boolean isTrusted(long nanos) {
    if (setAside && nanos - setAsideUntil >= 0) {
      setAside = false;
      faults = 0;
      lastFaultedJob = "";
    }
    return !setAside;
  }

  /** Counts a fault; true when the plugin is set aside by it. */
  public boolean faulted(String jobId, long nanos) {
    if (!jobId.equals(lastFaultedJob)) {
      faults++;
      lastFaultedJob = jobId;
    }
    if (faults < MAX_FAULTS) {
      return false;
    }
    setAside = true;
    setAsideUntil = nanos + PAUSE_NANOS;
    return true;
  }

  /** It answered a whole decision without a fault. */
  public void answered() {
    if (faults != 0) {
      faults = 0;
      lastFaultedJob = "";
    }
  }
}
