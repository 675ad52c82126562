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

  /** Who has had least of its share goes first; tenants are equal and usage halves in a day. */
  static FairShare fairShare() {
    return new FairShare(FairShareConfig.ofDefaults(), REFRESH);
  }

  /** Shares by what tenants have used, with these weights, parents and half-life. */
  static FairShare fairShare(FairShareConfig config) {
    return new FairShare(config, REFRESH);
  }

  /** Slurm's multifactor priority with its usual weights. */
  static Multifactor multifactor() {
    return multifactor(MultifactorWeights.ofDefaults(), FairShareConfig.ofDefaults());
  }

  /** Slurm's multifactor priority with these weights and shares. */
  static Multifactor multifactor(MultifactorWeights weights, FairShareConfig shares) {
    return new Multifactor(weights, shares, REFRESH);
  }

  /** How old a tenant's rank may be on which nothing has started or ended meanwhile. */
  Duration REFRESH = Duration.ofSeconds(10);

  /**
   * The tenant with the highest weight / (usage + 1) goes first, and usage decays; within a tenant
   * by priority and age.
   *
   * @param refresh a tenant's rank is new whenever one of its jobs starts or ends, and at most this
   *     old
   */
  record FairShare(FairShareConfig shares, Duration refresh) implements QueueStrategy {
    public FairShare {
      checkRefresh(refresh);
    }
  }

  /**
   * The highest weighted sum of age, fair share, size, priority class and queue goes first.
   *
   * @param refresh ranks are at most this old; a tenant's is new whenever one of its jobs starts or
   *     ends
   */
  record Multifactor(MultifactorWeights weights, FairShareConfig shares, Duration refresh)
      implements QueueStrategy {
    public Multifactor {
      checkRefresh(refresh);
    }
  }

  private static void checkRefresh(Duration refresh) {
    if (refresh.isNegative() || refresh.isZero()) {
      throw new IllegalArgumentException("refresh (%s) must be above zero".formatted(refresh));
    }
  }

  /**
   * As submitted, but of the oldest so many the one that packs best goes first. A window that is
   * not full is worked off when nothing came for a second.
   */
  static Packing packing(int jobs) {
    return new Packing(jobs, Duration.ofSeconds(1), 16 * jobs, Packing.POINTS_PER_GPU);
  }

  /**
   * As submitted, but of the oldest waiting jobs the one goes first whose best place is worth most
   * by the profile's scores, with what its GPUs are worth. Needs {@link Backfill#greedy}.
   *
   * <p>With a choice of jobs a score that values what a placement leaves over can fill a hole with
   * the job that fits it; at the price of a wait until there is a choice.
   *
   * @param jobs how many of the oldest may be reordered, 1 to {@value #MOST_JOBS}; placed are jobs
   *     only from a window that is full
   * @param quiet a window that is not full is worked off when no job has come for so long
   * @param patience a job goes next once so many were placed before it, from when it was in the
   *     window
   * @param pointsPerGpu what bringing a whole GPU to use is worth, in points of the profile's
   *     scores times their weights; 0 places what fits best, however small
   */
  record Packing(int jobs, Duration quiet, int patience, long pointsPerGpu)
      implements QueueStrategy {
    /** The most jobs that are looked at together. */
    public static final int MOST_JOBS = 1_024;

    /** What {@code berthGpu} at weight 1 says a whole GPU is worth. */
    public static final long POINTS_PER_GPU = 3_200;

    public Packing {
      check("jobs", jobs, 1, MOST_JOBS);
      check("patience", patience, 0, Integer.MAX_VALUE);
      check("pointsPerGpu", pointsPerGpu, 0, 1L << 40);
      if (quiet.isNegative()) {
        throw new IllegalArgumentException("quiet (%s) must be zero or more".formatted(quiet));
      }
    }

    private static void check(String field, long value, long least, long most) {
      if (value < least || value > most) {
        throw new IllegalArgumentException(
            "%s (%d) of packing must be %d to %d".formatted(field, value, least, most));
      }
    }

    /** The same with another quiet time. */
    public Packing quiet(Duration quiet) {
      return new Packing(jobs, quiet, patience, pointsPerGpu);
    }
  }

  /** Short jobs first, and nobody forgotten: our best for batches, with {@link Backfill#easy}. */
  QueueStrategy SHORTEST_FIRST = new ShortestFirst();

  /**
   * The smallest expected size goes first: time limit × the mean of the tenant's last two run
   * times. A job that has waited for long gets an appointment, which with {@link Backfill#easy}
   * nobody may delay. See docs/POLICIES.md for both.
   *
   * <p>Source: Tsafrir, Etsion, Feitelson, "Backfilling Using System-Generated Predictions Rather
   * than User Runtime Estimates", TPDS 2007, for what the last two run times say.
   */
  record ShortestFirst() implements QueueStrategy {}
}
