package dev.berth.benchmarks.thirdparty;

import dev.berth.spi.JobView;
import dev.berth.spi.Plugin;
import dev.berth.spi.WorkerBlock;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import java.util.List;

/**
 * Four filters and four scores written twice: with the one method that must be written, and with
 * the block method as well, the way docs/PLUGINS.md shows it.
 *
 * <p>Every one is a class of its own, as with real plugins: so no call of a plugin can be inlined.
 *
 * <p><b>Thread-safety:</b> stateless.
 */
public final class ThirdPartyPlugins {

  private static final int MOST_LOAD = 980;
  private static final int MOST_JOBS = 200;

  private ThirdPartyPlugins() {}

  /** Those that answer for one worker at a time. */
  public static List<Plugin> scalar() {
    return List.of(
        new Cpu(),
        new Memory(),
        new Heat(),
        new Crowd(),
        new MoreCpu(),
        new MoreMemory(),
        new Cooler(),
        new Emptier());
  }

  /** Those that answer for a block at once. */
  public static List<Plugin> block() {
    return List.of(
        new CpuBlock(),
        new MemoryBlock(),
        new HeatBlock(),
        new CrowdBlock(),
        new MoreCpuBlock(),
        new MoreMemoryBlock(),
        new CoolerBlock(),
        new EmptierBlock());
  }

  /** Room for the job's cpu. */
  private static class Cpu extends ScalarFilter {
    Cpu() {
      super(WorkerFacet.RESOURCES);
    }

    @Override
    public boolean accepts(JobView job, WorkerView worker) {
      return worker.freeCpuMillis() >= job.requirements().resources().cpuMillis();
    }
  }

  private static final class CpuBlock extends Cpu {
    @Override
    public void filter(JobView job, WorkerBlock block) {
      long asked = job.requirements().resources().cpuMillis();
      for (int word = 0; word < block.words(); word++) {
        long kept = block.candidates(word);
        for (long rest = kept; rest != 0; rest &= rest - 1) {
          int bit = Long.numberOfTrailingZeros(rest);
          WorkerView worker = block.at((word << 6) + bit);
          if (!(worker.freeCpuMillis() >= asked)) {
            kept &= ~(1L << bit);
          }
        }
        block.retain(word, kept);
      }
    }
  }

  /** Room for the job's memory. */
  private static class Memory extends ScalarFilter {
    Memory() {
      super(WorkerFacet.RESOURCES);
    }

    @Override
    public boolean accepts(JobView job, WorkerView worker) {
      return worker.freeMemoryBytes() >= job.requirements().resources().memoryBytes();
    }
  }

  private static final class MemoryBlock extends Memory {
    @Override
    public void filter(JobView job, WorkerBlock block) {
      long asked = job.requirements().resources().memoryBytes();
      for (int word = 0; word < block.words(); word++) {
        long kept = block.candidates(word);
        for (long rest = kept; rest != 0; rest &= rest - 1) {
          int bit = Long.numberOfTrailingZeros(rest);
          WorkerView worker = block.at((word << 6) + bit);
          if (!(worker.freeMemoryBytes() >= asked)) {
            kept &= ~(1L << bit);
          }
        }
        block.retain(word, kept);
      }
    }
  }

  /** No worker whose cpu is nearly all in use. */
  private static class Heat extends ScalarFilter {
    Heat() {
      super(WorkerFacet.USAGE);
    }

    @Override
    public boolean accepts(JobView job, WorkerView worker) {
      return worker.cpuLoadMillis() < MOST_LOAD;
    }
  }

  private static final class HeatBlock extends Heat {
    @Override
    public void filter(JobView job, WorkerBlock block) {
      for (int word = 0; word < block.words(); word++) {
        long kept = block.candidates(word);
        for (long rest = kept; rest != 0; rest &= rest - 1) {
          int bit = Long.numberOfTrailingZeros(rest);
          WorkerView worker = block.at((word << 6) + bit);
          if (!(worker.cpuLoadMillis() < MOST_LOAD)) {
            kept &= ~(1L << bit);
          }
        }
        block.retain(word, kept);
      }
    }
  }

