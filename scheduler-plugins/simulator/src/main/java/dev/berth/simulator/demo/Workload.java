package dev.berth.simulator.demo;

import dev.berth.model.Job;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** The day's jobs in order of submission. */
record Workload(List<DemoJob> jobs) {
  /** So many jobs a worker fill the fleet for the day; with more, each runs for less time. */
  static final int JOBS_PER_WORKER = 50;

  private static final double NANOS_PER_HOUR = 3_600e9;
  private static final long SECOND = 1_000_000_000L;
  private static final int PER_MILLE = 1_000;
  private static final int FAILING_ONE_IN = 60;

  /** So many jobs for so many workers; equal seeds give equal days. */
  static Workload generate(int jobs, int workers, SplittableRandom random) {
    double scale = Math.min(1, (double) JOBS_PER_WORKER * workers / jobs);
    List<DemoJob> day = new ArrayList<>(jobs);
    long owed = 0;
    for (JobKind kind : JobKind.values()) {
      owed += (long) kind.sharePerMille() * jobs;
      while (day.size() < (owed + PER_MILLE / 2) / PER_MILLE) {
        day.add(job(kind, day.size(), scale, random));
      }
    }
    day.sort(Comparator.comparingLong(DemoJob::submitNanos).thenComparing(job -> job.job().id()));
    return new Workload(List.copyOf(day));
  }

  private static DemoJob job(JobKind kind, int number, double scale, SplittableRandom random) {
    String id = kind.name().toLowerCase(Locale.ROOT).replace('_', '-') + "-" + number;
    Job job = kind.describe(Job.builder(id), random).build();
    return new DemoJob(
        job,
        kind,
        (long) (kind.submitHour(random) * NANOS_PER_HOUR),
        Math.max(SECOND, (long) (kind.runHours(random) * scale * NANOS_PER_HOUR)),
        50 + random.nextInt(46),
        random.nextInt(20),
        kind == JobKind.CI && random.nextInt(FAILING_ONE_IN) == 0);
  }
}
