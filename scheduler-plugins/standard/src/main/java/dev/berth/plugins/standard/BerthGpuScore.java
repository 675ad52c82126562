package dev.berth.plugins.standard;

import dev.berth.model.GpuDemand;
import dev.berth.model.GpuDevice;
import dev.berth.model.GpuRequest;
import dev.berth.model.GpuSupply;
import dev.berth.spi.DemandAware;
import dev.berth.spi.GpuScorePlugin;
import dev.berth.spi.JobView;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import java.util.Set;

/**
 * Score {@code berthGpu}, asked only when named: a job goes where what is left over loses least of
 * its worth, a share of a GPU to the device of which that is true.
 *
 * <pre>{@code
 * score = 500,000 + 16 * round((V(after) - V(before)) / 5) + 15 - GPUs of the worker, at most 15
 *
 * V     = sum of u(g) - 0.05 * g * lost(g)     over devices with g thousandths free
 *         - 0.2 * (all sets * free GPU - sets that fit the idle devices * idle GPU)
 *         - what of the free GPU has no cpu, or no memory, to go with it
 * }</pre>
 *
 * <ul>
 *   <li>u(g) is the most that g thousandths can be filled for, at {@linkplain GpuPrices prices} at
 *       which the demand as a whole is worth most and no filling of a device more than one GPU.
 *   <li>lost(g) is the part of the demand for GPUs, by GPUs, that asks for shares or single GPUs
 *       and cannot use the device: too little is free there, or cpu is short, or the model is
 *       wrong.
 *   <li>Sets are the part that asks for several GPUs. Each kind counts by its part of the demand
 *       times (all GPUs / those on workers that could run it)<sup>4/3</sup>, at most 1: rare hosts
 *       are kept.
 *   <li>GPU jobs ask for so much cpu, and memory, with a thousandth of a GPU, on average: the free
 *       GPU that what is free of these would not do for is worth nothing. Of the free cpu no more
 *       counts than some of these jobs together can ask: a rest below the least that any asks is of
 *       no use.
 * </ul>
 *
 * <p>Differences of less than 5 thousandths are ties, which go to the worker with fewer GPUs, then
 * to the order of workers; of devices to the lowest index. Whole GPUs count as taken from the
 * lowest index on. While no demand is known, the worker with fewer GPUs is the better.
 *
 * <p><b>Reads:</b> {@link WorkerFacet#RESOURCES}, {@link WorkerFacet#GPUS}. <b>Cost:</b> three
 * look-ups a device; no allocation. On a worker of several models the sets are those of its first.
 *
 * <p><b>Thread-safety:</b> any thread may score; {@link #demand} alone. <b>Source:</b> ours. It
 * began with FGD (Weng et al., "Beware of Fragmentation", USENIX ATC 2023) and prices what FGD
 * counts; docs/GPUS.md compares the two.
 */
public final class BerthGpuScore implements GpuScorePlugin, DemandAware {

  /** The name of {@link #forMovableJobs}. */
  public static final String MOVABLE = "berthGpuMovable";

  private static final long STEP = 5 * GpuWorth.UNIT;
  private static final int NO_CHANGE = MAX_SCORE / 2;
  private static final int SIZES = 16;
  private static final long MOST_STEPS = NO_CHANGE / SIZES - 1;
  private static final int GPU_BITS = 7;
  private static final int NO_GPU = (1 << GPU_BITS) - 1;

  private final String name;
  private final boolean spreadsShares;
  private GpuWorth worth;

  /** Made by the ServiceLoader, or by a host that registers plugins by hand. */
  public BerthGpuScore() {
    this("berthGpu", false);
  }

  private BerthGpuScore(String name, boolean spreadsShares) {
    this.name = name;
    this.spreadsShares = spreadsShares;
    worth = new GpuWorth(GpuDemand.NONE, GpuSupply.NONE, spreadsShares);
  }

