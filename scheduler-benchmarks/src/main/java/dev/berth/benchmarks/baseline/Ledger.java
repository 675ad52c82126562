package dev.berth.benchmarks.baseline;

import dev.berth.benchmarks.state.PlainTasks;
import dev.berth.benchmarks.state.SyntheticFleet.Member;
import dev.berth.model.Requirements;
import dev.berth.model.Resources;
import java.util.List;

/**
 * Counts for itself what is free on each host, and throws when a placement over-commits one, leaves
 * a task out that fits somewhere, or is not the best.
 */
public final class Ledger {

  private static final double ROUNDING = 1e-6;

  private final long[] freeCpu;
  private final long[] freeMemory;

  /** Hosts with what runs on them. */
  public Ledger(List<Member> hosts) {
    freeCpu = new long[hosts.size()];
    freeMemory = new long[hosts.size()];
    for (int i = 0; i < hosts.size(); i++) {
      freeCpu[i] = hosts.get(i).worker().capacity().cpuMillis();
      freeMemory[i] = hosts.get(i).worker().capacity().memoryBytes();
      for (Requirements running : hosts.get(i).running()) {
        move(running.resources(), i, -1);
      }
    }
  }

  /** Whether a task fits on a host. */
  public boolean fits(Task task, int host) {
    return share(task, host) >= 0;
  }

  /** Enters a placement that a placer made. */
  public void placed(Placer.Type by, Task task, int host) {
    double best = -1;
    for (int i = 0; i < freeCpu.length; i++) {
      best = Math.max(best, share(task, i));
    }
    double actual = host == Rival.NONE ? -1 : share(task, host);
    if (best >= 0 != actual >= 0) {
      throw new IllegalStateException(
          "%s puts %s on host %d, which leaves a share of %f; best would be %f"
              .formatted(by, task, host, actual, best));
    }
    if (by.takesBest() && actual < best - ROUNDING) {
      throw new IllegalStateException(
          "%s leaves a share of %f to %s, best would be %f".formatted(by, actual, task, best));
    }
    if (host != Rival.NONE) {
      adopted(task, host);
    }
  }

  /** Enters a task that runs on a host already. */
  public void adopted(Task task, int host) {
    move(task.job().requirements().resources(), host, -1);
  }

  /** Enters the end of a task. */
  public void completed(Task task, int host) {
    move(task.job().requirements().resources(), host, 1);
  }

  /** The mean share of cpu and memory that would be left; negative where the task does not fit. */
  private double share(Task task, int host) {
    Resources asked = task.job().requirements().resources();
    long cpu = freeCpu[host] - asked.cpuMillis();
    long memory = freeMemory[host] - asked.memoryBytes();
    return cpu < 0 || memory < 0
        ? -1
        : ((double) cpu / PlainTasks.CPU_MILLIS + (double) memory / PlainTasks.MEMORY_BYTES) / 2;
  }

  private void move(Resources amounts, int host, int sign) {
    freeCpu[host] += sign * amounts.cpuMillis();
    freeMemory[host] += sign * amounts.memoryBytes();
  }
}
