package dev.berth.plugins.standard;

import dev.berth.model.JobAffinity;
import dev.berth.model.JobAffinityTerm;
import dev.berth.model.PreferredJobAffinityTerm;
import dev.berth.spi.DomainTally;
import dev.berth.spi.JobView;
import java.util.List;

/**
 * Adds up the weights with which jobs would rather be together with those of a term, less those
 * with which jobs would rather not.
 */
record WishingJobs(JobAffinityTerm term) implements DomainTally {

  @Override
  public String topologyKey() {
    return term.topologyKey();
  }

  @Override
  public int count(JobView placed) {
    JobAffinity affinity = placed.requirements().jobAffinity();
    return weight(affinity.preferred()) - weight(affinity.preferredAnti());
  }

  private int weight(List<PreferredJobAffinityTerm> wishes) {
    int weight = 0;
    for (int w = 0; w < wishes.size(); w++) {
      if (wishes.get(w).term().equals(term)) {
        weight += wishes.get(w).weight();
      }
    }
    return weight;
  }
}
