package dev.berth.benchmarks.live;

import dev.berth.Scheduler;
import dev.berth.SteppedScheduler;
import dev.berth.benchmarks.measure.Figures;
import dev.berth.benchmarks.measure.Measurement;
import dev.berth.benchmarks.measure.Settings;
import dev.berth.benchmarks.state.SyntheticFleet;
import dev.berth.model.GpuRequest;
import dev.berth.model.Job;
import dev.berth.model.NodeAffinity;
import dev.berth.model.Requirements;
import dev.berth.model.Resources;
import dev.berth.model.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How much memory does a whole engine take for workers, and for jobs that wait? The heap after
 * collections, before and after. What a caller says of a worker, its id, labels and taints, is
 * counted apart; what it says of a job is counted in, but for the requirements that many share.
 *
 * <pre>
 *   workers        of a {@link SyntheticFleet}: eight labels each, the host's name one of them (10,000)
 *   labels         0 to leave labels and taints out (8)
 *   jobs           that fit nowhere, of sixteen kinds, none with labels (0)
 *
 *   worker         bytes of each, beside its spec
 *   spec           bytes of each worker as the caller describes it
 *   job            bytes of each, its spec included
 *   heap           bytes in all
 * </pre>
 */
public final class EngineMemory implements Measurement {

  private static final int COLLECTIONS = 5;
  private static final int AT_ONCE = 10_000;
  private static final int KINDS = 16;
  private static final long TOO_MUCH_CPU = 1_000_000;

  @Override
  public Figures measure(Settings settings) {
    int workers = settings.number("workers", 10_000);
    int jobs = settings.number("jobs", 0);
    boolean labelled = settings.number("labels", 8) > 0;
    long empty = heap();
    List<Worker> specs = new ArrayList<>(workers);
    SyntheticFleet.generated(workers, 42, 0)
        .forEach(member -> specs.add(labelled ? member.worker() : bare(member.worker())));
    long withSpecs = heap();
    SteppedScheduler scheduler = Scheduler.builder().buildStepped();
    for (int i = 0; i < workers; i++) {
      scheduler.register(specs.get(i));
      if (i % AT_ONCE == AT_ONCE - 1) {
        scheduler.step();
      }
    }
    scheduler.step();
    long withWorkers = heap();
    submit(scheduler, jobs);
    long all = heap();
    specs.clear();
    if (scheduler.stats().workers() != workers || scheduler.stats().queued() != jobs) {
      throw new IllegalStateException("not all are there: " + scheduler.stats());
    }
    scheduler.close();
    return new Figures()
        .with("worker", (double) (withWorkers - withSpecs) / workers)
        .with("spec", (double) (withSpecs - empty) / workers)
        .with("job", jobs == 0 ? Double.NaN : (double) (all - withWorkers) / jobs)
        .with("heap", (double) all);
  }

  private static Worker bare(Worker worker) {
    return Worker.builder(worker.id())
        .cpuMillis(worker.capacity().cpuMillis())
        .memoryBytes(worker.capacity().memoryBytes())
        .build();
  }

  private static void submit(SteppedScheduler scheduler, int jobs) {
    List<Requirements> kinds = new ArrayList<>();
    for (int kind = 0; kind < KINDS; kind++) {
      kinds.add(
          new Requirements(
              Resources.builder().cpuMillis(TOO_MUCH_CPU + kind).build(),
              GpuRequest.NONE,
              Map.of(),
              NodeAffinity.NONE,
              List.of(),
              null));
    }
    for (int i = 0; i < jobs; i++) {
      scheduler.submit(Job.builder("job-" + i).requirements(kinds.get(i % KINDS)).build());
      if (i % AT_ONCE == AT_ONCE - 1) {
        scheduler.step();
      }
    }
    scheduler.step();
  }

  private static long heap() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
