package dev.berth.benchmarks.live;

import dev.berth.benchmarks.baseline.Rival;
import dev.berth.benchmarks.state.JobSpec;
import dev.berth.benchmarks.state.SyntheticFleet;
import dev.berth.benchmarks.state.SyntheticFleet.Member;
import dev.berth.benchmarks.state.SyntheticJobs;
import dev.berth.benchmarks.state.SyntheticJobs.Kind;
import dev.berth.internal.decide.DecisionCounters;
import dev.berth.model.Requirements;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A fleet at work, 70 % full. One step is a placement of one class, in random order, and the end of
 * one random job: half of the rows that change are placements, half completions, and a class that
 * is one of K finds about 2K changed rows when its turn comes.
 *
 * <pre>
 *   fleet     {@link SyntheticFleet}, 66 % of its cpu taken by jobs that stay, the rest by one job
 *             a worker that comes and goes
 *   classes   of eight, three ask cpu and memory only, two select by label and taint, two have
 *             preferences and a place to be near to, one asks GPUs; the only one of K = 1 asks cpu
 *             and memory
 *   loads     {@link Loads}
 * </pre>
 *
 * <p><b>Thread-safety:</b> none.
 */
public final class LiveFleet {

  private static final int FILL = 660;
  private static final int TRIES = 64;
  private static final Kind[] KINDS = {
    Kind.CPU,
    Kind.SELECTOR,
    Kind.PREFERRED,
    Kind.CPU,
    Kind.GPU,
    Kind.SELECTOR,
    Kind.PREFERRED,
    Kind.CPU
  };

  private final SplittableRandom random;
  private final Rival rival;
  private final int workers;
  private final List<JobSpec> jobs;
  private final JobSpec hopeless;
  private final Loads loads;
  private final int[] workerOf;
  private final int[] classOf;
  private final long[] gpusOf;
  private int lastHeartbeat;
  private long heartbeats;
  private long telling;
  private long decisions;
  private long unplaced;

  /** A fleet of so many workers and classes, decided on by this rival. */
  public LiveFleet(Rival.Type rival, int workers, int classes, long seed) {
    Iterable<Member> fleet = SyntheticFleet.generated(workers, seed, FILL);
    random = new SplittableRandom(seed);
    this.rival = rival.over(fleet);
    this.workers = workers;
    jobs = SyntheticJobs.of(classes, seed, KINDS);
    hopeless = SyntheticJobs.hopeless();
    loads = new Loads(workers, fleet, random.split());
    workerOf = new int[workers];
    classOf = new int[workers];
    gpusOf = new long[workers];
    for (int slot = 0; slot < workers; slot++) {
      fill(slot);
    }
  }

  private void fill(int slot) {
    for (int i = 0; i < TRIES; i++) {
      int jobClass = nextClass();
      int worker = random.nextInt(workers);
      if (rival.hasRoom(worker, requirements(jobClass))) {
        put(slot, jobClass, worker);
        return;
      }
    }
    throw new IllegalStateException("no room for job " + slot + " of " + workers + " workers");
  }

  /** The class whose turn it is: any. */
  public int nextClass() {
    return random.nextInt(jobs.size());
  }

  /** Decides on a job of a class; what {@link LiveDecision} times. */
  public int decide(int jobClass) {
    return rival.decide(jobs.get(jobClass), jobClass);
  }

  /** Decides on a job that no worker has room for, of a class of its own. */
  public int decideHopeless() {
    return rival.decide(hopeless, jobs.size());
  }

  /** Commits a decision, and ends one random job if there was a worker. */
  public void commit(int jobClass, int worker) {
    decisions++;
    if (worker == Rival.NONE) {
      unplaced++;
      return;
    }
    int slot = random.nextInt(workers);
    int oldWorker = workerOf[slot];
    Requirements old = requirements(classOf[slot]);
    long oldGpus = gpusOf[slot];
    put(slot, jobClass, worker);
    rival.release(oldWorker, old, oldGpus);
  }

  /** One step of any class, decision and all. */
  public int step() {
    return step(nextClass());
  }

  /** One step of this class. */
  public int step(int jobClass) {
    int worker = decide(jobClass);
    commit(jobClass, worker);
    return worker;
  }

  /** One worker's heartbeat; each has its turn, far from the one before. */
  public void heartbeat() {
    lastHeartbeat = (int) ((lastHeartbeat + 1_000_003L) % workers);
    heartbeats++;
    if (rival.setUsage(lastHeartbeat, loads.next(lastHeartbeat))) {
      telling++;
    }
  }

  /** The share of heartbeats so far that changed what a decision sees. */
  public double tellingHeartbeats() {
    return (double) telling / heartbeats;
  }

  /** What the decisions have cost, in things done. */
  public DecisionCounters counters() {
    return rival.counters();
  }

  /**
   * Throws when more than one decision in twenty found no worker: then something else is measured.
   */
  public void checkPlaced() {
    if (20 * unplaced > decisions) {
      throw new IllegalStateException(unplaced + " of " + decisions + " jobs found no worker");
    }
  }

  private void put(int slot, int jobClass, int worker) {
    workerOf[slot] = worker;
    classOf[slot] = jobClass;
    gpusOf[slot] = rival.reserve(worker, requirements(jobClass));
  }

  private Requirements requirements(int jobClass) {
    return jobs.get(jobClass).requirements();
  }
}
