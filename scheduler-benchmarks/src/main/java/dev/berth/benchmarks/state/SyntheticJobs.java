package dev.berth.benchmarks.state;

import static dev.berth.benchmarks.state.SyntheticFleet.GIB;

import dev.berth.model.Job;
import dev.berth.model.LabelRequirement;
import dev.berth.model.Location;
import dev.berth.model.Toleration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Jobs of several kinds for a {@link SyntheticFleet}: 0.5 to 4 cores and 1 to 8 GiB each, and of
 * each kind's own what its constant says.
 *
 * <p><b>Thread-safety:</b> pure functions of the seed.
 */
public final class SyntheticJobs {

  /** What a job asks beyond cpu and memory. */
  public enum Kind {
    /** Nothing. */
    CPU,
    /** A node selector of one label, a required affinity of two, and a toleration. */
    SELECTOR {
      @Override
      void constrain(Job.Builder job, SplittableRandom random) {
        job.nodeSelector("arch", "amd64")
            .require(
                LabelRequirement.in("disk", "ssd"),
                LabelRequirement.gt("generation", random.nextInt(1, 4)))
            .tolerate(Toleration.equal("dedicated", "team-" + random.nextInt(5)));
      }
    },
    /** One or two GPUs, of any model or of one, or a share of one. */
    GPU {
      @Override
      void constrain(Job.Builder job, SplittableRandom random) {
        job.tolerate(Toleration.exists("gpu"));
        switch (random.nextInt(3)) {
          case 0 -> job.gpus(random.nextInt(1, 3));
          case 1 -> job.gpus(1).gpuModels("A100", "H100");
          default -> job.gpuShare(250);
        }
      }
    },
    /** Three preferences and a place to be near to. */
    PREFERRED {
      @Override
      void constrain(Job.Builder job, SplittableRandom random) {
        int zone = random.nextInt(SyntheticFleet.REGIONS * SyntheticFleet.ZONES_A_REGION);
        job.prefer(50, LabelRequirement.in("pool", "pool-1", "pool-2"))
            .prefer(30, LabelRequirement.in("disk", "ssd"))
            .prefer(20, LabelRequirement.gt("generation", 3))
            .near(
                new Location(
                    "region-" + zone / SyntheticFleet.ZONES_A_REGION, "zone-" + zone, null, null));
      }
    };

    void constrain(Job.Builder job, SplittableRandom random) {}
  }

  private SyntheticJobs() {}

  /** So many jobs, all different, of these kinds in turn. */
  public static List<JobSpec> of(int count, long seed, Kind... kinds) {
    SplittableRandom random = new SplittableRandom(seed);
    List<JobSpec> jobs = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Job.Builder job =
          Job.builder("job-" + i)
              .cpuMillis(random.nextLong(500, 4_001))
              .memoryBytes(random.nextLong(1, 9) * GIB);
      kinds[i % kinds.length].constrain(job, random);
      jobs.add(new JobSpec(job.build()));
    }
    return jobs;
  }

  /** A job that asks for more than any worker has. */
  public static JobSpec hopeless() {
    return new JobSpec(Job.builder("hopeless").cpuMillis(1_000_000).build());
  }
}
