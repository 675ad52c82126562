package dev.berth.simulator.demo;

import dev.berth.model.Worker;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/** Something that takes a worker away for a while. */
record Incident(Kind kind, int worker, long fromNanos, long toNanos) {
  private static final long MINUTE = 60_000_000_000L;
  private static final long DAY = 24 * 60 * MINUTE;
  private static final int OUTAGES_ONE_IN = 100;
  private static final int DRAINS_ONE_IN = 50;

  enum Kind {
    /** It falls silent: no heartbeats, and what it finishes is told only afterwards. */
    OUTAGE,
    /** It is drained for maintenance. */
    DRAIN
  }

  /** One worker in a hundred fails once and two are drained once, each worker at most one. */
  static List<Incident> plan(List<Worker> workers, SplittableRandom random) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < workers.size(); i++) {
      order.add(random.nextInt(order.size() + 1), i);
    }
    int outages = (workers.size() + OUTAGES_ONE_IN - 1) / OUTAGES_ONE_IN;
    int drains = workers.size() / DRAINS_ONE_IN;
    List<Incident> incidents = new ArrayList<>();
    for (int i = 0; i < Math.min(outages + drains, order.size()); i++) {
      Kind kind = i < outages ? Kind.OUTAGE : Kind.DRAIN;
      long from = random.nextLong(DAY * 9 / 10);
      long length = (kind == Kind.OUTAGE ? 10 : 60) * MINUTE + random.nextLong(30 * MINUTE);
      incidents.add(new Incident(kind, order.get(i), from, from + length));
    }
    incidents.sort(Comparator.comparingLong(Incident::fromNanos));
    return incidents;
  }
}
