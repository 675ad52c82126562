package dev.berth.internal.policy;

import dev.berth.internal.policy.backfill.Reservation;
import dev.berth.queue.Backfill;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What must be so in a queue whenever nobody is at work on it: lanes in order and each linked where
 * it should be, heaps in order, counts right, nobody forgotten.
 *
 * <p><b>Cost:</b> O(jobs × log jobs). For tests.
 */
final class QueueCheck {

  private final Backfill.Mode mode;
  private final QueueOrder order;
  private final Consumer<WaitingJob> visitor;
  private int jobs;
  private int alarms;
  private int untold;
  private int listed;
  private int parkedClasses;

  QueueCheck(QueueOrder order, Backfill backfill, Consumer<WaitingJob> visitor) {
    this.visitor = visitor;
    this.order = order;
    mode = backfill.mode();
  }

  /** Throws unless all is well. */
  void check(List<Lane> busy, LaneHeap turns, ParkedClasses parked, Alarms alarmsSet, int waiting) {
    for (int i = 0; i < busy.size(); i++) {
      Lane lane = busy.get(i);
      demand(lane.size() > 0 && lane.indexInQueue == i, lane, "is not where it says");
      demand(lane.group.busy.get(lane.indexInGroup) == lane, lane, "is not in its group");
      lane.checkInvariants(this::check);
      jobs += lane.size();
      checkTurn(lane);
      checkClass(lane);
      checkGroup(lane.group);
    }
    demand(jobs == waiting, null, jobs + " jobs wait, " + waiting + " are counted");
    demand(untold == listed, null, untold + " jobs are untold, " + listed + " are listed");
    demand(alarms == alarmsSet.size(), null, alarms + " alarms, set: " + alarmsSet.size());
    demand(parkedClasses == parked.size(), null, parkedClasses + " parked, " + parked.size());
    parked.checkInvariants();
    turns.checkInvariants();
  }

  private void checkTurn(Lane lane) {
    boolean takesPart = LaneHeap.contains(lane);
    if (mode == Backfill.Mode.RESERVING) {
      demand(!takesPart || lane.cursor != null, lane, "walks nowhere");
    } else {
      demand(lane.cursor == lane.first(), lane, "does not stand at its first");
      boolean should = mode == Backfill.Mode.STRICT || !lane.jobClass.parked;
      demand(takesPart == should, lane, takesPart ? "takes part" : "is left out");
    }
  }

  private void checkClass(Lane lane) {
    JobClass jobClass = lane.jobClass;
    Lane previous = lane.previousOfClass;
    Lane linked = previous == null ? jobClass.firstLane : previous.nextOfClass;
    demand(linked == lane && jobClass.lane(lane.group) == lane, lane, "is not in its class");
    Lane next = lane.nextOfClass;
    demand(next == null || next.size() > 0, lane, "is followed by an empty one");
    if (previous == null) {
      parkedClasses += jobClass.parked ? 1 : 0;
      checkUntold(jobClass, lane);
    }
  }

  private void checkUntold(JobClass jobClass, Lane lane) {
    List<WaitingJob> all = jobClass.untold();
    for (int i = 0; i < all.size(); i++) {
      WaitingJob job = all.get(i);
      demand(job.untoldIndex == i, lane, "lists " + job.id() + " wrong");
      demand(job.jobClass() == jobClass, lane, "tells a job of another class: " + job.id());
      listed++;
    }
    boolean allTold = jobClass.parked && mode != Backfill.Mode.STRICT;
    demand(!allTold || all.isEmpty(), lane, "is parked and did not tell all");
  }

  private static void checkGroup(Group group) {
    int sum = 0;
    for (int i = 0; i < group.busy.size(); i++) {
      sum += group.busy.get(i).size();
    }
    if (sum != group.waiting()) {
      throw new IllegalStateException(
          "group %s: %d jobs wait, %d are counted".formatted(group.name(), sum, group.waiting()));
    }
  }

  private void check(WaitingJob job) {
    visitor.accept(job);
    untold += job.isUntold() ? 1 : 0;
    demand(job.key == order.key(job), job.lane, job.id() + " is not where its key says");
    Alarm alarm = job.alarm;
    demand((alarm != null) == order.countsWaits(), job.lane, job.id() + " counts waits wrongly");
    if (alarm != null && order.alarm(job) != QueueOrder.NEVER) {
      demand(Alarms.contains(alarm), job.lane, job.id() + " has its alarm unset");
      alarms++;
    }
    Reservation promise = job.reservation;
    if (promise != null) {
      demand(!promise.isRunning(), job.lane, job.id() + " waits and runs");
      demand(mode == Backfill.Mode.RESERVING, job.lane, job.id() + " has a promise");
    }
  }

  private static void demand(boolean holds, @Nullable Lane lane, String otherwise) {
    if (!holds) {
      String where =
          lane == null ? "queue: " : "lane of " + lane.first() + ", class " + lane.jobClass.key();
      throw new IllegalStateException(where + " " + otherwise);
    }
  }
}