  /**
   * The same for a fleet whose shares of GPUs are moved when a job does not fit; to be registered
   * by hand, as {@value #MOVABLE}.
   *
   * <p>To u(g) comes 0.05 times the lesser of u(g) and 1000 - u(g): where prices call it a tie, a
   * share opens a GPU instead of filling one up. So the GPUs are open earlier to everybody, and
   * what is left half full are holes that one move each can close, for a job that is worth it.
   * Without moves they would stay.
   */
  public static BerthGpuScore forMovableJobs() {
    return new BerthGpuScore(MOVABLE, true);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int defaultWeight() {
    return 0;
  }

  @Override
  public Set<WorkerFacet> reads() {
    return Set.of(WorkerFacet.RESOURCES, WorkerFacet.GPUS);
  }

  @Override
  public void demand(GpuDemand demand, GpuSupply supply) {
    worth = new GpuWorth(demand, supply, spreadsShares);
  }

  @Override
  public int score(JobView job, WorkerView worker) {
    return (int) (best(job, worker) >>> GPU_BITS);
  }

  @Override
  public int chooseGpu(JobView job, WorkerView worker) {
    return (int) best(job, worker) & NO_GPU;
  }

  /** The best grade, and with it the device that a share goes to. */
  private long best(JobView job, WorkerView worker) {
    GpuRequest asked = job.requirements().gpus();
    long cpu = worker.freeCpuMillis();
    long memory = worker.freeMemoryBytes();
    int free = worker.freeGpuMillis();
    int idle = worker.idleGpuCount();
    int gpus = worker.gpuCount();
    GpuWorth.Losses losses = losses(worker, 0);
    int bucket = worth.bucket(cpu);
    long before = worth.ofWorker(losses, bucket, worth.usable(cpu), memory, free, idle);
    cpu -= job.requirements().resources().cpuMillis();
    memory -= job.requirements().resources().memoryBytes();
    int bucketAfter = worth.bucket(cpu);
    long usable = worth.usable(cpu);
    boolean whole = asked.milliPerGpu() == GpuDevice.MILLIS;
    int missing = whole ? asked.count() : 0;
    long change = -before;
    boolean moved = bucket != bucketAfter;
    for (int gpu = 0; gpu < gpus && (moved || missing > 0); gpu++) {
      int of = worker.freeGpuMillis(gpu);
      boolean taken = missing > 0 && of == GpuDevice.MILLIS && mayTake(asked, worker, gpu);
      if (of > 0 && (taken || moved)) {
        GpuWorth.Losses ofGpu = losses(worker, gpu);
        long after = taken ? 0 : worth.ofDevice(ofGpu, bucketAfter, of);
        change += after - worth.ofDevice(ofGpu, bucket, of);
      }
      missing -= taken ? 1 : 0;
      free -= taken ? GpuDevice.MILLIS : 0;
      idle -= taken ? 1 : 0;
    }
    if (whole || asked.count() == 0) {
      long after = worth.ofWorker(losses, bucketAfter, usable, memory, free, idle);
      return (long) grade(change + after, gpus) << GPU_BITS | NO_GPU;
    }
    free -= asked.milliPerGpu();
    long ofUsed = worth.ofWorker(losses, bucketAfter, usable, memory, free, idle);
    long ofIdle =
        idle > 0 ? worth.ofWorker(losses, bucketAfter, usable, memory, free, idle - 1) : ofUsed;
    return bestGpu(asked, worker, bucketAfter, change + ofUsed, change + ofIdle);
  }

  /** Of the devices that a share may go to, with what the rest changes for used and idle ones. */
  private long bestGpu(
      GpuRequest asked, WorkerView worker, int bucket, long changeIfUsed, long changeIfIdle) {
    int gpus = worker.gpuCount();
    long best = NO_GPU;
    for (int gpu = 0; gpu < gpus; gpu++) {
      int of = worker.freeGpuMillis(gpu);
      if (of >= asked.milliPerGpu() && mayTake(asked, worker, gpu)) {
        GpuWorth.Losses losses = losses(worker, gpu);
        long change =
            worth.ofDevice(losses, bucket, of - asked.milliPerGpu())
                - worth.ofDevice(losses, bucket, of);
        change += of == GpuDevice.MILLIS ? changeIfIdle : changeIfUsed;
        long grade = grade(change, gpus);
        if (best == NO_GPU || grade > best >>> GPU_BITS) {
          best = grade << GPU_BITS | gpu;
        }
      }
    }
    return best;
  }

  private GpuWorth.Losses losses(WorkerView worker, int gpu) {
    return worth.mindsModels() && gpu < worker.gpuCount()
        ? worth.of(worker.gpuModel(gpu))
        : worth.ofOthers();
  }

  private static boolean mayTake(GpuRequest asked, WorkerView worker, int gpu) {
    return asked.models().isEmpty() || asked.allows(worker.gpuModel(gpu));
  }

  private static int grade(long change, int gpus) {
    long steps = Math.floorDiv(change + STEP / 2, STEP);
    steps = Math.max(-MOST_STEPS, Math.min(MOST_STEPS, steps));
    return (int) (NO_CHANGE + SIZES * steps + SIZES - 1 - Math.min(gpus, SIZES - 1));
  }
}
