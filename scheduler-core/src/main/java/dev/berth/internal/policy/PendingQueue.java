package dev.berth.internal.policy;

import dev.berth.model.Job;
import dev.berth.queue.PriorityBands;
import dev.berth.queue.QueueStrategy;
import java.util.Comparator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The waiting jobs of one profile, in order, with those set aside that fit nowhere.
 *
 * <pre>
 *            add                          next
 *   submit ───────▶ bands ─────────────┬────────▶ decide ──▶ placed
 *                   returned (by age) ─┘             │
 *                      ▲                             │ refused
 *                      │  could help, or back-off    ▼
 *                      └─────────────────────── parked classes
 * </pre>
 *
 * <p>A job that fits nowhere parks its whole class: jobs of that class that come up next join it
 * without a decision. The class comes back when a worker changed for the better and now passes its
 * filters, or when its back-off has passed; then its oldest job is tried, and the next one only
 * once that was placed. So a hopeless job costs one decision a back-off, and a million of one class
 * no more than one.
 *
 * <p>With {@link QueueStrategy#FIFO} nothing steps aside: the head waits and all wait behind it.
 *
 * <p><b>Order:</b> priority, then age. A job that came back keeps its age. Exact, except that of
 * more than {@value #MOST_ASKED} parked classes only so many are asked about one change, the
 * highest priorities first.
 *
 * <p><b>Thread-safety:</b> none; owned by the engine. <b>Cost:</b> O(1) for a new job, O(log
 * returned) for one that came back, removal likewise.
 */
public final class PendingQueue {

  /** How many parked classes are asked about one changed worker: bounds what hopeless jobs cost. */
  static final int MOST_ASKED = 1024;

  /** Nothing refuses a job. */
  public static final int ACCEPTED = 0;

  /** Beside the facets: a worker was added, which may help whatever the filters read. */
  public static final int WORKER_ADDED = 1 << 31;

  /** Instead of facets: a filter faulted, and is not to be asked before the back-off has passed. */
  public static final int UNKNOWN = 1 << 30;

  /** Whether a worker would take a job now; asked of one worker that changed for the better. */
  @FunctionalInterface
  public interface Acceptance {
    /**
     * The facets read by what refuses the job, as bits, or {@link PendingQueue#ACCEPTED} or {@link
     * PendingQueue#UNKNOWN}.
     */
    int refusedBy(WaitingJob job);
  }

  private final boolean strict;
  private final JobClasses classes;
  private final Consumer<WaitingJob> onParked;
  private final PriorityBands<WaitingJob> bands = new PriorityBands<>();
  private final ReturnedJobs returned;
  private final ParkedClasses parked = new ParkedClasses();
  private int parkedRefusedBy;
  private @Nullable WaitingJob blockedHead;
  private int blockedBy;
  private int waiting;

  /**
   * An empty queue.
   *
   * @param onParked told of every job that steps aside or blocks the queue
   */
  public PendingQueue(QueueStrategy strategy, JobClasses classes, Consumer<WaitingJob> onParked) {
    strict = strategy == QueueStrategy.FIFO;
    this.classes = classes;
    this.onParked = onParked;
    Comparator<WaitingJob> byAge = Comparator.comparingLong(WaitingJob::sequence);
    returned =
        new ReturnedJobs(
            strict ? byAge : Comparator.comparingInt(this::band).reversed().thenComparing(byAge));
  }

  // ---- classes

  /** Gives a job its class; once, before it is queued. */
  public JobClass admit(WaitingJob job, Job spec) {
    return classes.admit(job, spec);
  }

  /** A job is final. */
  public void forget(WaitingJob job) {
    if (classes.forget(job)) {
      unpark(job.jobClass());
    }
  }

  // ---- jobs

  /** How many jobs wait, parked or not. */
  public int size() {
    return waiting;
  }

  /** How many classes fit nowhere at the moment. */
  public int parkedClasses() {
    return parked.size();
  }

  /** Takes a job that was never queued before: it is the youngest. */
  public void add(WaitingJob job) {
    job.entry = bands.offer(band(job), job);
    job.place = WaitingJob.Place.BAND;
    waiting++;
  }

  /** Takes a job back: retried, resumed, or its worker was lost. */
  public void readd(WaitingJob job) {
    putReturned(job);
    waiting++;
  }

  /** Takes a job out, wherever it waits. */
  public void remove(WaitingJob job) {
    detach(job);
    waiting--;
    if (!job.jobClass().parked) {
      unparkFirst(job.jobClass()); // it may have been the one that its class was tried with
    }
  }

  /**
   * Takes out the job to be tried next, or null when there is none worth trying. It must be handed
   * to {@link #refused} if it finds no worker.
   */
  public @Nullable WaitingJob next() {
    if (blockedHead != null) {
      return null;
    }
    while (true) {
      WaitingJob job = first();
      if (job == null) {
        return null;
      }
      detach(job);
      if (strict || !job.jobClass().parked) {
        waiting--;
        return job;
      }
      park(job);
    }
  }

  /** The job that was tried last has a worker: the rest of its class may be in luck too. */
  public void placed(WaitingJob job) {
    JobClass jobClass = job.jobClass();
    jobClass.refusals = 0;
    if (!jobClass.parked) {
      unparkFirst(jobClass);
    }
  }

  /**
   * The job that was tried last found no worker.
   *
   * @param refusedBy facets read by the filters that refused it, and {@link #WORKER_ADDED}, as
   *     bits; 0 when nothing but the back-off brings it back
   * @return how many times in a row its class has been refused, for the back-off
   */
  public int refused(WaitingJob job, int refusedBy) {
    JobClass jobClass = job.jobClass();
    jobClass.refusals++;
    jobClass.round++;
    waiting++;
    if (strict) {
      putReturned(job);
      blockedHead = job;
      blockedBy = refusedBy;
      onParked.accept(job);
    } else {
      jobClass.refusedBy = refusedBy;
      parkedRefusedBy |= refusedBy;
      jobClass.parked = true;
      parked.add(jobClass);
      park(job);
    }
    return jobClass.refusals;
  }

  /** Whether a change of these facets could help anybody who waits here. */
  public boolean awaits(int facetBits) {
    return ((blockedHead == null ? parkedRefusedBy : blockedBy) & facetBits) != 0;
  }

  /**
   * A worker changed for the better in these facets: brings back the classes that it would take.
   */
  public void changed(int facetBits, Acceptance worker) {
    if (strict) {
      if (blockedHead != null && (blockedBy & facetBits) != 0) {
        int refusedBy = worker.refusedBy(blockedHead);
        blockedBy = refusedBy == UNKNOWN ? 0 : blockedBy | refusedBy;
        if (refusedBy == ACCEPTED) {
          blockedHead = null;
        }
      }
      return;
    }
    parked.ask(
        MOST_ASKED,
        jobClass -> {
          WaitingJob first = jobClass.firstWaiting;
          if ((jobClass.refusedBy & facetBits) == 0 || first == null) {
            return false;
          }
          int refusedBy = worker.refusedBy(first);
          if (refusedBy == UNKNOWN) {
            jobClass.refusedBy = 0;
            return false;
          }
          if (refusedBy != ACCEPTED) {
            // Cured of what it was refused for, the worker is short of something else: await that.
            jobClass.refusedBy |= refusedBy;
            parkedRefusedBy |= refusedBy;
            return false;
          }
          jobClass.parked = false;
          unparkFirst(jobClass);
          return true;
        });
    if (parked.size() == 0) {
      parkedRefusedBy = 0;
    }
  }

  /**
   * The back-off of a class has passed: it is tried again, whatever has changed.
   *
   * @param round the class's {@link JobClass#round} when the back-off began; another has begun
   *     since when it differs
   */
  public void backoffPassed(JobClass jobClass, long round) {
    if (jobClass.round() != round) {
      return;
    }
    if (strict) {
      if (blockedHead != null && blockedHead.jobClass() == jobClass) {
        blockedHead = null;
      }
    } else if (jobClass.parked) {
      unpark(jobClass);
      unparkFirst(jobClass);
    }
  }

  /** Whether a job waits only because another blocks a strict queue. */
  public boolean isBehindBlockedHead(WaitingJob job) {
    return blockedHead != null && blockedHead != job;
  }

  // ---- inside

  private int band(WaitingJob job) {
    return strict ? 0 : job.priority().value();
  }

  private @Nullable WaitingJob first() {
    PriorityBands.Entry<WaitingJob> entry = bands.peek();
    WaitingJob fresh = entry == null ? null : entry.element();
    WaitingJob back = returned.first();
    if (fresh == null || back == null) {
      return fresh == null ? back : fresh;
    }
    int byBand = Integer.compare(band(fresh), band(back));
    if (byBand != 0) {
      return byBand > 0 ? fresh : back;
    }
    return fresh.sequence() < back.sequence() ? fresh : back;
  }

  private void putReturned(WaitingJob job) {
    returned.add(job);
    job.place = WaitingJob.Place.RETURNED;
    if (blockedHead != null && job.sequence() < blockedHead.sequence()) {
      blockedHead = null; // an older job is the head now
    }
  }

  private void park(WaitingJob job) {
    job.jobClass().enqueue(job);
    job.place = WaitingJob.Place.PARKED;
    onParked.accept(job);
  }

  private void unpark(JobClass jobClass) {
    if (jobClass.parked) {
      jobClass.parked = false;
      parked.remove(jobClass);
    }
  }

  private void unparkFirst(JobClass jobClass) {
    WaitingJob job = jobClass.firstWaiting;
    if (job != null) {
      jobClass.dequeue(job);
      putReturned(job);
    }
  }

  private void detach(WaitingJob job) {
    switch (job.place) {
      case BAND -> {
        if (job.entry == null || !bands.remove(job.entry)) {
          throw new IllegalStateException("job " + job.id() + " is not in its band");
        }
        job.entry = null;
      }
      case RETURNED -> returned.remove(job);
      case PARKED -> detachParked(job);
      case NOWHERE -> throw new IllegalStateException("job " + job.id() + " is not queued");
    }
    job.place = WaitingJob.Place.NOWHERE;
    if (job == blockedHead) {
      blockedHead = null;
    }
  }

  private void detachParked(WaitingJob job) {
    JobClass jobClass = job.jobClass();
    jobClass.dequeue(job);
    if (jobClass.firstWaiting == null) {
      unpark(jobClass);
    }
  }
}
