package dev.berth.spi;

import java.util.Set;

/**
 * What every plugin tells about itself: its name and what it looks at.
 *
 * <p>Plugins are found with {@link java.util.ServiceLoader} under {@link FilterPlugin} and {@link
 * ScorePlugin}, or handed to the builder. The order in which they are found never matters: they are
 * sorted by name, and two of one kind with one name are refused.
 *
 * <p><b>Thread-safety:</b> one instance serves one scheduler and is called on its engine thread; a
 * profile with a parallelism above 1 calls it from several threads at once. A plugin is therefore
 * best stateless: what it answers must follow from its two arguments alone, or equal input would
 * not give equal decisions.
 */
public interface Plugin {

  /** The name used in profiles and explanations: camelCase, unique among plugins of its kind. */
  String name();

  /**
   * The facets of a worker this plugin's answer depends on, and nothing less. A change of a facet
   * that is not named here does not make the scheduler ask again.
   */
  Set<WorkerFacet> reads();

  /**
   * The facets of a job it depends on beyond {@link JobView#requirements()} and {@link
   * JobView#priority()}, which are always allowed. Each one named keeps jobs apart that could
   * otherwise share an answer, {@link JobFacet#ID} all of them.
   */
  default Set<JobFacet> readsOfJob() {
    return Set.of();
  }

  /**
   * How far it looks. {@link Scope#ANYTHING} costs its profile the memory of earlier answers;
   * {@code explain} says which plugin it was.
   */
  default Scope scope() {
    return Scope.WORKER;
  }
}
