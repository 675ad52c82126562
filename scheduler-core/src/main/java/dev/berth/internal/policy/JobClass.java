package dev.berth.internal.policy;

import dev.berth.internal.policy.backfill.Planner;
import dev.berth.model.GpuSplit;
import dev.berth.model.Limits;
import dev.berth.model.Priority;
import dev.berth.model.Requirements;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All jobs that no plugin of a profile can tell apart: what fits one fits the others, and what fits
 * one nowhere fits the others nowhere.
 *
 * <p>So a class waits as a whole: its jobs stand in a {@link Lane} for each group, and when the
 * first fits nowhere nobody else of the class is tried; {@link PendingQueue} says until when.
 *
 * <p><b>Thread-safety:</b> none; owned by the engine.
 */
public final class JobClass {

  /**
   * What makes a class. The nullable parts are there only where a plugin declares to read them.
   *
   * @param profile whose plugins cannot tell its jobs apart
   * @param id the job's id, which makes it a class of its own
   */
  record Key(
      String profile,
      Priority priority,
      Requirements requirements,
      @Nullable String tenant,
      @Nullable Map<String, String> labels,
      @Nullable String id) {}

  private final Key key;
  private final int number;

  /** Jobs of this class that are not final, so that an empty class can be forgotten. */
  int jobs;

  /** Whether the class fits nowhere as far as is known. */
  boolean parked;

  /** Facets read by the filters that refused it, as bits. */
  int refusedBy;

  /** Refusals in a row. */
  int refusals;

  /** What its company's counts had come to when the class was last refused. */
  private long companyVersion;

  /** Refusals ever. */
  long round;

  /** Neighbours in the band of parked classes. */
  @Nullable JobClass previousParked;

  @Nullable JobClass nextParked;

  /** In a pass of backfill: only jobs that run no longer can start. */
  private int longest;

  private long pass;

  /** Its lanes with jobs in them, one for each group. */
  @Nullable Lane firstLane;

  /** The same by group, once there were two. */
  private @Nullable Map<Group, Lane> laneByGroup;

  /** The lane that lost its last job most lately. */
  private @Nullable Lane idleLane;

  /** Jobs that wait and were not told yet that they fit nowhere; each knows its place. */
  private @Nullable List<WaitingJob> untold;

  /** What one job takes, as the planner wants it; found out once. */
  private long @Nullable [] demand;

  /** By how many GPUs they have; for jobs that may be split. */
  private @Nullable Requirements @Nullable [] parts;

  JobClass(Key key, int number) {
    this.key = key;
    this.number = number;
  }

  /** Its number: small, its own while it lives, later perhaps another's. */
  public int number() {
    return number;
  }

  /** The name of the profile that places its jobs. */
  public String profile() {
    return key.profile();
  }

  /** What the engine noted of its company at its last refusal. */
  public long companyVersion() {
    return companyVersion;
  }

  /** Notes how its company's counts stand. */
  public void companyVersion(long version) {
    companyVersion = version;
  }

  /** Counts its refusals, so that a back-off knows whether it is the latest. */
  public long round() {
    return round;
  }

  Key key() {
    return key;
  }

  /** The requirements that its jobs share. */
  public Requirements requirements() {
    return key.requirements();
  }

  Priority priority() {
    return key.priority();
  }

  /** What a part of one of its jobs asks that has so many of the GPUs; see {@link GpuSplit}. */
  public Requirements part(int gpus) {
    if (parts == null) {
      int most = Math.min(requirements().gpus().count(), Limits.GPUS);
      parts = new @Nullable Requirements[most + 1];
    }
    Requirements part = parts[gpus];
    if (part == null) {
      part = requirements().part(gpus);
      parts[gpus] = part;
    }
    return part;
  }

  /** How long one of its jobs may run at most to start in a pass of backfill. */
  int longest(long thisPass) {
    return pass == thisPass ? longest : Lane.ANY_ESTIMATE;
  }

  /** Notes that in this pass nobody of the class can start who runs longer. */
  void longest(long thisPass, int seconds) {
    pass = thisPass;
    longest = seconds;
  }

  /** What one of its jobs takes. */
  long[] demand(Planner planner) {
    if (demand == null) {
      demand = planner.demand(requirements().resources());
    }
    return demand;
  }

  /** The lane of a group, which may be empty. */
  Lane lane(Group group) {
    if (firstLane != null && firstLane.group == group) {
      return firstLane;
    }
    Lane lane = laneByGroup == null ? null : laneByGroup.get(group);
    if (lane == null) {
      lane = idleLane != null && idleLane.group == group ? idleLane : new Lane(this, group);
    }
    return lane;
  }

  /** A lane has its first job. */
  void link(Lane lane) {
    if (firstLane != null) {
      if (laneByGroup == null) {
        laneByGroup = new HashMap<>();
        laneByGroup.put(firstLane.group, firstLane);
      }
      firstLane.previousOfClass = lane;
    }
    if (laneByGroup != null) {
      laneByGroup.put(lane.group, lane);
    }
    lane.previousOfClass = null;
    lane.nextOfClass = firstLane;
    firstLane = lane;
  }

  /** A lane has lost its last job. */
  void unlink(Lane lane) {
    if (lane.previousOfClass == null) {
      firstLane = lane.nextOfClass;
    } else {
      lane.previousOfClass.nextOfClass = lane.nextOfClass;
    }
    if (lane.nextOfClass != null) {
      lane.nextOfClass.previousOfClass = lane.previousOfClass;
    }
    lane.previousOfClass = null;
    lane.nextOfClass = null;
    if (laneByGroup != null) {
      laneByGroup.remove(lane.group);
    }
    idleLane = lane;
  }

  /** Whether none of its jobs waits. */
  boolean isIdle() {
    return firstLane == null;
  }

  /** A job that waits is to be told when the class fits nowhere. */
  void toTell(WaitingJob job) {
    if (untold == null) {
      untold = new ArrayList<>();
    }
    job.untoldIndex = untold.size();
    untold.add(job);
  }

  /** A job was told, or waits no longer. */
  void told(WaitingJob job) {
    if (job.untoldIndex == WaitingJob.TOLD || untold == null) {
      return;
    }
    WaitingJob last = untold.remove(untold.size() - 1);
    if (last != job) {
      untold.set(job.untoldIndex, last);
      last.untoldIndex = job.untoldIndex;
    }
    job.untoldIndex = WaitingJob.TOLD;
  }

  /** Tells all who were not told yet. */
  void tellAll(Consumer<WaitingJob> listener) {
    List<WaitingJob> all = untold();
    untold = null; // its room may have been for a million
    for (WaitingJob job : all) {
      job.untoldIndex = WaitingJob.TOLD;
    }
    all.forEach(listener);
  }

  /** Who was not told yet. */
  List<WaitingJob> untold() {
    return untold == null ? List.of() : untold;
  }
}
