package dev.berth.simulator.demo;

import dev.berth.simulator.replay.Decisions;
import dev.berth.simulator.replay.Progress;
import dev.berth.simulator.report.Report;
import dev.berth.time.Ticker;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A day of mixed work on a generated fleet, through the real engine.
 *
 * <p><b>Deterministic:</b> equal parameters give equal numbers, but for those measured with the
 * real clock.
 */
public final class Demo {
  private static final double NANOS_PER_SECOND = 1e9;

  private final Parameters parameters;
  private final Fleet fleet;
  private final Workload work;
  private final DayRecord record;
  private final Decisions decisions;
  private final double wallSeconds;

  /** What day to play. */
  public record Parameters(int workers, int jobs, long seed) {
    /** The number of jobs that fills so many workers for a day. */
    public static int jobsFor(int workers) {
      return Math.multiplyExact(workers, Workload.JOBS_PER_WORKER);
    }
  }

  private Demo(
      Parameters parameters,
      Fleet fleet,
      Workload work,
      DayRecord record,
      Decisions decisions,
      double wallSeconds) {
    this.parameters = parameters;
    this.fleet = fleet;
    this.work = work;
    this.record = record;
    this.decisions = decisions;
    this.wallSeconds = wallSeconds;
  }

  /** Generates the day and plays it. */
  public static Demo run(Parameters parameters, Progress progress) {
    long began = Ticker.system().nanos();
    SplittableRandom random = new SplittableRandom(parameters.seed());
    Fleet fleet = Fleet.generate(parameters.workers(), random.split());
    Workload work = Workload.generate(parameters.jobs(), parameters.workers(), random.split());
    List<Incident> incidents = Incident.plan(fleet.workers(), random.split());
    DayRecord record = new DayRecord(fleet, work);
    Decisions decisions =
        DaySimulation.play(fleet, work, incidents, record, parameters.seed(), progress);
    double wall = (Ticker.system().nanos() - began) / NANOS_PER_SECOND;
    return new Demo(parameters, fleet, work, record, decisions, wall);
  }

  /** The numbers as lines of text. */
  public String table() {
    return DemoTable.of(this);
  }

  /** The numbers with plots. */
  public Report report() {
    return DemoReport.of(this);
  }

  Parameters parameters() {
    return parameters;
  }

  Fleet fleet() {
    return fleet;
  }

  Workload work() {
    return work;
  }

  DayRecord record() {
    return record;
  }

  Decisions decisions() {
    return decisions;
  }

  double wallSeconds() {
    return wallSeconds;
  }
}
