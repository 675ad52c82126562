package dev.berth.internal.engine;

import dev.berth.internal.decide.Decider;
import dev.berth.internal.decide.OneWorker;
import dev.berth.internal.policy.PendingQueue;
import dev.berth.internal.policy.QueueWindow;
import dev.berth.internal.policy.WaitingJob;
import dev.berth.model.GpuDevice;
import dev.berth.queue.QueueStrategy;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Says which of the oldest waiting jobs goes next: the one whose best place is worth most, with the
 * GPUs it brings to use. See {@link QueueStrategy.Packing}.
 *
 * <p>Jobs that fit nowhere come first, to be parked: they are no choice.
 *
 * <p><b>Thread-safety:</b> none; owned by the engine. <b>Cost:</b> for each job placed, a decision
 * for each class of jobs in the window.
 */
final class PackingWindow {

  private static final BitSet NOWHERE = new BitSet();

  private final QueueStrategy.Packing packing;
  private final PendingQueue queue;
  private final QueueWindow window;
  private final Decider decider;

  /** Who is in the window, and how many had been placed when it came. */
  private Map<WaitingJob, Long> entered = new LinkedHashMap<>();

  private final Map<Integer, Long> worthOfClass = new HashMap<>();
  private long placed;
  private long lastArrival;
  private boolean waiting;

  PackingWindow(QueueStrategy.Packing packing, PendingQueue queue, Decider decider) {
    this.packing = packing;
    this.queue = queue;
    this.decider = decider;
    window = queue.window();
  }

  /** The job to be tried next; null while the window fills. */
  @Nullable WaitingJob next(long nanos) {
    List<WaitingJob> jobs = window.oldest(packing.jobs());
    enter(jobs, nanos);
    waiting = !jobs.isEmpty() && jobs.size() < packing.jobs() && nanos - due() < 0;
    return jobs.isEmpty() || waiting ? null : best(jobs, nanos);
  }

  private void enter(List<WaitingJob> jobs, long nanos) {
    Map<WaitingJob, Long> now = new LinkedHashMap<>();
    for (WaitingJob job : jobs) {
      Long since = entered.get(job);
      if (since == null) {
        since = placed;
        lastArrival = nanos;
      }
      now.put(job, since);
    }
    entered = now;
  }

  private long due() {
    return lastArrival + packing.quiet().toNanos();
  }

  /** When a window that is not full is worked off all the same; empty when none waits for it. */
  OptionalLong nextDue() {
    return waiting ? OptionalLong.of(due()) : OptionalLong.empty();
  }

  private WaitingJob best(List<WaitingJob> jobs, long nanos) {
    worthOfClass.clear();
    WaitingJob best = jobs.get(0);
    WaitingJob impatient = null;
    long most = Long.MIN_VALUE;
    for (WaitingJob job : jobs) {
      long worth = worth(job, nanos);
      if (worth == OneWorker.REFUSED) {
        return job;
      }
      if (impatient == null && passedOver(job) >= packing.patience()) {
        impatient = job;
      }
      if (worth > most) {
        best = job;
        most = worth;
      }
    }
    placed++;
    return impatient == null ? best : impatient;
  }

  private long passedOver(WaitingJob job) {
    Long since = entered.get(job);
    return since == null ? 0 : placed - since;
  }

  /** What the best place of a job is worth; {@link OneWorker#REFUSED} if it has none. */
  private long worth(WaitingJob job, long nanos) {
    int number = job.jobClass().number();
    Long known = worthOfClass.get(number);
    if (known != null) {
      return known;
    }
    BitSet keptFrom = SplitPlacement.isSplittable(job) ? NOWHERE : queue.keptFrom(job);
    int row = decider.decide(job, number, keptFrom, nanos);
    long worth =
        row == Decider.NO_ROW ? OneWorker.REFUSED : decider.oneWorker().total(job, number, row);
    if (worth != OneWorker.REFUSED) {
      long millis = job.requirements().resources().gpuMillis();
      worth += packing.pointsPerGpu() * millis / GpuDevice.MILLIS;
    }
    worthOfClass.put(number, worth);
    return worth;
  }
}
