package dev.berth.model;

import java.util.List;
import java.util.Map;

/**
 * Which workers a job must and would rather run on, by their labels.
 *
 * @param required alternatives of which one must match; empty means that any worker will do
 * @param preferred wishes, each counted on its own
 */
public record NodeAffinity(List<NodeSelectorTerm> required, List<PreferredTerm> preferred) {
  /** No demand and no wish. */
  public static final NodeAffinity NONE = new NodeAffinity(List.of(), List.of());

  public NodeAffinity {
    required = Check.list("required", required, 0, Limits.TERMS, "node affinity");
    preferred = Check.list("preferred", preferred, 0, Limits.TERMS, "node affinity");
  }

  /** Whether a worker with these labels meets the required part. */
  public boolean admits(Map<String, String> labels) {
    for (NodeSelectorTerm term : required) {
      if (term.matches(labels)) {
        return true;
      }
    }
    return required.isEmpty();
  }
}
