package dev.berth.benchmarks.state;

import dev.berth.model.Job;
import dev.berth.model.Priority;
import dev.berth.model.Requirements;
import dev.berth.spi.JobView;
import java.util.Map;

/** A job as plugins see it, without an engine around it. */
public record JobSpec(Job job, Requirements requirements) implements JobView {

  JobSpec(Job job) {
    this(job, job.requirements());
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
}
