package dev.berth.plugins.standard.oracle;

import dev.berth.model.Job;
import dev.berth.model.JobAffinity;
import dev.berth.model.JobAffinityTerm;
import dev.berth.model.LabelRequirement;
import dev.berth.model.LabelSelector;
import dev.berth.model.Location;
import dev.berth.model.PreferredJobAffinityTerm;
import dev.berth.model.TopologySpread;
import dev.berth.model.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Random wishes about the company a job keeps: over zone, rack, host and a label that few workers
 * have, about jobs of few kinds, so that many of them meet.
 */
final class RandomCompany {
  /** A label that few workers have. */
  static final String ROOM = "room";

  private static final List<String> KEYS =
      List.of(Location.ZONE, Location.RACK, Location.HOST, ROOM);
  private static final List<String> APPS = List.of("web", "api", "db");
  private static final List<String> TIERS = List.of("x", "y");

  private final SplittableRandom random;
  private final List<JobAffinityTerm> wishes;

  RandomCompany(SplittableRandom random) {
    this.random = random;
    // No more than the plugin gives a fixed part of the range.
    wishes = Stream.generate(this::term).limit(random.nextInt(1, 5)).toList();
  }

  /** Labels that make domains of several sizes. */
  void place(Worker.Builder worker) {
    if (random.nextInt(4) > 0) {
      worker.label(Location.ZONE, "z-" + random.nextInt(3));
    }
    if (random.nextInt(3) > 0) {
      worker.label(Location.HOST, "h-" + random.nextInt(60));
    }
    if (random.nextInt(8) == 0) {
      worker.label(ROOM, "r-" + random.nextInt(2));
    }
  }

  void label(Job.Builder job) {
    if (random.nextInt(10) > 0) {
      job.label("app", pick(APPS));
    }
    if (random.nextInt(3) == 0) {
      job.label("tier", pick(TIERS));
    }
  }

  void wish(Job.Builder job) {
    for (int wishes = random.nextInt(2) * random.nextInt(1, 4); wishes > 0; wishes--) {
      one(job);
    }
  }

  private void one(Job.Builder job) {
    switch (random.nextInt(9)) {
      case 0, 1 ->
          job.spread(
              TopologySpread.hard(pick(KEYS), random.nextInt(1, 4), selector())
                  .withMinDomains(random.nextInt(3) > 0 ? 1 : random.nextInt(2, 5)));
      case 2 -> job.spread(TopologySpread.soft(pick(KEYS), random.nextInt(1, 4), selector()));
      case 3 -> job.affinity(JobAffinity.same(pick(KEYS), selector()));
      case 4, 5, 6 -> job.affinity(JobAffinity.different(pick(KEYS), selector()));
      default -> {
        List<PreferredJobAffinityTerm> near = new ArrayList<>();
        List<PreferredJobAffinityTerm> apart = new ArrayList<>();
        List<PreferredJobAffinityTerm> either = random.nextBoolean() ? near : apart;
        either.add(new PreferredJobAffinityTerm(random.nextInt(1, 101), pick(wishes)));
        job.affinity(new JobAffinity(List.of(), near, List.of(), apart));
      }
    }
  }

  private JobAffinityTerm term() {
    return new JobAffinityTerm(pick(KEYS), selector());
  }

  private LabelSelector selector() {
    return switch (random.nextInt(8)) {
      case 0 -> LabelSelector.EVERY_JOB;
      case 1 -> LabelSelector.of(LabelRequirement.notIn("app", pick(APPS)));
      case 2 -> LabelSelector.of(LabelRequirement.in("app", pick(APPS), pick(APPS)));
      case 3 ->
          LabelSelector.of(
              LabelRequirement.in("app", pick(APPS)), LabelRequirement.doesNotExist("tier"));
      default -> LabelSelector.of("app", pick(APPS));
    };
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
