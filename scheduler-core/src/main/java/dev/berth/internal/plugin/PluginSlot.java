package dev.berth.internal.plugin;

import dev.berth.spi.JobFacet;
import dev.berth.spi.Plugin;
import dev.berth.spi.WorkerFacet;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * One plugin in one profile: its weight, what it reads, and whether it is trusted at the moment.
 *
 * <p>A plugin that faults on {@value #MAX_FAULTS} jobs in a row is set aside for {@link
 * #PAUSE_NANOS}, then asked again. A job that it faulted on before does not count again: that job's
 * spec may be what it cannot take, and the oldest jobs are the first to come back after a pause. Of
 * such jobs the last {@value #KNOWN_FAULTS} are known.
 *
 * <p><b>Thread-safety:</b> none; owned by the engine. <b>Source:</b> a circuit breaker (Nygard,
 * "Release It!", 2007).
 *
 * @param <P> filter or score
 */
public final class PluginSlot<P extends Plugin> {

  /** Jobs in a row on which a plugin may fault before it is set aside. */
  public static final int MAX_FAULTS = 3;

  private static final int KNOWN_FAULTS = 16;

  /** How long it is then left alone. */
  public static final long PAUSE_NANOS = 30_000_000_000L;

  private final P plugin;
  private final int weight;
  private final int facets;
  private final Set<JobFacet> jobFacets;

  private int faults;
  private boolean asked;
  private final Set<String> knownFaults = new LinkedHashSet<>();
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
    }
    return !setAside;
  }

  /** Counts a fault; true when the plugin is set aside by it. */
  public boolean faulted(String jobId, long nanos) {
    if (!knownFaults.add(jobId)) {
      return false;
    }
    if (knownFaults.size() > KNOWN_FAULTS) {
      Iterator<String> oldest = knownFaults.iterator();
      oldest.next();
      oldest.remove();
    }
    if (++faults < MAX_FAULTS) {
      return false;
    }
    setAside = true;
    setAsideUntil = nanos + PAUSE_NANOS;
    return true;
  }

  /** It is asked in the decision under way. */
  public void ask() {
    asked = true;
  }

  /**
   * The decision is over.
   *
   * @param answered whether the plugin, if it was asked, answered without a fault: then earlier
   *     ones are forgiven
   */
  public void settle(boolean answered) {
    if (asked && answered) {
      faults = 0;
    }
    asked = false;
  }
}
