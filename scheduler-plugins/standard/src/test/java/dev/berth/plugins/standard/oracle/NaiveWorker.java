package dev.berth.plugins.standard.oracle;

import dev.berth.model.GpuRequest;
import dev.berth.model.LabelRequirement;
import dev.berth.model.Locality;
import dev.berth.model.Requirements;
import dev.berth.model.Resources;
import dev.berth.model.Taint;
import dev.berth.model.TaintEffect;
import dev.berth.model.Usage;
import dev.berth.model.Worker;
import dev.berth.model.WorkerState;
import dev.berth.spi.WorkerView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A worker as the naive cluster keeps it: the record, the jobs on it, and what follows from both,
 * summed up anew after every change.
 */
final class NaiveWorker implements WorkerView {
  /** Counts registrations from 0. */
  final int sequence;

  final List<NaiveJob> jobs = new ArrayList<>();
  Worker worker;
  boolean draining;
  boolean healthy = true;
  long lastHeartbeat;
  @Nullable Usage lastSaid;

  private Resources requested = Resources.ZERO;
  private NaiveGpus gpus;
  private final Map<Requirements, Optional<NaiveGpus.Choice>> choices = new HashMap<>();
  private Usage usage = Usage.NONE;
  private int cpuLevel;
  private int memoryLevel;
  private int ioLevel;

  NaiveWorker(Worker worker, int sequence, long now) {
    this.worker = worker;
    this.sequence = sequence;
    lastHeartbeat = now;
    gpus = new NaiveGpus(worker, jobs, requested);
  }

  void add(NaiveJob job) {
    jobs.add(job);
    sumUp();
  }

  void remove(NaiveJob job) {
    jobs.remove(job);
    sumUp();
  }

  /** Whether what its jobs hold would still be there in a replacement. */
  boolean mayBecome(Worker replacement) {
    return requested.fitsIn(replacement.capacity()) && gpus.wouldStay(replacement);
  }

  void become(Worker replacement) {
    worker = replacement;
    sumUp();
    measure(usage);
  }

  Usage usage() {
    return usage;
  }

  /** Each share, in hundredths of a percent, moves its level as the view's documentation says. */
  void measure(Usage said) {
    Usage measured = kept(said);
    usage = measured;
    cpuLevel = moved(cpuLevel, Math.round(100 * measured.cpuPercent()));
    ioLevel = moved(ioLevel, Math.round(100 * measured.ioPercent()));
    long memory =
        memoryBytes() == 0 ? 0 : Math.round(10_000.0 * measured.memoryBytes() / memoryBytes());
    memoryLevel = moved(memoryLevel, Math.min(10_000, memory));
  }

  /** What the scheduler keeps of a usage, as its documentation says. */
  private static Usage kept(Usage said) {
    long unit = 1;
    while (said.memoryBytes() / unit >= 16L << 30) {
      unit *= 1024;
    }
    return new Usage(
        Math.round(100 * said.cpuPercent()) / 100.0,
        said.memoryBytes() - said.memoryBytes() % unit,
        Math.round(100 * said.ioPercent()) / 100.0);
  }

  private static int moved(int level, long share) {
    long position = share * 31; // a level is every 10,000
    if (position > (level - 1) * 10_000L && position < (level + 1) * 10_000L) {
      return level;
    }
    int nearest = 0;
    for (int other = 1; other <= 31; other++) {
      if (Math.abs(position - other * 10_000L) <= Math.abs(position - nearest * 10_000L)) {
        nearest = other;
      }
    }
    return nearest;
  }

  private static int millis(int level) {
    return (int) Math.round(level * 1000 / 31.0);
  }

  /** Whether a running job would be driven out by a NoExecute taint. */
  boolean drivesOut(NaiveJob job) {
    return worker.taints().stream()
        .filter(taint -> taint.effect() == TaintEffect.NO_EXECUTE)
        .anyMatch(
            taint -> job.requirements().tolerations().stream().noneMatch(t -> t.tolerates(taint)));
  }

  private void sumUp() {
    Resources sum = Resources.ZERO;
    for (NaiveJob job : jobs) {
      sum = sum.plus(job.requirements().resources());
    }
    requested = sum;
    gpus = new NaiveGpus(worker, jobs, sum);
    choices.clear();
    if (!requested.fitsIn(worker.capacity())) {
      throw new AssertionError("over-committed: " + this);
    }
    gpus.check();
  }

