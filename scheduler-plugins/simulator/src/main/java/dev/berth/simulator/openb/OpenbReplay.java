package dev.berth.simulator.openb;

import dev.berth.Scheduler;
import dev.berth.SchedulerBuilder;
import dev.berth.SchedulerConfig;
import dev.berth.SteppedScheduler;
import dev.berth.WorkerSelection;
import dev.berth.event.JobEvent;
import dev.berth.event.SchedulerEvent;
import dev.berth.model.Defragment;
import dev.berth.model.GpuDemand;
import dev.berth.model.GpuDevice;
import dev.berth.model.GpuRequest;
import dev.berth.model.Job;
import dev.berth.model.Move;
import dev.berth.model.Placement;
import dev.berth.model.Requirements;
import dev.berth.model.Worker;
import dev.berth.placement.TieOrder;
import dev.berth.plugins.standard.BerthGpuScore;
import dev.berth.queue.QueueStrategy;
import dev.berth.simulator.replay.ClusterBooks;
import dev.berth.simulator.replay.Decisions;
import dev.berth.simulator.replay.Fragmentation;
import dev.berth.simulator.replay.Progress;
import dev.berth.simulator.replay.Told;
import dev.berth.simulator.trace.OpenbNode;
import dev.berth.simulator.trace.OpenbPod;
import dev.berth.simulator.trace.OpenbTrace;
import dev.berth.spi.ScorePlugin;
import dev.berth.time.ManualTicker;
import dev.berth.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Replays one run of the openb experiment through the real engine: pods arrive one by one at an
 * empty cluster, never leave, and are dropped if they do not fit at once.
 *
 * <p>Workers are registered in the order of their rank, so the engine's {@link
 * TieOrder#REGISTRATION} is the trace's tie order. Each arrival is one submission and one step; a
 * job without a place is cancelled before the next. Worker and GPUs are the engine's choice, made
 * with the policy's score plugin as the only one.
 *
 * <p>With a window, arrivals wait until it is full, and a job is dropped when it fits nowhere while
 * it waits; after the last arrival the window is worked off. With moves, a job that does not fit
 * has one other moved to make room, as long as no more are moved than the policy allows.
 *
 * <p><b>Thread-safety:</b> none; one run an object.
 */
public final class OpenbReplay {
  private static final int MIB_SHIFT = 20;
  private static final long TICK_NANOS = 1_000_000_000L;
  private static final int LEAST_INTAKE = 1_024;
  private static final int REPORT_EVERY = 64;
  private static final int PERCENT = 100;

  /** What berthGpu grades a place where nothing is lost, about; see docs/GPUS.md. */
  private static final int NO_CHANGE = ScorePlugin.MAX_SCORE / 2;

  private static final Duration QUIET = Duration.ofDays(1);
  private static final String ARRIVAL = "arrival-";

  private final OpenbTrace trace;
  private final List<Worker> workers;
  private final ClusterBooks books;
  private final ManualTicker ticker = ManualTicker.startingAt(0);
  private final Told told = new Told();
  private final List<SchedulerEvent> heard = new ArrayList<>();

  private OpenbReplay(OpenbTrace trace) {
    this.trace = trace;
    this.workers = trace.nodesByRank().stream().map(OpenbReplay::worker).toList();
    this.books =
        new ClusterBooks(
            workers,
            Fragmentation.typicalOf(
                trace.pods().stream()
                    .map(pod -> new Fragmentation.Demand(pod.cpuMillis(), pod.gpus()))
                    .toList()));
  }

  /**
   * What came of a replay.
   *
   * @param placements where each arrival went, null if nowhere
   * @param curve the cluster after each arrival
   */
  public record Outcome(
      List<@Nullable Placement> placements, OpenbCurve curve, Decisions decisions) {
    /** How many arrivals went nowhere. */
    public long unplaced() {
      return placements.stream().filter(Objects::isNull).count();
    }
  }

  /** Replays a trace under a policy; the seed matters to {@link OpenbPolicy#RANDOM} only. */
  public static Outcome run(OpenbTrace trace, OpenbPolicy policy, long seed, Progress progress) {
    return new OpenbReplay(trace).run(policy, seed, progress);
  }

  private Outcome run(OpenbPolicy policy, long seed, Progress progress) {
    WorkerSelection selection =
        new WorkerSelection(policy.id(), Map.of(policy.score(), 1), TieOrder.REGISTRATION);
    SchedulerBuilder builder =
        Scheduler.builder()
            .ticker(ticker)
            .wallClock(ticker.asInstantSource(Instant.EPOCH))
            .stopwatch(Ticker.system())
            .seed(seed)
            .plugin(new RandomScore(seed))
            .plugin(BerthGpuScore.forMovableJobs())
            .config(profile(policy, selection))
            .healthTimeout(Duration.ZERO)
            .finishedJobsKept(1)
            .intakeCapacity(workers.size() + LEAST_INTAKE)
            .listener(this::hear);
    if (policy.knowsDemand()) {
      builder.gpuDemand(demand());
    }
    try (SteppedScheduler scheduler = builder.buildStepped()) {
      workers.forEach(scheduler::register);
      scheduler.step();
      return new Arrivals(scheduler, policy).replay(progress);
    }
  }

