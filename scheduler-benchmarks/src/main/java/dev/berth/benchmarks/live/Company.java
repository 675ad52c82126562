package dev.berth.benchmarks.live;

import dev.berth.model.Job;
import dev.berth.model.JobAffinity;
import dev.berth.model.LabelSelector;
import dev.berth.model.Location;
import dev.berth.model.TopologySpread;

/** What jobs may ask of the company they keep, as kube-scheduler's own benchmarks do. */
public enum Company {
  /** Evenly over nine zones, to one job; 5,000 are present. */
  ZONE_SPREAD("hard zone spread", 5_000) {
    @Override
    void ask(Job.Builder job) {
      job.spread(TopologySpread.hard(Location.ZONE, 1, SAME));
    }

    @Override
    void check(int[] byHost, int[] byZone) {
      int most = 0;
      int least = Integer.MAX_VALUE;
      for (int count : byZone) {
        most = Math.max(most, count);
        least = Math.min(least, count);
      }
      demand(most - least <= 1, "zones hold " + least + " to " + most);
    }
  },
  /** No two on one host; 1,000 are present. */
  HOST_APART("required anti-affinity on the host, 1,000 present", 1_000) {
    @Override
    void ask(Job.Builder job) {
      job.affinity(JobAffinity.differentHosts(SAME));
    }

    @Override
    void check(int[] byHost, int[] byZone) {
      for (int count : byHost) {
        demand(count <= 1, "a host holds " + count);
      }
    }
  },
  /** All in one zone; 5,000 are present. */
  ZONE_TOGETHER("required zone affinity, 5,000 present", 5_000) {
    @Override
    void ask(Job.Builder job) {
      job.affinity(JobAffinity.sameZone(SAME));
    }

    @Override
    void check(int[] byHost, int[] byZone) {
      int zones = 0;
      for (int count : byZone) {
        zones += count > 0 ? 1 : 0;
      }
      demand(zones <= 1, zones + " zones hold some");
    }
  },
  /** Rather on hosts that hold some; 5,000 are present. */
  HOST_PREFERRED("preferred affinity on the host, 5,000 present", 5_000) {
    @Override
    void ask(Job.Builder job) {
      job.affinity(JobAffinity.preferSame(50, Location.HOST, SAME));
    }

    @Override
    void check(int[] byHost, int[] byZone) {}
  };

  static final LabelSelector SAME = LabelSelector.of("app", "measured");

  private final String title;
  private final int present;

  Company(String title, int present) {
    this.title = title;
    this.present = present;
  }

  /** What it is, in words. */
  public String title() {
    return title;
  }

  /** How many such jobs are placed. */
  int present() {
    return present;
  }

  /** A job of this kind: small, as those of kube-scheduler's benchmarks are. */
  Job job() {
    Job.Builder job =
        Job.builder("measured").cpuMillis(100).memoryBytes(500L << 20).label("app", "measured");
    ask(job);
    return job.build();
  }

  abstract void ask(Job.Builder job);

  /** Throws when these counts of placed jobs break what was asked, a moment after a placement. */
  abstract void check(int[] byHost, int[] byZone);

  private static void demand(boolean held, String message) {
    if (!held) {
      throw new IllegalStateException(message);
    }
  }
}
