package dev.berth.benchmarks.state;

import dev.berth.benchmarks.state.SyntheticFleet.Member;
import dev.berth.internal.cluster.Tallies;
import dev.berth.internal.cluster.WorkerRows;
import dev.berth.internal.decide.Decider;
import dev.berth.internal.decide.RankingOptions;
import dev.berth.internal.plugin.Pipeline;
import dev.berth.internal.plugin.PluginRegistry;
import dev.berth.model.WorkerState;
import dev.berth.placement.RankingForm;
import dev.berth.placement.TieOrder;
import dev.berth.spi.DomainPlugin;
import dev.berth.spi.FilterPlugin;
import dev.berth.spi.Plugin;
import dev.berth.spi.ScorePlugin;
import dev.berth.time.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * The engine's rows and a decider over them, on one thread, without an engine around.
 *
 * <p><b>Thread-safety:</b> none.
 */
public record Cluster(WorkerRows rows, Tallies tallies, Decider decider) {

  /** Decides between equals. */
  public static final long SEED = 42;

  private static final RankingOptions RANKING = new RankingOptions(RankingForm.AUTO, 1L << 29);

  /** An empty cluster that decides with these plugins, scores at their default weights. */
  public static Cluster with(List<Plugin> plugins) {
    return with(plugins, null);
  }

  /** An empty cluster that decides with these plugins and these scores. */
  public static Cluster with(List<Plugin> plugins, @Nullable Map<String, Integer> weights) {
    return with(plugins, weights, visitor -> {});
  }

  /** An empty cluster whose placed jobs are counted. */
  public static Cluster with(
      List<Plugin> plugins, @Nullable Map<String, Integer> weights, Tallies.PlacedJobs placed) {
    WorkerRows rows = new WorkerRows();
    Pipeline pipeline =
        Pipeline.assemble("benchmark", PluginRegistry.of(plugins), List.of(), weights);
    Tallies tallies = new Tallies(rows, placed);
    Decider decider =
        new Decider(rows, pipeline, tallies, TieOrder.SEEDED, SEED, Ticker.system(), 1, RANKING);
    return new Cluster(rows, tallies, decider);
  }

  /** All filters, scores and domain plugins that are shipped. */
  public static List<Plugin> standardPlugins() {
    List<Plugin> plugins = new ArrayList<>();
    ServiceLoader.load(FilterPlugin.class).forEach(plugins::add);
    ServiceLoader.load(ScorePlugin.class).forEach(plugins::add);
    ServiceLoader.load(DomainPlugin.class).forEach(plugins::add);
    return plugins;
  }

  /** Takes in a worker and what runs on it, and returns its row. */
  public int add(Member member) {
    int row = rows.add(member.worker());
    rows.setUsage(row, member.usage());
    if (member.draining()) {
      rows.setState(row, WorkerState.DRAINING);
    }
    member.running().forEach(asked -> rows.reserve(row, asked));
    return row;
  }
}