  /** Only so many jobs a worker. */
  private static class Crowd extends ScalarFilter {
    Crowd() {
      super(WorkerFacet.JOBS);
    }

    @Override
    public boolean accepts(JobView job, WorkerView worker) {
      return worker.jobCount() < MOST_JOBS;
    }
  }

  private static final class CrowdBlock extends Crowd {
    @Override
    public void filter(JobView job, WorkerBlock block) {
      for (int word = 0; word < block.words(); word++) {
        long kept = block.candidates(word);
        for (long rest = kept; rest != 0; rest &= rest - 1) {
          int bit = Long.numberOfTrailingZeros(rest);
          WorkerView worker = block.at((word << 6) + bit);
          if (!(worker.jobCount() < MOST_JOBS)) {
            kept &= ~(1L << bit);
          }
        }
        block.retain(word, kept);
      }
    }
  }

  /** Grades the share of cpu that is free. */
  private static class MoreCpu extends ScalarScore {
    MoreCpu() {
      super(WorkerFacet.RESOURCES, 1);
    }

    @Override
    public int score(JobView job, WorkerView worker) {
      return grade(worker);
    }

    static int grade(WorkerView worker) {
      return (int) (1_000_000.0 * worker.freeCpuMillis() / worker.cpuMillis());
    }
  }

  private static final class MoreCpuBlock extends MoreCpu {
    @Override
    public void score(JobView job, WorkerBlock block, int[] out) {
      for (int word = 0; word < block.words(); word++) {
        for (long rest = block.candidates(word); rest != 0; rest &= rest - 1) {
          int i = (word << 6) + Long.numberOfTrailingZeros(rest);
          out[i] = grade(block.at(i));
        }
      }
    }
  }

  /** Grades the share of memory that is free. */
  private static class MoreMemory extends ScalarScore {
    MoreMemory() {
      super(WorkerFacet.RESOURCES, 2);
    }

    @Override
    public int score(JobView job, WorkerView worker) {
      return grade(worker);
    }

    static int grade(WorkerView worker) {
      return (int) (1_000_000.0 * worker.freeMemoryBytes() / worker.memoryBytes());
    }
  }

  private static final class MoreMemoryBlock extends MoreMemory {
    @Override
    public void score(JobView job, WorkerBlock block, int[] out) {
      for (int word = 0; word < block.words(); word++) {
        for (long rest = block.candidates(word); rest != 0; rest &= rest - 1) {
          int i = (word << 6) + Long.numberOfTrailingZeros(rest);
          out[i] = grade(block.at(i));
        }
      }
    }
  }

  /** Grades how little is measured to be in use. */
  private static class Cooler extends ScalarScore {
    Cooler() {
      super(WorkerFacet.USAGE, 3);
    }

    @Override
    public int score(JobView job, WorkerView worker) {
      return grade(worker);
    }

    static int grade(WorkerView worker) {
      return 1_000
          * (1_000 - Math.min(1_000, Math.max(worker.cpuLoadMillis(), worker.ioLoadMillis())));
    }
  }

  private static final class CoolerBlock extends Cooler {
    @Override
    public void score(JobView job, WorkerBlock block, int[] out) {
      for (int word = 0; word < block.words(); word++) {
        for (long rest = block.candidates(word); rest != 0; rest &= rest - 1) {
          int i = (word << 6) + Long.numberOfTrailingZeros(rest);
          out[i] = grade(block.at(i));
        }
      }
    }
  }

  /** Grades how few jobs there are. */
  private static class Emptier extends ScalarScore {
    Emptier() {
      super(WorkerFacet.JOBS, 4);
    }

    @Override
    public int score(JobView job, WorkerView worker) {
      return grade(worker);
    }

    static int grade(WorkerView worker) {
      return 1_000_000 / (1 + worker.jobCount());
    }
  }

  private static final class EmptierBlock extends Emptier {
    @Override
    public void score(JobView job, WorkerBlock block, int[] out) {
      for (int word = 0; word < block.words(); word++) {
        for (long rest = block.candidates(word); rest != 0; rest &= rest - 1) {
          int i = (word << 6) + Long.numberOfTrailingZeros(rest);
          out[i] = grade(block.at(i));
        }
      }
    }
  }
}
