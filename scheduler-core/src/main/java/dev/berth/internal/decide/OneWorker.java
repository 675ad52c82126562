package dev.berth.internal.decide;

import dev.berth.internal.cluster.RowView;
import dev.berth.internal.plugin.Pipeline;
import dev.berth.internal.plugin.PluginSlot;
import dev.berth.model.Rejection;
import dev.berth.spi.FilterPlugin;
import dev.berth.spi.JobView;
import java.util.List;
import java.util.Set;

/**
 * What a profile's plugins say of one worker, apart from a decision: whether it would take a job,
 * whether it could, and what it is worth to it. Faults are not reported: the next decision meets
 * them too.
 *
 * <p><b>Thread-safety:</b> owned by the engine. <b>Cost:</b> a call of each plugin, no allocation.
 */
public final class OneWorker {

  /** A worker that must not be chosen. */
  public static final long REFUSED = Long.MIN_VALUE;

  private final RowView view;
  private final Pipeline pipeline;
  private final Companies companies;
  private final BlockGrader grader;
  private final int[] one = new int[1];
  private int refusedBy;
  private boolean overran;
  private boolean faulted;

  OneWorker(RowView view, Pipeline pipeline, Companies companies, BlockGrader grader) {
    this.view = view;
    this.pipeline = pipeline;
    this.companies = companies;
    this.grader = grader;
  }

  /**
   * What one worker's grades add up to for a job, or {@link #REFUSED} if a plugin refuses it or
   * faults.
   */
  public long total(JobView job, int jobClass, int row) {
    Company asked = companies.of(job, jobClass);
    one[0] = row;
    grader.start();
    grader.block().gather(one, 0, 1);
    if (companies.fault() != null
        || !grader.filter(job, pipeline.all())
        || !grader.block().isCandidate(0)
        || !grader.grade(job, pipeline.all(), Set.of(), BlockGrader.NO_BAR)) {
      return REFUSED;
    }
    long grade = asked.isEmpty() ? 0 : asked.grade(row);
    return grade == Company.REFUSED ? REFUSED : grader.total(0) + grade;
  }

  /** A round of {@link #accepts} begins. A plugin that overruns ends it: nobody passes any more. */
  public void start() {
    overran = false;
    grader.watch().start(Thread.currentThread());
  }

  /**
   * Whether one worker passes every filter now; if not, {@link #refusedBy} tells what the first
   * that refused it reads. A filter that throws or overruns refuses.
   */
  public boolean accepts(JobView job, int jobClass, int row) {
    refusedBy = 0;
    faulted = false;
    if (overran) {
      return false;
    }
    view.at(row);
    ScanWatch watch = grader.watch();
    List<PluginSlot<FilterPlugin>> filters = pipeline.filters();
    for (int i = 0; i < filters.size(); i++) {
      watch.enter(filters.get(i));
      boolean accepted;
      try {
        accepted = filters.get(i).plugin().accepts(job, view);
      } catch (Throwable thrown) { // the next whole decision will report it
        accepted = false;
        faulted = true;
      }
      overran = watch.leave() != null;
      faulted |= overran;
      if (overran || !accepted) {
        refusedBy = filters.get(i).facets();
        return false;
      }
    }
    return isWelcome(job, jobClass, row);
  }

  /**
   * Whether every filter would accept a worker once the jobs on it have left: it accepts it now, or
   * says that leaving jobs would cure what it refuses it for. After {@link #start}.
   */
  public boolean couldAccept(JobView job, int row) {
    if (overran) {
      return false;
    }
    view.at(row);
    ScanWatch watch = grader.watch();
    List<PluginSlot<FilterPlugin>> filters = pipeline.filters();
    for (int i = 0; i < filters.size(); i++) {
      FilterPlugin filter = filters.get(i).plugin();
      watch.enter(filters.get(i));
      boolean could;
      try {
        could = filter.accepts(job, view) || isCurable(filter.explain(job, view));
      } catch (Throwable thrown) { // the next whole decision will report it
        could = false;
      }
      overran = watch.leave() != null;
      if (overran || !could) {
        return false;
      }
    }
    return true;
  }

  private static boolean isCurable(List<Rejection> rejections) {
    return !rejections.isEmpty() && rejections.stream().allMatch(Rejection::curableByPreemption);
  }

  private boolean isWelcome(JobView job, int jobClass, int row) {
    Company asked = companies.of(job, jobClass);
    boolean welcome = asked.isEmpty() || asked.grade(row) != Company.REFUSED;
    faulted = companies.fault() != null || asked.fault() != null;
    refusedBy = welcome ? 0 : Decider.COMPANY;
    return welcome && !faulted;
  }

  /** The facets read by what refused the worker in the last {@link #accepts}, as bits. */
  public int refusedBy() {
    return refusedBy;
  }

  /** Whether the last {@link #accepts} came to nothing because a filter threw or overran. */
  public boolean faulted() {
    return faulted;
  }
}