  Resources requested() {
    return requested;
  }

  /** What a job would get of its GPUs, if they suit. */
  Optional<NaiveGpus.Choice> choose(Requirements requirements) {
    return choices.computeIfAbsent(
        requirements, asked -> Optional.ofNullable(gpus.choose(requirements)));
  }

  // ---- the view

  @Override
  public String id() {
    return worker.id();
  }

  @Override
  public WorkerState state() {
    if (!healthy) {
      return WorkerState.UNHEALTHY;
    }
    if (draining) {
      return WorkerState.DRAINING;
    }
    return jobs.isEmpty() ? WorkerState.AVAILABLE : WorkerState.RUNNING;
  }

  @Override
  public long cpuMillis() {
    return worker.capacity().cpuMillis();
  }

  @Override
  public long freeCpuMillis() {
    return cpuMillis() - requested.cpuMillis();
  }

  @Override
  public long memoryBytes() {
    return worker.capacity().memoryBytes();
  }

  @Override
  public long freeMemoryBytes() {
    return memoryBytes() - requested.memoryBytes();
  }

  @Override
  public long storageBytes() {
    return worker.capacity().storageBytes();
  }

  @Override
  public long freeStorageBytes() {
    return storageBytes() - requested.storageBytes();
  }

  @Override
  public long extra(String name) {
    return worker.capacity().extras().getOrDefault(name, 0L);
  }

  @Override
  public long freeExtra(String name) {
    return extra(name) - requested.extras().getOrDefault(name, 0L);
  }

  @Override
  public int gpuCount() {
    return gpus.count();
  }

  private IntStream eachGpu() {
    return IntStream.range(0, gpus.count());
  }

  @Override
  public int idleGpuCount() {
    return (int) eachGpu().filter(gpus::isIdle).count();
  }

  @Override
  public int freeGpuMillis() {
    return eachGpu().map(gpus::freeMillis).sum();
  }

  @Override
  public int largestFreeGpuMillis() {
    return eachGpu().map(gpus::freeMillis).max().orElse(0);
  }

  @Override
  public int freeGpuMillis(int gpu) {
    return gpus.freeMillis(gpu);
  }

  @Override
  public int gpuJobSize(int gpu) {
    return jobs.stream()
        .filter(job -> job.requirements().gpus().isWhole())
        .filter(job -> job.gpus().contains(gpu))
        .mapToInt(job -> job.gpus().size())
        .findFirst()
        .orElse(0);
  }

  @Override
  public String gpuModel(int gpu) {
    return worker.gpus().get(gpu).model();
  }

  @Override
  public long gpuMemoryBytes(int gpu) {
    return worker.gpus().get(gpu).memoryBytes();
  }

  @Override
  public long freeGpuMemoryBytes(int gpu) {
    return gpus.freeMemory(gpu);
  }

  @Override
  public boolean fits(GpuRequest request) {
    return gpus.fits(request);
  }

  @Override
  public boolean fitsNuma(Requirements requirements) {
    return requirements.gpus().numa() != Locality.REQUIRE || choose(requirements).isPresent();
  }

  @Override
  public int gpuQuality(Requirements requirements) {
    return choose(requirements).map(NaiveGpus.Choice::quality).orElse(0);
  }

  @Override
  public @Nullable String label(String key) {
    return worker.labels().get(key);
  }

  @Override
  public boolean matches(LabelRequirement requirement) {
    return requirement.matches(worker.labels());
  }

  @Override
  public List<Taint> taints() {
    return worker.taints();
  }

  @Override
  public int cpuLoadMillis() {
    return millis(cpuLevel);
  }

  @Override
  public int memoryLoadMillis() {
    return millis(memoryLevel);
  }

  @Override
  public int ioLoadMillis() {
    return millis(ioLevel);
  }

  @Override
  public int jobCount() {
    return jobs.size();
  }

  @Override
  public String toString() {
    Map<String, String> labels = worker.labels();
    return "%s #%d %s, capacity %s, requested %s, gpus free %s of %s, labels %s, taints %s, %s"
        .formatted(
            id(),
            sequence,
            state(),
            worker.capacity(),
            requested,
            eachGpu().mapToObj(gpus::freeMillis).toList(),
            worker.topology() + " failed " + worker.failedGpus(),
            labels,
            worker.taints(),
            usage);
  }
}
