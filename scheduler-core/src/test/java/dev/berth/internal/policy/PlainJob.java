package dev.berth.internal.policy;

import dev.berth.model.Job;
import dev.berth.model.Priority;
import dev.berth.model.Requirements;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A waiting job that is nothing more. */
final class PlainJob extends WaitingJob {

  final Job job;
  private final long sequence;

  PlainJob(long sequence, Job job) {
    this.sequence = sequence;
    this.job = job;
  }

  /** A job of a priority and as many millicores as its class has. */
  static PlainJob of(long sequence, int priority, int cpu) {
    return new PlainJob(
        sequence,
        Job.builder("j-" + sequence)
            .cpuMillis(cpu)
            .priority(Priority.of("p" + priority, priority))
            .build());
  }

  @Override
  public long sequence() {
    return sequence;
  }

  @Override
  public @Nullable Duration timeLimit() {
    return job.timeLimit();
  }

  @Override
  public String queueName() {
    return job.queue();
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
    return id();
  }
}
