package dev.berth.model;

/**
 * A wish to be in the domains of {@code term}, or not to be there.
 *
 * @param weight 1 to 100
 */
public record PreferredJobAffinityTerm(int weight, JobAffinityTerm term) {
  public PreferredJobAffinityTerm {
    Check.range("weight", weight, 1, 100, "preferred job affinity term");
    Check.present("term", term, "preferred job affinity term");
  }

  /** As in {@code 50 × zone of app In [web]}. */
  @Override
  public String toString() {
    return weight + " × " + term;
  }
}
