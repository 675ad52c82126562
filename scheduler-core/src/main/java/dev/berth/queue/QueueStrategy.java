package dev.berth.queue;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * In which order a profile tries its waiting jobs. What happens when the first fits nowhere is said
 * by {@link Backfill}.
 *
 * <p><b>Thread-safety:</b> immutable. docs/POLICIES.md has a page on each.
 */
public sealed interface QueueStrategy {

  /** Highest priority first, within one the oldest. */
  QueueStrategy PRIORITY = new Priority(null, Overdue.AGES_UP);

  /** As submitted, whatever the priority. */
  QueueStrategy FIFO = new Fifo();

  /** Highest priority first, within one the oldest; a job ages up a band after so long a wait. */
  static QueueStrategy ageing(Duration maxQueueTime) {
    return new Priority(maxQueueTime, Overdue.AGES_UP);
  }

  /** Highest priority first, within one the oldest; a job is cancelled after so long a wait. */
  static QueueStrategy expiring(Duration maxQueueTime) {
    return new Priority(maxQueueTime, Overdue.EXPIRES);
  }

  /** As submitted, whatever the priority (first come, first served). */
  record Fifo() implements QueueStrategy {}

  /** What becomes of a job that has waited for the maximal queue time. */
  enum Overdue {
    /** It goes up to the next higher of the five standard priorities, and the time begins anew. */
    AGES_UP,
    /** It is cancelled. */
    EXPIRES
  }

  /**
   * Highest priority first, within one the oldest.
   *
   * @param maxQueueTime after how long a wait a job is overdue; null for never
   */
  record Priority(@Nullable Duration maxQueueTime, Overdue overdue) implements QueueStrategy {
    public Priority {
      if (maxQueueTime != null && (maxQueueTime.isNegative() || maxQueueTime.isZero())) {
        throw new IllegalArgumentException(
            "maxQueueTime (%s) must be above zero\nMaybe no limit is meant: then leave it out."
                .formatted(maxQueueTime));
      }
    }
  }

  /**
   * Shares service among tenants by weight; all weigh 1 until {@link Fair#weight} says otherwise.
   */
  static Fair fairByTenant() {
    return new Fair(null, Map.of(), Duration.ZERO);
  }

  /** Shares service among the values of a label of jobs; jobs without it share the value "". */
  static Fair fairByLabel(String label) {
    return new Fair(label, Map.of(), Duration.ZERO);
  }

  /**
   * Shares service among keys by weight, from when each has jobs waiting: start-time fair queueing
   * (Goyal, Vin, Cheng, SIGCOMM 1996). A job's service is its {@link
   * dev.berth.model.Job#timeLimit}, or what {@link Backfill#assumed} says, times the share of the
   * fleet it takes of that resource of which it takes most. What was used long ago is forgotten;
   * for a memory there is {@link FairShareConfig}.
   *
   * @param label the label of jobs whose value is the key; null for the tenant
   * @param weights how much of the service a key gets beside others, by key; 1 if not there
   * @param quantum a key that has its turn keeps it until it has had so much service, in time of
   *     the whole fleet; zero for one job
   */
  record Fair(@Nullable String label, Map<String, Double> weights, Duration quantum)
      implements QueueStrategy {

    public Fair {
      weights = Collections.unmodifiableMap(new TreeMap<>(weights));
      weights.forEach(
          (key, weight) -> {
            if (!(weight >= FairQueue.MIN_WEIGHT && weight <= FairQueue.MAX_WEIGHT)) {
              throw new IllegalArgumentException(
                  "weight (%s) of %s must be %s to %s"
                      .formatted(weight, key, FairQueue.MIN_WEIGHT, FairQueue.MAX_WEIGHT));
            }
          });
      if (quantum.isNegative()) {
        throw new IllegalArgumentException("quantum (%s) must be zero or more".formatted(quantum));
      }
    }

    /** The same with another weight for a key. */
    public Fair weight(String key, double weight) {
      Map<String, Double> changed = new TreeMap<>(weights);
      changed.put(key, weight);
      return new Fair(label, changed, quantum);
    }

    /** The same with another quantum. */
    public Fair quantum(Duration service) {
      return new Fair(label, weights, service);
    }
  }
}
