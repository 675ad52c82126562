package dev.berth.plugins.standard;

import dev.berth.model.LabelSelector;
import dev.berth.spi.DomainTally;
import dev.berth.spi.JobView;

/** Counts the jobs that a selector means. */
record MatchingJobs(String topologyKey, LabelSelector selector) implements DomainTally {

  @Override
  public int count(JobView placed) {
    return selector.matches(placed.labels()) ? 1 : 0;
  }
}
