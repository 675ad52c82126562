package dev.berth.model;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which jobs are meant, by their own labels: those that meet every requirement.
 *
 * <p>Written for jobs of any tenant and profile; a label that says whose a job is narrows it.
 *
 * @param requirements in the given order; none means every job
 */
public record LabelSelector(List<LabelRequirement> requirements) {
  /** Every job. */
  public static final LabelSelector EVERY_JOB = new LabelSelector(List.of());

  public LabelSelector {
    requirements =
        Check.list("requirements", requirements, 0, Limits.REQUIREMENTS, "label selector");
  }

  /** Jobs that meet all of these. */
  public static LabelSelector of(LabelRequirement... requirements) {
    return new LabelSelector(Arrays.asList(requirements));
  }

  /** Jobs that have this label with this value. */
  public static LabelSelector of(String key, String value) {
    return of(LabelRequirement.in(key, value));
  }

  /** Whether a job with these labels is meant. */
  public boolean matches(Map<String, String> labels) {
    for (int r = 0; r < requirements.size(); r++) {
      if (!requirements.get(r).matches(labels)) {
        return false;
      }
    }
    return true;
  }

  /** As in {@code app In [web] and canary DoesNotExist}. */
  @Override
  public String toString() {
    return requirements.isEmpty()
        ? "every job"
        : requirements.stream()
            .map(LabelRequirement::toString)
            .collect(Collectors.joining(" and "));
  }
}
