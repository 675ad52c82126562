package dev.berth.benchmarks.baseline;

import dev.berth.benchmarks.state.SyntheticFleet.Member;
import dev.berth.internal.cluster.WorkerRows;
import dev.berth.internal.decide.Decider;
import dev.berth.internal.plugin.Pipeline;
import dev.berth.internal.plugin.PluginRegistry;
import dev.berth.model.Requirements;
import dev.berth.model.WorkerState;
import dev.berth.placement.TieOrder;
import dev.berth.spi.FilterPlugin;
import dev.berth.spi.JobView;
import dev.berth.spi.Plugin;
import dev.berth.spi.ScorePlugin;
import dev.berth.time.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** The engine's own rows and scan, on one thread, with all standard plugins at default weights. */
final class ColumnarRival implements Rival {

  static final long SEED = 42;

  private final WorkerRows rows = new WorkerRows();
  private final Decider decider;

  private ColumnarRival(List<Member> fleet, List<Plugin> plugins) {
    for (Member member : fleet) {
      int row = rows.add(member.worker());
      rows.setUsage(row, member.usage());
      if (member.draining()) {
        rows.setState(row, WorkerState.DRAINING);
      }
      member.running().forEach(asked -> rows.reserve(row, asked));
    }
    Pipeline pipeline = Pipeline.assemble("benchmark", PluginRegistry.of(plugins), List.of(), null);
    decider = new Decider(rows, pipeline, TieOrder.SEEDED, SEED, Ticker.system(), 1);
  }

  static Rival block(List<Member> fleet) {
    return new ColumnarRival(fleet, standardPlugins());
  }

  static Rival scalar(List<Member> fleet) {
    return new ColumnarRival(
        fleet, standardPlugins().stream().map(ScalarPlugins::withoutBlocks).toList());
  }

  static List<Plugin> standardPlugins() {
    List<Plugin> plugins = new ArrayList<>();
    ServiceLoader.load(FilterPlugin.class).forEach(plugins::add);
    ServiceLoader.load(ScorePlugin.class).forEach(plugins::add);
    return plugins;
  }

  @Override
  public int decide(JobView job) {
    int row = decider.decide(job, Decider.NO_CLASS, 0);
    return row == Decider.NO_ROW ? NONE : row;
  }

  @Override
  public long reserve(int worker, Requirements asked) {
    return rows.reserve(worker, asked);
  }

  @Override
  public void release(int worker, Requirements asked, long gpus) {
    rows.release(worker, asked, gpus);
  }
}
