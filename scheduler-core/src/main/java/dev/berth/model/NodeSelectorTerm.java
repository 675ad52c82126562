package dev.berth.model;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Label requirements that must all hold of one worker; at least one, in the given order. */
public record NodeSelectorTerm(List<LabelRequirement> requirements) {
  public NodeSelectorTerm {
    requirements =
        Check.list("requirements", requirements, 1, Limits.REQUIREMENTS, "node selector term");
  }

  /** Whether a worker with these labels meets every requirement. */
  public boolean matches(Map<String, String> labels) {
    for (LabelRequirement requirement : requirements) {
      if (!requirement.matches(labels)) {
        return false;
      }
    }
    return true;
  }

  /** As in {@code zone In [a, b] and ssd Exists}. */
  @Override
  public String toString() {
    return requirements.stream()
        .map(LabelRequirement::toString)
        .collect(Collectors.joining(" and "));
  }
}
