package dev.berth.benchmarks.baseline;

import java.util.List;

/** A {@link Rival} as a placer. */
final class RivalPlacer implements Placer {

  private final Rival rival;

  RivalPlacer(Rival rival) {
    this.rival = rival;
  }

  @Override
  public void place(List<Task> tasks, int[] hosts) {
    for (int i = 0; i < tasks.size(); i++) {
      Task task = tasks.get(i);
      hosts[i] = rival.decide(task.job(), task.kind());
      if (hosts[i] != Rival.NONE) {
        adopt(task, hosts[i]);
      }
    }
  }

  @Override
  public void adopt(Task task, int host) {
    rival.reserve(host, task.job().requirements());
  }

  @Override
  public void complete(Task task, int host) {
    rival.release(host, task.job().requirements(), 0);
  }
}
