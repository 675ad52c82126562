package dev.berth.simulator.demo;

import dev.berth.Scheduler;
import dev.berth.SteppedScheduler;
import dev.berth.WorkerHandle;
import dev.berth.event.JobEvent;
import dev.berth.event.SchedulerEvent;
import dev.berth.event.WorkerEvent;
import dev.berth.model.Placement;
import dev.berth.model.Requirements;
import dev.berth.model.Usage;
import dev.berth.model.Worker;
import dev.berth.model.WorkerState;
import dev.berth.simulator.replay.Decisions;
import dev.berth.simulator.replay.EventQueue;
import dev.berth.simulator.replay.Progress;
import dev.berth.simulator.replay.Told;
import dev.berth.time.ManualTicker;
import dev.berth.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Plays the world of one day to the real engine: submissions, ends of jobs, heartbeats with the
 * load that results from what runs, outages and drains. It steps the engine at each instant at
 * which the world does something or a timer of the engine is due, and learns placements from events
 * only.
 *
 * <p><b>Thread-safety:</b> none; one day an object. <b>Deterministic:</b> the same fleet, work and
 * incidents give the same day.
 */
final class DaySimulation {
  static final long DAY_NANOS = Duration.ofDays(1).toNanos();
  private static final long SECOND = 1_000_000_000L;
  private static final int HEARTBEAT_SECONDS = 30;
  private static final Duration HEALTH_TIMEOUT = Duration.ofSeconds(90);
  private static final Duration LOST_GRACE = Duration.ofMinutes(2);
  private static final long FRAME_NANOS = Duration.ofMinutes(30).toNanos();
  private static final int LEAST_INTAKE = 65_536;
  private static final int MEMORY_USE_PERCENT = 80;

  // What happens first where several things happen in one instant.
  private static final int END = 0;
  private static final int INCIDENT = 1;
  private static final int SUBMISSION = 2;
  private static final int HEARTBEAT = 3;
  private static final int FRAME = 4;

  /** What the world knows of one job. */
  private static final class Run {
    final DemoJob job;
    int attempt;
    @Nullable Placement placement;

    Run(DemoJob job) {
      this.job = job;
    }
  }

  /** What the world knows of one worker. */
  private static final class Machine {
    final Worker worker;
    final WorkerHandle handle;
    long silentUntilNanos;
    long usedCpuMillis;
    long usedMemoryBytes;
    int ioPercent;

    Machine(Worker worker, WorkerHandle handle) {
      this.worker = worker;
      this.handle = handle;
    }

    void use(DemoJob job, int sign) {
      Requirements asked = job.job().requirements();
      usedCpuMillis += sign * asked.resources().cpuMillis() * job.cpuUsePercent() / 100;
      usedMemoryBytes += sign * asked.resources().memoryBytes() * MEMORY_USE_PERCENT / 100;
      ioPercent += sign * job.ioUsePercent();
    }

    Usage usage() {
      double cpu = 100.0 * usedCpuMillis / worker.capacity().cpuMillis();
      return new Usage(Math.min(100, cpu), usedMemoryBytes, Math.min(100, ioPercent));
    }
  }

  private final ManualTicker ticker = ManualTicker.startingAt(0);
  private final EventQueue<Runnable> world = new EventQueue<>();
  private final Map<String, Run> runs = new HashMap<>();
  private final Map<String, Machine> machinesById = new HashMap<>();
  private final List<Machine> machines = new ArrayList<>();
  private final Told told = new Told();
  private final SteppedScheduler scheduler;
  private final DayRecord record;

  private DaySimulation(Fleet fleet, DayRecord record, long seed) {
    this.record = record;
    this.scheduler =
        Scheduler.builder()
            .ticker(ticker)
            .wallClock(ticker.asInstantSource(Instant.EPOCH))
            .stopwatch(Ticker.system())
            .seed(seed)
            .healthTimeout(HEALTH_TIMEOUT)
            .lostGrace(LOST_GRACE)
            .intakeCapacity(LEAST_INTAKE + fleet.workers().size())
            .listener(this::hear)
            .buildStepped();
  }

  /** Plays the day and tells what the engine did for it; everything else is in the record. */
  static Decisions play(
      Fleet fleet,
      Workload work,
      List<Incident> incidents,
      DayRecord record,
      long seed,
      Progress progress) {
    DaySimulation day = new DaySimulation(fleet, record, seed);
    try (SteppedScheduler scheduler = day.scheduler) {
      day.prepare(fleet, work, incidents);
      day.play(progress);
      return Decisions.of(scheduler.stats());
    }
  }

