package dev.berth.simulator.replay;

import dev.berth.SchedulerConfig;
import dev.berth.model.Job;
import dev.berth.queue.Backfill;
import dev.berth.queue.QueueStrategy;
import dev.berth.simulator.trace.SwfJob;
import java.time.Duration;
import java.util.Locale;

/**
 * A policy a batch log can be replayed with: how the engine is configured, and what each job says
 * of its run time. docs/POLICIES.md has a page on each.
 */
public enum BatchPolicy {
  /** Nobody passes the first. */
  FCFS("first come, first served"),
  /** Others may pass the first unless they delay it, by their users' estimates. */
  EASY("EASY backfill"),
  /** The same when every user knows the run time: what better estimates would give. */
  EASYPERFECT("EASY backfill, run times known"),
  /** Others may pass unless they delay anybody. */
  CONSERVATIVE("conservative backfill"),
  /** The user who had least goes first, others may pass the first unless they delay it. */
  FAIRSHARE("fair share by decayed usage, EASY backfill"),
  /** Slurm's weighted sum of factors, others may pass the first unless they delay it. */
  MULTIFACTOR("multifactor priority, EASY backfill"),
  /** Short jobs first, nobody forgotten: our best default for batches. */
  BERTH("shortest first with appointments, EASY backfill");

  private final String title;

  BatchPolicy(String title) {
    this.title = title;
  }

  /** What it is, for people. */
  public String title() {
    return title;
  }

  /** How it is named on the command line and in summaries. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The profile the engine runs. */
  SchedulerConfig config() {
    SchedulerConfig.Builder config = SchedulerConfig.builder(Job.DEFAULT_PROFILE);
    return (switch (this) {
          case FCFS -> config.queueStrategy(QueueStrategy.FIFO).backfill(Backfill.strict());
          case EASY, EASYPERFECT ->
              config.queueStrategy(QueueStrategy.FIFO).backfill(Backfill.easy());
          case CONSERVATIVE ->
              config.queueStrategy(QueueStrategy.FIFO).backfill(Backfill.conservative());
          case FAIRSHARE ->
              config.queueStrategy(QueueStrategy.fairShare()).backfill(Backfill.easy());
          case MULTIFACTOR ->
              config.queueStrategy(QueueStrategy.multifactor()).backfill(Backfill.easy());
          case BERTH ->
              config.queueStrategy(QueueStrategy.SHORTEST_FIRST).backfill(Backfill.easy());
        })
        .build();
  }

  /** What a job says of its run time. */
  Duration timeLimit(SwfJob job) {
    return Duration.ofSeconds(this == EASYPERFECT ? job.run() : job.estimate());
  }
}
