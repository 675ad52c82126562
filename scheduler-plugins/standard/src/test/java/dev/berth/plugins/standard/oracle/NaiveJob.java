package dev.berth.plugins.standard.oracle;

import dev.berth.model.Job;
import dev.berth.model.JobState;
import dev.berth.model.Placement;
import dev.berth.model.Priority;
import dev.berth.model.Requirements;
import dev.berth.spi.JobView;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A job as the naive cluster keeps it. */
final class NaiveJob implements JobView {
  final Job job;
  final long sequence;
  JobState state;
  @Nullable NaiveWorker worker;
  @Nullable Placement placement;
  int attempts;
  int failures;

  NaiveJob(Job job, long sequence) {
    this.job = job;
    this.sequence = sequence;
    state = job.suspended() ? JobState.HELD : JobState.QUEUED;
  }

  List<Integer> gpus() {
    return placement == null ? List.of() : placement.gpus();
  }

  int numaNode() {
    return placement == null ? Placement.ANY_NODE : placement.numaNode();
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
    return "%s #%d %s %s %s%s asks %s"
        .formatted(
            job.id(),
            sequence,
            job.profile(),
            job.priority(),
            state,
            worker == null ? "" : " on " + worker.id() + gpus(),
            job.requirements());
  }
}
