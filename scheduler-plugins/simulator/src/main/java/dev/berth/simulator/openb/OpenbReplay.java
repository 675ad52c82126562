package dev.berth.simulator.openb;

import dev.berth.Scheduler;
import dev.berth.SchedulerBuilder;
import dev.berth.SchedulerConfig;
import dev.berth.SteppedScheduler;
import dev.berth.WorkerSelection;
import dev.berth.event.JobEvent;
import dev.berth.event.SchedulerEvent;
import dev.berth.model.GpuDemand;
import dev.berth.model.GpuRequest;
import dev.berth.model.Job;
import dev.berth.model.Placement;
import dev.berth.model.Worker;
import dev.berth.placement.TieOrder;
import dev.berth.simulator.replay.ClusterBooks;
import dev.berth.simulator.replay.Decisions;
import dev.berth.simulator.replay.Fragmentation;
import dev.berth.simulator.replay.Progress;
import dev.berth.simulator.replay.Told;
import dev.berth.simulator.trace.OpenbNode;
import dev.berth.simulator.trace.OpenbPod;
import dev.berth.simulator.trace.OpenbTrace;
import dev.berth.time.ManualTicker;
import dev.berth.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
 * <p><b>Thread-safety:</b> none; one run an object.
 */
public final class OpenbReplay {
  private static final int MIB_SHIFT = 20;
  private static final long TICK_NANOS = 1_000_000_000L;
  private static final int LEAST_INTAKE = 1_024;
  private static final int REPORT_EVERY = 64;

  private final OpenbTrace trace;
  private final List<Worker> workers;
  private final ClusterBooks books;
  private final ManualTicker ticker = ManualTicker.startingAt(0);
  private final Told told = new Told();
  private @Nullable Placement heard;

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
            .config(SchedulerConfig.builder("default").workerSelection(selection).build())
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
      return arrivals(scheduler, progress);
    }
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

  private Outcome arrivals(SteppedScheduler scheduler, Progress progress) {
    int count = trace.arrivals().size();
    List<@Nullable Placement> placements = new ArrayList<>(count);
    OpenbCurve curve = new OpenbCurve(books.capacity().gpuMillis(), count);
    long arrivedMillis = 0;
    for (int seq = 0; seq < count; seq++) {
      OpenbPod pod = trace.arrivals().get(seq);
      Job job = job(seq, pod);
      arrivedMillis += pod.gpus().totalMillis();
      heard = null;
      ticker.set(seq * TICK_NANOS);
      scheduler.submit(job);
      scheduler.step();
      told.checkDone();
      Placement placement = heard;
      placements.add(placement);
      if (placement == null) {
        told.add(scheduler.cancel(job.id()));
      } else {
        books.place(job.requirements(), placement);
      }
      curve.set(seq, arrivedMillis, books.requested().gpuMillis(), books.fragmentedGpuMillis());
      if (seq % REPORT_EVERY == 0) {
        progress.report(seq, count);
      }
    }
    scheduler.step();
    told.checkDone();
    progress.report(count, count);
    return new Outcome(placements, curve, Decisions.of(scheduler.stats()));
  }

  private void hear(SchedulerEvent event) {
    if (event instanceof JobEvent.Placed placed) {
      heard = placed.placement();
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
        Job.builder("arrival-" + seq)
            .cpuMillis(pod.cpuMillis())
            .memoryBytes(pod.memoryMib() << MIB_SHIFT)
            .gpuModels(gpus.models().toArray(String[]::new));
    boolean share = gpus.count() == 1;
    return (share ? job.gpuShare(gpus.milliPerGpu()) : job.gpus(gpus.count())).build();
  }
}
