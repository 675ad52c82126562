package dev.berth.simulator.demo;

import dev.berth.model.Job;
import dev.berth.model.LabelRequirement;
import dev.berth.model.Location;
import dev.berth.model.Priority;
import dev.berth.model.Toleration;
import java.util.SplittableRandom;

/**
 * The kinds of work of the demo's day: how many of the jobs, when they come, how long they run and
 * what they ask for. Shares are in per mille; run times have the given median in minutes and spread
 * around it as a log-normal with the given sigma, at most a given number of hours.
 *
 * <p>The numbers are chosen so that fifty jobs a worker and day fill the fleet: services follow the
 * office day, batch work the night.
 */
enum JobKind {
  CI(
      575,
      DayCurve.of(1, 1, 1, 1, 1, 1, 2, 5, 10, 14, 15, 14, 11, 13, 15, 15, 13, 10, 7, 5, 4, 3, 2, 1),
      4,
      0.8,
      1) {
    @Override
    Job.Builder describe(Job.Builder job, SplittableRandom random) {
      int cores = pick(random, 2, 2, 4, 4, 8);
      job.tenant(pick(random, "web", "mobile", "platform"))
          .priority(random.nextInt(6) == 0 ? Priority.HIGH : Priority.MEDIUM)
          .cpuMillis(cores * CORE)
          .memoryBytes(2 * GIB * cores)
          .storageBytes(20 * GIB)
          .tolerate(Toleration.equal("spot", "true"))
          .maxRetries(1);
      return random.nextInt(16) == 0
          ? job.nodeSelector("arch", "arm64")
          : job.require(LabelRequirement.in("arch", "amd64")).prefer(10, SSD);
    }
  },
  SERVICE_BASE(36, DayCurve.FLAT, 60 * 40, 0.1, 48) {
    @Override
    Job.Builder describe(Job.Builder job, SplittableRandom random) {
      return service(job, random);
    }

    @Override
    double submitHour(SplittableRandom random) {
      return firstMinutes(random);
    }
  },
  SERVICE_PEAK(
      62,
      DayCurve.of(0, 0, 0, 0, 0, 2, 8, 14, 14, 9, 5, 3, 3, 3, 3, 2, 2, 1, 1, 0, 0, 0, 0, 0),
      60 * 9,
      0.25,
      16) {
    @Override
    Job.Builder describe(Job.Builder job, SplittableRandom random) {
      return service(job, random);
    }
  },
  BATCH(
      252,
      DayCurve.of(13, 13, 12, 11, 10, 9, 8, 6, 5, 4, 4, 4, 5, 5, 6, 6, 7, 8, 9, 10, 11, 12, 12, 12),
      165,
      0.6,
      6) {
    @Override
    Job.Builder describe(Job.Builder job, SplittableRandom random) {
      int cores = pick(random, 2, 4, 8, 8, 16);
      int gibPerCore = pick(random, 2, 3, 4, 6);
      job.tenant(pick(random, "analytics", "billing", "research"))
          .priority(random.nextInt(5) < 3 ? Priority.BATCH : Priority.LOW)
          .cpuMillis(cores * CORE)
          .memoryBytes((long) cores * gibPerCore * GIB)
          .storageBytes(pick(random, 20, 60, 100) * GIB)
          .tolerate(Toleration.equal("spot", "true"));
      if (random.nextInt(3) == 0) {
        job.near(Location.inZone(Fleet.zone(random.nextInt(Fleet.ZONES))));
      }
      return random.nextInt(10) == 0 ? job.require(SSD) : job;
    }

    @Override
    double submitHour(SplittableRandom random) {
      return submitHourOrLeftOver(12, random);
    }
  },
  TRAINING(
      32,
      DayCurve.of(
          9, 9, 8, 8, 8, 8, 8, 8, 9, 10, 10, 10, 10, 10, 10, 11, 11, 11, 11, 10, 10, 10, 10, 9),
      150,
      0.6,
      8) {
    @Override
    Job.Builder describe(Job.Builder job, SplittableRandom random) {
      int gpus = pick(random, 1, 1, 1, 2, 2, 4);
      return job.tenant(pick(random, "vision", "speech"))
          .priority(random.nextInt(3) == 0 ? Priority.LOW : Priority.BATCH)
          .cpuMillis(8 * CORE * gpus)
          .memoryBytes(60 * GIB * gpus)
          .storageBytes(200 * GIB * gpus)
          .gpus(gpus)
          .gpuModels("A100")
          .tolerate(Toleration.exists("gpu"));
    }

    @Override
    double submitHour(SplittableRandom random) {
      return submitHourOrLeftOver(10, random);
    }
  },
  INFERENCE(
      43,
      DayCurve.of(3, 2, 2, 2, 2, 3, 5, 7, 9, 10, 11, 11, 10, 11, 11, 11, 10, 9, 8, 7, 6, 5, 4, 3),
      160,
      0.7,
      8) {
    @Override
    Job.Builder describe(Job.Builder job, SplittableRandom random) {
      int share = pick(random, 100, 200, 250, 250, 500, 500);
      return job.tenant(pick(random, "vision", "speech", "notebooks"))
          .priority(random.nextInt(3) == 0 ? Priority.HIGH : Priority.MEDIUM)
          .cpuMillis(share * 5L)
          .memoryBytes(share * GIB / 50)
          .storageBytes(10 * GIB)
          .gpuShare(share)
          .tolerate(Toleration.exists("gpu"))
          .prefer(50, LabelRequirement.in("shape", "l4"));
    }
  };

