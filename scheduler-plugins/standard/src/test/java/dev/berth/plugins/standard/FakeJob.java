package dev.berth.plugins.standard;

import dev.berth.model.Job;
import dev.berth.model.Priority;
import dev.berth.model.Requirements;
import dev.berth.spi.JobView;
import java.util.Map;

/**
 * A job view that throws on the facets no standard plugin declares, filters and scores on labels.
 */
record FakeJob(Job job, boolean labelled) implements JobView {

  static FakeJob of(Job.Builder job) {
    return new FakeJob(job.build(), false);
  }

  /** One of which the labels may be read. */
  static FakeJob labelled(Job.Builder job) {
    return new FakeJob(job.build(), true);
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
    throw new AssertionError("reads the id, does not declare it");
  }

  @Override
  public String tenant() {
    throw new AssertionError("reads the tenant, does not declare it");
  }

  @Override
  public Map<String, String> labels() {
    if (!labelled) {
      throw new AssertionError("reads the job's labels, does not declare them");
    }
    return job.labels();
  }
}