  private static SchedulerConfig profile(OpenbPolicy policy, WorkerSelection selection) {
    SchedulerConfig.Builder profile = SchedulerConfig.builder("default").workerSelection(selection);
    if (!policy.isOnline()) {
      profile.queueStrategy(QueueStrategy.packing(policy.window()).quiet(QUIET));
    }
    return profile.build();
  }

  private GpuDemand demand() {
    return GpuDemand.of(
        trace.pods().stream()
            .map(
                pod ->
                    new GpuDemand.Count(
                        GpuDemand.Shape.of(pod.cpuMillis(), pod.gpus()),
                        1,
                        pod.memoryMib() << MIB_SHIFT))
            .toList());
  }

  /** The arrivals at one scheduler, and what becomes of them. */
  private final class Arrivals {
    private final SteppedScheduler scheduler;
    private final OpenbPolicy policy;
    private final int count = trace.arrivals().size();
    private final @Nullable Placement[] placements = new @Nullable Placement[count];
    private final OpenbCurve curve = new OpenbCurve(books.capacity().gpuMillis(), count);
    private long arrivedMillis;
    private long placed;
    private long moved;

    Arrivals(SteppedScheduler scheduler, OpenbPolicy policy) {
      this.scheduler = scheduler;
      this.policy = policy;
    }

    Outcome replay(Progress progress) {
      for (int seq = 0; seq < count; seq++) {
        arrive(seq);
        if (seq % REPORT_EVERY == 0) {
          progress.report(seq, count);
        }
      }
      ticker.set(count * TICK_NANOS + QUIET.toNanos());
      step();
      if (count > 0) {
        mark(count - 1); // those that waited have been placed or dropped by now
      }
      told.checkDone();
      progress.report(count, count);
      return new Outcome(Arrays.asList(placements), curve, Decisions.of(scheduler.stats()));
    }

    private void arrive(int seq) {
      OpenbPod pod = trace.arrivals().get(seq);
      arrivedMillis += pod.gpus().totalMillis();
      ticker.set(seq * TICK_NANOS);
      scheduler.submit(job(seq, pod));
      step();
      mark(seq);
    }

    private void mark(int seq) {
      curve.set(seq, arrivedMillis, books.requested().gpuMillis(), books.fragmentedGpuMillis());
    }

    private void step() {
      scheduler.step();
      told.checkDone();
      while (!heard.isEmpty()) {
        List<SchedulerEvent> events = List.copyOf(heard);
        heard.clear();
        events.forEach(this::follow);
        scheduler.step();
        told.checkDone();
      }
    }

    private void follow(SchedulerEvent event) {
      if (event instanceof JobEvent.Placed found) {
        placed++;
        keep(found.placement());
      } else if (event instanceof JobEvent.Moved move) {
        moved++;
        books.release(requirements(move.jobId()), move.from());
        keep(move.to());
      } else if (event instanceof JobEvent.Unschedulable refused && !makeRoom(refused.jobId())) {
        told.add(scheduler.cancel(refused.jobId()));
      }
    }

    private void keep(Placement placement) {
      placements[number(placement.jobId())] = placement;
      books.place(requirements(placement.jobId()), placement);
    }

    /** Moves one pod elsewhere so that another fits, if that may be and helps. */
    private boolean makeRoom(String jobId) {
      boolean mayMove = (moved + 1) * PERCENT <= policy.movedPercent() * placed;
      if (!mayMove || requirements(jobId).gpus().count() == 0) {
        return false;
      }
      List<Move> moves = scheduler.plan(Defragment.toFit(jobId, 1));
      if (moves.isEmpty() || !pays(moves.get(0), requirements(jobId))) {
        return false;
      }
      told.add(scheduler.carryOut(moves.get(0)));
      return true;
    }

    /** Whether a move costs no more GPU, by what its places are worth, than it brings to use. */
    private static boolean pays(Move move, Requirements brought) {
      long worth = QueueStrategy.Packing.POINTS_PER_GPU * brought.resources().gpuMillis();
      return (move.gain() - NO_CHANGE) * GpuDevice.MILLIS + worth >= 0;
    }

    private Requirements requirements(String jobId) {
      int seq = number(jobId);
      return job(seq, trace.arrivals().get(seq)).requirements();
    }

    private static int number(String jobId) {
      return Integer.parseInt(jobId, ARRIVAL.length(), jobId.length(), 10);
    }
  }

  private void hear(SchedulerEvent event) {
    if (event instanceof JobEvent.Placed
        || event instanceof JobEvent.Moved
        || event instanceof JobEvent.Unschedulable) {
      heard.add(event);
    }
  }

  private static Worker worker(OpenbNode node) {
    return Worker.builder(node.name())
        .cpuMillis(node.cpuMillis())
        .memoryBytes(node.memoryMib() << MIB_SHIFT)
        .gpus(node.gpus(), node.gpus() == 0 ? "none" : node.model())
        .build();
  }

  private static Job job(int seq, OpenbPod pod) {
    GpuRequest gpus = pod.gpus();
    Job.Builder job =
        Job.builder(ARRIVAL + seq)
            .movable(true)
            .cpuMillis(pod.cpuMillis())
            .memoryBytes(pod.memoryMib() << MIB_SHIFT)
            .gpuModels(gpus.models().toArray(String[]::new));
    boolean share = gpus.count() == 1;
    return (share ? job.gpuShare(gpus.milliPerGpu()) : job.gpus(gpus.count())).build();
  }
}