  private static final LabelRequirement SSD = LabelRequirement.in("disk", "ssd");
  private static final long GIB = 1L << 30;
  private static final long CORE = 1_000;

  private final int sharePerMille;

  @SuppressWarnings("ImmutableEnumChecker") // it is, but no annotation says so
  private final DayCurve arrivals;

  private final double medianMinutes;
  private final double sigma;
  private final double mostHours;

  JobKind(
      int sharePerMille, DayCurve arrivals, double medianMinutes, double sigma, double mostHours) {
    this.sharePerMille = sharePerMille;
    this.arrivals = arrivals;
    this.medianMinutes = medianMinutes;
    this.sigma = sigma;
    this.mostHours = mostHours;
  }

  int sharePerMille() {
    return sharePerMille;
  }

  /** Says what a job of this kind asks for. */
  abstract Job.Builder describe(Job.Builder job, SplittableRandom random);

  double submitHour(SplittableRandom random) {
    return arrivals.draw(random);
  }

  /** As the curve says, but one in so many is left over from the day before and comes at once. */
  final double submitHourOrLeftOver(int oneIn, SplittableRandom random) {
    return random.nextInt(oneIn) == 0 ? firstMinutes(random) : arrivals.draw(random);
  }

  private static double firstMinutes(SplittableRandom random) {
    return random.nextDouble() / 6;
  }

  double runHours(SplittableRandom random) {
    double hours = medianMinutes / 60 * StrictMath.exp(sigma * gaussian(random));
    return Math.min(hours, mostHours);
  }

  private static Job.Builder service(Job.Builder job, SplittableRandom random) {
    int cores = pick(random, 1, 2, 4, 4, 6);
    return job.tenant(pick(random, "shop", "search", "payments"))
        .priority(random.nextInt(8) == 0 ? Priority.CRITICAL : Priority.HIGH)
        .cpuMillis(cores * CORE)
        .memoryBytes(4 * GIB * cores)
        .storageBytes(10 * GIB)
        .require(LabelRequirement.in("arch", "amd64"))
        .prefer(40, LabelRequirement.in(Location.ZONE, Fleet.zone(random.nextInt(Fleet.ZONES))));
  }

  /** Marsaglia's polar method on strict arithmetic, so that every JDK draws the same. */
  private static double gaussian(SplittableRandom random) {
    while (true) {
      double u = 2 * random.nextDouble() - 1;
      double v = 2 * random.nextDouble() - 1;
      double s = u * u + v * v;
      if (s > 0 && s < 1) {
        return u * StrictMath.sqrt(-2 * StrictMath.log(s) / s);
      }
    }
  }

  private static int pick(SplittableRandom random, int... values) {
    return values[random.nextInt(values.length)];
  }

  private static String pick(SplittableRandom random, String... values) {
    return values[random.nextInt(values.length)];
  }
}
