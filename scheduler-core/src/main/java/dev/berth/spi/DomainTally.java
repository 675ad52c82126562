package dev.berth.spi;

/**
 * What is counted of the jobs that are placed, for each domain of a topology key.
 *
 * <p>A value: tallies that are {@code equals} share their counts, so a record is the natural form.
 * Give it no more parts than the count depends on.
 *
 * <p><b>Thread-safety:</b> immutable.
 */
public interface DomainTally {

  /** The label whose values make the domains. */
  String topologyKey();

  /**
   * What a placed job adds to the count of its domain; 0 for most. Negative amounts are allowed.
   *
   * @param placed a job that holds a worker; what {@link DomainPlugin#readsOfJob} declares may be
   *     read
   */
  int count(JobView placed);
}
