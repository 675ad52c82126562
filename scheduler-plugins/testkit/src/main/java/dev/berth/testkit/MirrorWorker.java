package dev.berth.testkit;

import dev.berth.model.GpuDevice;
import dev.berth.model.Resources;
import dev.berth.model.Usage;
import dev.berth.model.Worker;
import dev.berth.model.WorkerState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A worker of the fleet that a trial keeps beside the scheduler's. */
final class MirrorWorker {

  private record Held(TestJob job, List<Integer> gpus) {}

  /** Counts registrations from 0. */
  final int sequence;

  private final Map<String, Held> jobs = new LinkedHashMap<>();
  private Worker worker;
  private Usage usage = Usage.NONE;
  private final LoadGauge cpuLoad = new LoadGauge();
  private final LoadGauge memoryLoad = new LoadGauge();
  private final LoadGauge ioLoad = new LoadGauge();
  private WorkerState base = WorkerState.AVAILABLE;
  private @Nullable TestWorker view;

  MirrorWorker(Worker worker, int sequence) {
    this.worker = worker;
    this.sequence = sequence;
  }

  String id() {
    return worker.id();
  }

  Worker worker() {
    return worker;
  }

  void update(Worker replacement) {
    worker = replacement;
    heard(usage);
  }

  void become(WorkerState state) {
    base = state;
    view = null;
  }

  void heard(Usage measured) {
    usage = measured;
    cpuLoad.measure(usage.cpuPercent() / 100);
    long memory = worker.capacity().memoryBytes();
    memoryLoad.measure(memory == 0 ? 0 : (double) usage.memoryBytes() / memory);
    ioLoad.measure(usage.ioPercent() / 100);
    view = null;
  }

  void add(TestJob job, List<Integer> gpus) {
    jobs.put(job.id(), new Held(job, gpus));
    view = null;
  }

  void remove(String job) {
    jobs.remove(job);
    view = null;
  }

  /** The jobs that are placed on it. */
  List<TestJob> jobs() {
    return jobs.values().stream().map(Held::job).toList();
  }

  /** As plugins see it now. */
  TestWorker view() {
    if (view == null) {
      view = sumUp();
    }
    return view;
  }

  private TestWorker sumUp() {
    Resources requested = Resources.ZERO;
    int[] gpuUsed = new int[worker.gpus().size()];
    int[] gpuJobSizes = new int[gpuUsed.length];
    for (Held held : jobs.values()) {
      requested = requested.plus(held.job().requirements().resources());
      for (int gpu : held.gpus()) {
        int millis = held.job().requirements().gpus().milliPerGpu();
        gpuUsed[gpu] += millis;
        gpuJobSizes[gpu] = millis == GpuDevice.MILLIS ? held.gpus().size() : 0;
      }
    }
    return TestWorker.of(worker)
        .requested(requested)
        .gpuUsed(gpuUsed)
        .gpuJobSizes(gpuJobSizes)
        .jobs(jobs.size())
        .in(base)
        .load(cpuLoad.millis(), memoryLoad.millis(), ioLoad.millis());
  }
}
