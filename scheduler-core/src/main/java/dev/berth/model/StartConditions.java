package dev.berth.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What must be so before a job may queue, beside room and quota; until then it is HELD.
 *
 * <p><b>Thread-safety:</b> immutable.
 *
 * @param notBefore no earlier than this, or null
 * @param dependencies jobs that must have ended before, all of them; known when this one is
 *     submitted, or submitted together with it
 * @param singleton of all jobs of this name and its tenant only one is queued or placed at a time;
 *     null for none
 * @param array the array it is an element of, or null
 */
public record StartConditions(
    @Nullable Instant notBefore,
    List<Dependency> dependencies,
    @Nullable String singleton,
    @Nullable JobArray array) {

  /** Nothing to wait for. */
  public static final StartConditions NONE = new StartConditions(null, List.of(), null, null);

  public StartConditions {
    dependencies =
        Check.list("dependencies", dependencies, 0, Limits.DEPENDENCIES, "start conditions");
    if (singleton != null) {
      Check.id("singleton", singleton, "start conditions");
    }
  }
}
