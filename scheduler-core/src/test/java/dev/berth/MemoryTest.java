package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.model.Dependency;
import dev.berth.model.Job;
import dev.berth.model.Worker;
import dev.berth.testing.TestFilter;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a crowd of waiting jobs, or a large fleet, keeps on the heap. */
class MemoryTest {

  private static final MemoryMXBean MEMORY = ManagementFactory.getMemoryMXBean();
  private static final long MEGABYTE = 1 << 20;

  /** The heap in use after a collection; the least of a few, as one may come too early. */
  private static long usedHeap() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 2; i++) {
      System.gc();
      least = Math.min(least, MEMORY.getHeapMemoryUsage().getUsed());
    }
    return least;
  }

  private static SteppedScheduler scheduler() {
    return Scheduler.builder().discoverPlugins(false).plugin(TestFilter.fits()).buildStepped();
  }

  @Test
  void submit_aMillionJobsAndNoWorker_staysUnder400Megabytes() {
    long before = usedHeap();
    try (SteppedScheduler scheduler = scheduler()) {
      for (int i = 0; i < 1_000_000; i++) {
        scheduler.submit(
            Job.builder("job-" + i)
                .tenant("tenant-" + i % 100)
                .cpuMillis(1_000 + i % 16 * 500)
                .memoryBytes(1L << 30)
                .build());
        if (i % 100_000 == 99_999) {
          scheduler.step();
        }
      }

      long used = usedHeap() - before;
      assertThat(scheduler.stats().queued()).isEqualTo(1_000_000);
      assertThat(used / MEGABYTE).as("megabytes for a million waiting jobs").isLessThan(400);
    }
  }

  @Test
  void register_tenThousandWorkers_staysUnder50Megabytes() {
    long before = usedHeap();
    try (SteppedScheduler scheduler = scheduler()) {
      for (int i = 0; i < 10_000; i++) {
        scheduler.register(
            Worker.builder("worker-" + i)
                .cpuMillis(64_000)
                .memoryBytes(256L << 30)
                .gpus(i % 4 == 0 ? 8 : 0, "a100")
                .label("zone", "zone-" + i % 3)
                .label("rack", "rack-" + i / 40)
                .label("host", "host-" + i)
                .build());
      }
      scheduler.step();

      long used = usedHeap() - before;
      assertThat(scheduler.stats().workers()).isEqualTo(10_000);
      assertThat(used / MEGABYTE).as("megabytes for 10,000 workers").isLessThan(50);
    }
  }

  @Test
  void register_workers_takeAbout200BytesBesideTheirSpecs() {
    int count = 100_000;
    List<Worker> specs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      specs.add(Worker.builder("worker-" + i).cpuMillis(64_000).memoryBytes(256L << 30).build());
    }
    long before = usedHeap();
    try (SteppedScheduler scheduler = scheduler()) {
      for (int i = 0; i < count; i++) {
        scheduler.register(specs.get(i));
        if (i % 10_000 == 9_999) {
          scheduler.step();
        }
      }

      long used = usedHeap() - before;
      assertThat(scheduler.stats().workers()).isEqualTo(count);
      assertThat(specs).hasSize(count);
      assertThat(used / count).as("bytes a worker").isLessThan(240);
    }
  }

  @Test
  void submit_jobsOfFewClasses_takeUnder260BytesInAll() {
    int count = 200_000;
    long before = usedHeap();
    try (SteppedScheduler scheduler = scheduler()) {
      for (int i = 0; i < count; i++) {
        scheduler.submit(Job.builder("job-" + i).cpuMillis(1_000 + i % 16).build());
        if (i % 10_000 == 9_999) {
          scheduler.step();
        }
      }

      long used = usedHeap() - before;
      assertThat(scheduler.stats().queued()).isEqualTo(count);
      assertThat(used / count).as("bytes a waiting job").isLessThan(260);
    }
  }

  @Test
  void submit_eachJobAfterTheLast_keepsNoneBeforeIt() {
    int count = 100_000;
    try (SteppedScheduler scheduler =
        Scheduler.builder()
            .discoverPlugins(false)
            .plugin(TestFilter.fits())
            .finishedJobsKept(10)
            .buildStepped()) {
      scheduler.register(Worker.builder("worker").build());
      scheduler.submit(Job.builder("job-0").build());
      long before = usedHeap();
      for (int i = 1; i < count; i++) {
        scheduler.submit(
            Job.builder("job-" + i).after(Dependency.When.AFTER_ANY, "job-" + (i - 1)).build());
        scheduler.cancel("job-" + (i - 1));
        scheduler.step();
      }

      long used = usedHeap() - before;
      assertThat(scheduler.stats().cancelled()).isEqualTo(count - 1);
      assertThat(used / count).as("bytes a job that is over").isLessThan(20);
    }
  }
}
