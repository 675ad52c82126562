package dev.berth.internal.decide;

import dev.berth.internal.cluster.WorkerRows;
import dev.berth.internal.plugin.Pipeline;
import dev.berth.internal.plugin.PluginSlot;
import dev.berth.spi.FilterPlugin;
import dev.berth.spi.JobView;
import dev.berth.spi.ScorePlugin;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Finds the plugin because of which what was remembered differs from what a scan finds: it depends
 * on more than it declares.
 *
 * <p><b>Thread-safety:</b> pure functions, but for what plugins do.
 */
final class Suspects {

  private Suspects() {}

  /**
   * The plugins that read what they do not declare, each with what. If none does, all of them: then
   * one depends on what is no part of job or worker, such as the time.
   *
   * @param candidates the workers to ask about, {@link RangeScan#NO_ROW} standing for none
   */
  static List<Fault> find(WorkerRows rows, Pipeline pipeline, JobView job, int... candidates) {
    List<Fault> found = new ArrayList<>();
    for (int row : candidates) {
      if (row == RangeScan.NO_ROW || !found.isEmpty()) {
        continue;
      }
      ReadRecorder recorder = new ReadRecorder(rows, row, job);
      for (PluginSlot<FilterPlugin> slot : pipeline.filters()) {
        FilterPlugin filter = slot.plugin();
        add(
            slot,
            recorder.undeclared(slot, (asked, worker) -> use(filter.accepts(asked, worker))),
            found);
      }
      for (PluginSlot<ScorePlugin> slot : pipeline.scores()) {
        ScorePlugin score = slot.plugin();
        add(
            slot,
            recorder.undeclared(slot, (asked, worker) -> use(score.score(asked, worker))),
            found);
      }
    }
    return found.isEmpty() ? all(pipeline) : found;
  }

  private static List<Fault> all(Pipeline pipeline) {
    List<Fault> all = new ArrayList<>();
    String message =
        "this or another plugin of the profile depends on more than job and worker, such as the"
            + " time\nMaybe it should declare Scope.ANYTHING.";
    pipeline.filters().forEach(slot -> all.add(new Fault(slot, message)));
    pipeline.scores().forEach(slot -> all.add(new Fault(slot, message)));
    return all;
  }

  private static void add(PluginSlot<?> slot, Set<String> undeclared, List<Fault> found) {
    if (!undeclared.isEmpty()) {
      found.add(
          new Fault(slot, "reads what it does not declare: " + String.join(", ", undeclared)));
    }
  }

  @SuppressWarnings("unused") // only what is read on the way matters
  private static void use(Object answer) {}
}