  private void prepare(Fleet fleet, Workload work, List<Incident> incidents) {
    for (Worker worker : fleet.workers()) {
      Machine machine = new Machine(worker, scheduler.register(worker));
      machines.add(machine);
      machinesById.put(worker.id(), machine);
    }
    for (DemoJob job : work.jobs()) {
      Run run = new Run(job);
      runs.put(job.job().id(), run);
      world.add(job.submitNanos(), SUBMISSION, () -> scheduler.submit(job.job()));
    }
    for (Incident incident : incidents) {
      world.add(incident.fromNanos(), INCIDENT, () -> begin(incident));
    }
    world.add(0, HEARTBEAT, () -> heartbeats(0));
    world.add(0, FRAME, this::frame);
  }

  private void play(Progress progress) {
    int percent = -1;
    while (true) {
      long next = Math.min(world.nextNanos(), scheduler.nextTimerNanos().orElse(Long.MAX_VALUE));
      if (next > DAY_NANOS) {
        break;
      }
      ticker.set(Math.max(next, ticker.nanos()));
      while (world.nextNanos() <= ticker.nanos()) {
        world.take().run();
      }
      scheduler.step();
      told.checkDone();
      if ((int) (next * 100 / DAY_NANOS) > percent) {
        percent = (int) (next * 100 / DAY_NANOS);
        progress.report(percent, 100);
      }
    }
    progress.report(100, 100);
  }

  private void begin(Incident incident) {
    Machine machine = machines.get(incident.worker());
    if (incident.kind() == Incident.Kind.OUTAGE) {
      machine.silentUntilNanos = incident.toNanos();
      record.outage();
    } else {
      told.add(scheduler.drain(machine.worker.id()));
      world.add(
          incident.toNanos(), INCIDENT, () -> told.add(scheduler.undrain(machine.worker.id())));
      record.drain();
    }
  }

  /** Every worker beats once in so many seconds, each second another part of them. */
  private void heartbeats(int phase) {
    long now = ticker.nanos();
    for (int i = phase; i < machines.size(); i += HEARTBEAT_SECONDS) {
      Machine machine = machines.get(i);
      if (machine.silentUntilNanos <= now) {
        machine.handle.heartbeat(machine.usage());
      }
    }
    int next = (phase + 1) % HEARTBEAT_SECONDS;
    world.add(now + SECOND, HEARTBEAT, () -> heartbeats(next));
  }

  private void frame() {
    record.frame();
    world.add(ticker.nanos() + FRAME_NANOS, FRAME, this::frame);
  }

  private void end(Run run, int attempt) {
    Placement placement = run.placement;
    if (placement == null || run.attempt != attempt) {
      return;
    }
    long silentUntil = machine(placement.workerId()).silentUntilNanos;
    if (silentUntil > ticker.nanos()) {
      world.add(silentUntil, END, () -> end(run, attempt));
    } else if (run.job.failsOnce() && attempt == 1) {
      told.add(scheduler.fail(run.job.job().id(), "exit code 1"));
    } else {
      told.add(scheduler.complete(run.job.job().id()));
    }
  }

  private void hear(SchedulerEvent event) {
    if (event instanceof JobEvent job) {
      hearJob(run(job.jobId()), job);
    } else if (event instanceof WorkerEvent.StateChanged changed
        && changed.to() == WorkerState.UNHEALTHY) {
      record.unhealthy();
    }
  }

  private void hearJob(Run run, JobEvent event) {
    long now = ticker.nanos();
    if (event instanceof JobEvent.Queued) {
      record.queued(now, run.job);
    } else if (event instanceof JobEvent.Placed placed) {
      run.attempt++;
      run.placement = placed.placement();
      machine(placed.placement().workerId()).use(run.job, 1);
      record.placed(now, run.job, placed.placement(), run.attempt == 1);
      int attempt = run.attempt;
      world.add(now + run.job.runNanos(), END, () -> end(run, attempt));
    } else if (event instanceof JobEvent.Completed) {
      record.completed();
      release(run);
    } else if (event instanceof JobEvent.Failed) {
      record.failed();
      release(run);
    } else if (event instanceof JobEvent.Evicted) {
      record.evicted();
      release(run);
    }
  }

  private void release(Run run) {
    Placement placement = run.placement;
    if (placement != null) {
      run.placement = null;
      machine(placement.workerId()).use(run.job, -1);
      record.released(ticker.nanos(), run.job, placement);
    }
  }

  private Run run(String jobId) {
    Run run = runs.get(jobId);
    if (run == null) {
      throw new IllegalStateException("heard of job " + jobId + ", which was never submitted");
    }
    return run;
  }

  private Machine machine(String id) {
    Machine machine = machinesById.get(id);
    if (machine == null) {
      throw new IllegalStateException("heard of worker " + id + ", which was never registered");
    }
    return machine;
  }
}
