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
 * Score {@code fragmentationGradient}, asked only when named: FGD. A job goes where the expected
 * fragmentation of GPUs grows least, and a share of a GPU to the device of which that is true.
 *
 * <pre>{@code
 * score = 10,000 * trunc(100 * sigmoid((F(before) - F(after)) / 1000))
 * }</pre>
 *
 * <p>with F the {@linkplain Fragmentation fragmentation} of the worker in thousandths of a GPU.
 * Whole GPUs are taken, in thought, from the lowest index on. F looks at the most frequent shapes
 * of jobs, until 95 % are covered; while no demand is known, every worker is graded alike.
 *
 * <p><b>Reads:</b> {@link WorkerFacet#RESOURCES}, {@link WorkerFacet#GPUS}. <b>Cost:</b> O(typical
 * shapes) a worker, for a share times the different amounts free on its GPUs; no allocation.
 *
 * <p><b>Thread-safety:</b> any thread may score; {@link #demand} alone. <b>Source:</b> Weng et al.,
 * "Beware of Fragmentation: Scheduling GPU-Sharing Workloads with Fragmentation Gradient Descent",
 * USENIX ATC 2023. The truncation is part of it: it makes ties, which go to the order of workers,
 * and of devices to the lowest index. {@link StrictMath}, so that all machines agree.
 */
public final class FragmentationGradientScore implements GpuScorePlugin, DemandAware {

  /** The share of jobs that typical shapes cover. */
  public static final double COVERAGE = 0.95;

  private Fragmentation fragmentation = new Fragmentation(GpuDemand.NONE);

  /** Made by the ServiceLoader, or by a host that registers plugins by hand. */
  public FragmentationGradientScore() {}

  @Override
  public String name() {
    return "fragmentationGradient";
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
    fragmentation = new Fragmentation(demand.typical(COVERAGE));
  }

  @Override
  public int score(JobView job, WorkerView worker) {
    GpuRequest asked = job.requirements().gpus();
    Fragmentation.Gauge gauge = fragmentation.gauge(worker);
    double before = gauge.fragmented();
    gauge.takeCpu(job.requirements().resources().cpuMillis());
    if (asked.count() == 1 && asked.milliPerGpu() < GpuDevice.MILLIS) {
      int best = bestGpu(asked, worker, gauge, before);
      return best < 0 ? 0 : GpuReference.grade(shareHundredths(asked, gauge, before, best));
    }
    int missing = asked.count();
    for (int gpu = 0; gpu < gauge.gpus() && missing > 0; gpu++) {
      if (mayTake(asked, worker, gauge, gpu)) {
        gauge.take(gpu, asked.milliPerGpu());
        missing--;
      }
    }
    return GpuReference.grade(hundredths(before, gauge));
  }

  @Override
  public int chooseGpu(JobView job, WorkerView worker) {
    Fragmentation.Gauge gauge = fragmentation.gauge(worker);
    double before = gauge.fragmented();
    gauge.takeCpu(job.requirements().resources().cpuMillis());
    return bestGpu(job.requirements().gpus(), worker, gauge, before);
  }

  /** The first of the best devices for a share; -1 if none will do. */
  private static int bestGpu(
      GpuRequest asked, WorkerView worker, Fragmentation.Gauge gauge, double before) {
    int best = -1;
    int bestGrade = -1;
    for (int gpu = 0; gpu < gauge.gpus(); gpu++) {
      if (mayTake(asked, worker, gauge, gpu) && !isSeen(gauge, gpu)) {
        int grade = shareHundredths(asked, gauge, before, gpu);
        if (grade > bestGrade) {
          best = gpu;
          bestGrade = grade;
        }
      }
    }
    return best;
  }

  private static boolean isSeen(Fragmentation.Gauge gauge, int gpu) {
    for (int earlier = 0; earlier < gpu; earlier++) {
      if (gauge.alike(earlier, gpu)) {
        return true;
      }
    }
    return false;
  }

  private static boolean mayTake(
      GpuRequest asked, WorkerView worker, Fragmentation.Gauge gauge, int gpu) {
    return gauge.free(gpu) >= asked.milliPerGpu()
        && (asked.models().isEmpty() || asked.allows(worker.gpuModel(gpu)));
  }

  private static int shareHundredths(
      GpuRequest asked, Fragmentation.Gauge gauge, double before, int gpu) {
    gauge.take(gpu, asked.milliPerGpu());
    int grade = hundredths(before, gauge);
    gauge.giveBack(gpu, asked.milliPerGpu());
    return grade;
  }

  private static int hundredths(double before, Fragmentation.Gauge gauge) {
    double gradient = (before - gauge.fragmented()) / GpuDevice.MILLIS;
    return (int) (100 * (1 / (1 + StrictMath.exp(-gradient))));
  }
}
