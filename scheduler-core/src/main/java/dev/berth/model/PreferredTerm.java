package dev.berth.model;

/**
 * A wish: workers that match {@code term} are better by {@code weight}.
 *
 * @param weight 1 to 100
 */
public record PreferredTerm(int weight, NodeSelectorTerm term) {
  public PreferredTerm {
    Check.range("weight", weight, 1, 100, "preferred term");
    Check.present("term", term, "preferred term");
  }
}
