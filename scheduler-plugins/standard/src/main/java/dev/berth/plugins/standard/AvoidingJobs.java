package dev.berth.plugins.standard;

import dev.berth.model.JobAffinityTerm;
import dev.berth.spi.DomainTally;
import dev.berth.spi.JobView;

/** Counts the jobs that must not be together with those of a term. */
record AvoidingJobs(JobAffinityTerm term) implements DomainTally {

  @Override
  public String topologyKey() {
    return term.topologyKey();
  }

  @Override
  public int count(JobView placed) {
    return placed.requirements().jobAffinity().requiredAnti().contains(term) ? 1 : 0;
  }
}
