package dev.berth.benchmarks.baseline;

import dev.berth.model.Rejection;
import dev.berth.spi.FilterPlugin;
import dev.berth.spi.JobView;
import dev.berth.spi.Plugin;
import dev.berth.spi.ScorePlugin;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import java.util.List;
import java.util.Set;

/**
 * Plugins as an author writes them who implements only what must be: their block methods are the
 * interfaces' defaults.
 */
final class ScalarPlugins {

  private ScalarPlugins() {}

  static Plugin withoutBlocks(Plugin plugin) {
    if (plugin instanceof FilterPlugin filter) {
      return new ScalarFilter(filter);
    }
    return plugin instanceof ScorePlugin score ? new ScalarScore(score) : plugin;
  }

  private record ScalarFilter(FilterPlugin plugin) implements FilterPlugin {
    @Override
    public String name() {
      return plugin.name();
    }

    @Override
    public Set<WorkerFacet> reads() {
      return plugin.reads();
    }

    @Override
    public boolean accepts(JobView job, WorkerView worker) {
      return plugin.accepts(job, worker);
    }

    @Override
    public List<Rejection> explain(JobView job, WorkerView worker) {
      return plugin.explain(job, worker);
    }
  }

  private record ScalarScore(ScorePlugin plugin) implements ScorePlugin {
    @Override
    public String name() {
      return plugin.name();
    }

    @Override
    public int defaultWeight() {
      return plugin.defaultWeight();
    }

    @Override
    public Set<WorkerFacet> reads() {
      return plugin.reads();
    }

    @Override
    public int score(JobView job, WorkerView worker) {
      return plugin.score(job, worker);
    }
  }
}
