package dev.berth.simulator.replay;

import dev.berth.Scheduler;
import dev.berth.SteppedScheduler;
import dev.berth.event.JobEvent;
import dev.berth.event.SchedulerEvent;
import dev.berth.model.Job;
import dev.berth.model.Worker;
import dev.berth.simulator.trace.SwfJob;
import dev.berth.time.ManualTicker;
import dev.berth.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * Replays a batch log through the real engine on virtual time.
 *
 * <p>The machine is one worker of 1000 millicores a processor: processors are interchangeable. A
 * job's user is its tenant. At each instant all completions are told to the engine, then all
 * submissions in row order, and then it takes one step; it takes one too when a timer of its own is
 * due. What starts when is the engine's answer, heard from its events; this class knows run times
 * only.
 *
 * <p><b>Thread-safety:</b> none; one run an object. <b>Cost:</b> one engine step an instant.
 */
public final class SwfReplay {
  private static final String MACHINE = "machine";
  private static final int COMPLETION = 0;
  private static final int SUBMISSION = 1;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final long MILLIS_PER_PROCESSOR = 1_000;
  private static final int REPORT_EVERY = 256;

  /** So many timers in a row when nothing else is left to happen: then nothing will. */
  private static final int IDLE_TIMERS = 1_000;

  private record Change(int kind, int row) {}

  private final List<SwfJob> jobs;
  private final BatchPolicy policy;
  private final long[] starts;
  private final ManualTicker ticker = ManualTicker.startingAt(0);
  private final EventQueue<Change> world = new EventQueue<>();
  private final Told told = new Told();
  private int started;

  private SwfReplay(List<SwfJob> jobs, BatchPolicy policy) {
    this.jobs = jobs;
    this.policy = policy;
    this.starts = new long[jobs.size()];
    Arrays.fill(starts, -1);
  }

  /** What came of a replay. */
  public static final class Outcome {
    private final long[] starts;
    private final Decisions decisions;

    private Outcome(long[] starts, Decisions decisions) {
      this.starts = starts;
      this.decisions = decisions;
    }

    /** When each job started, in seconds, in the order of the jobs. */
    public long[] starts() {
      return starts;
    }

    /** What the engine did for it. */
    public Decisions decisions() {
      return decisions;
    }
  }

  /** Replays jobs on a machine of so many processors; none may need more than it has. */
  public static Outcome run(
      List<SwfJob> jobs, int processors, BatchPolicy policy, Progress progress) {
    return new SwfReplay(jobs, policy).run(processors, progress);
  }

  private Outcome run(int processors, Progress progress) {
    try (SteppedScheduler scheduler =
        Scheduler.builder()
            .ticker(ticker)
            .wallClock(ticker.asInstantSource(Instant.EPOCH))
            .stopwatch(Ticker.system())
            .config(policy.config())
            .healthTimeout(Duration.ZERO)
            .finishedJobsKept(1)
            .intakeCapacity(Math.max(1024, 2 * jobs.size() + 16))
            .listener(this::hear)
            .buildStepped()) {
      scheduler.register(
          Worker.builder(MACHINE)
              .cpuMillis(Math.multiplyExact(processors, MILLIS_PER_PROCESSOR))
              .build());
      for (int row = 0; row < jobs.size(); row++) {
        world.add(nanos(jobs.get(row).submit()), SUBMISSION, new Change(SUBMISSION, row));
      }
      live(scheduler, progress);
      progress.report(started, starts.length);
      checkAllStarted(scheduler);
      return new Outcome(starts, Decisions.of(scheduler.stats()));
    }
  }

  private void live(SteppedScheduler scheduler, Progress progress) {
    int idle = 0;
    for (long instants = 0; started < starts.length || !world.isEmpty(); instants++) {
      idle = world.isEmpty() ? idle + 1 : 0;
      long timer = scheduler.nextTimerNanos().orElse(Long.MAX_VALUE);
      long now = Math.max(ticker.nanos(), Math.min(world.nextNanos(), timer));
      if (now == Long.MAX_VALUE || idle > IDLE_TIMERS) {
        return;
      }
      happen(scheduler, now);
      if (instants % REPORT_EVERY == 0) {
        progress.report(started, starts.length);
      }
    }
  }

  /** Everything of an instant, and one scheduling pass. */
  private void happen(SteppedScheduler scheduler, long now) {
    ticker.set(now);
    while (world.nextNanos() == now) {
      Change change = world.take();
      if (change.kind() == COMPLETION) {
        told.add(scheduler.complete(id(change.row())));
      } else {
        scheduler.submit(job(change.row()));
      }
    }
    scheduler.step();
    told.checkDone();
  }

  private void hear(SchedulerEvent event) {
    if (event instanceof JobEvent.Placed placed) {
      int row = Integer.parseInt(placed.jobId());
      starts[row] = ticker.nanos() / NANOS_PER_SECOND;
      started++;
      long end = Math.addExact(ticker.nanos(), nanos(jobs.get(row).run()));
      world.add(end, COMPLETION, new Change(COMPLETION, row));
    }
  }

  private void checkAllStarted(SteppedScheduler scheduler) {
    for (int row = 0; row < starts.length; row++) {
      if (starts[row] < 0) {
        throw new IllegalStateException(
            "job " + jobs.get(row).number() + " never started: " + scheduler.explain(id(row)));
      }
    }
  }

  private Job job(int row) {
    SwfJob job = jobs.get(row);
    return Job.builder(id(row))
        .tenant("u" + job.user())
        .cpuMillis(job.processors() * MILLIS_PER_PROCESSOR)
        .timeLimit(policy.timeLimit(job))
        .build();
  }

  private static String id(int row) {
    return Integer.toString(row);
  }

  private static long nanos(long seconds) {
    return Math.multiplyExact(seconds, NANOS_PER_SECOND);
  }
}
