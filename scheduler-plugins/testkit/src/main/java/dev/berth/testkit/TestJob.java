package dev.berth.testkit;

import dev.berth.model.Job;
import dev.berth.model.Priority;
import dev.berth.model.Requirements;
import dev.berth.spi.JobView;
import dev.berth.spi.Plugin;
import java.util.Map;

/**
 * A job as a plugin sees it, for tests by hand. It shows everything; {@link #seenBy} shows only
 * what a plugin declares to read.
 *
 * <p><b>Thread-safety:</b> immutable.
 *
 * @param job what it was made of
 */
public record TestJob(Job job) implements JobView {

  /** A job to ask about. */
  public static TestJob of(Job job) {
    return new TestJob(job);
  }

  /** A job to ask about. */
  public static TestJob of(Job.Builder job) {
    return new TestJob(job.build());
  }

  /**
   * What a plugin may see of it: the view throws an {@link AssertionError} that names the facet to
   * add when something is read that the plugin does not declare.
   */
  public JobView seenBy(Plugin plugin) {
    return new CheckedJob(this, Reading.byHand(plugin));
  }

  @Override
  public Requirements requirements() {
    return job.requirements();
  }

  @Override
  public Priority priority() {
    return job.priority();
  }

  @Override
  public String id() {
    return job.id();
  }

  @Override
  public String tenant() {
    return job.tenant();
  }

  @Override
  public Map<String, String> labels() {
    return job.labels();
  }

  @Override
  public String toString() {
    return "job %s of tenant %s, %s, labels %s, asks %s"
        .formatted(id(), tenant(), priority(), labels(), requirements());
  }
}
