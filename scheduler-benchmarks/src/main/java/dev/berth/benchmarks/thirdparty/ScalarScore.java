package dev.berth.benchmarks.thirdparty;

import dev.berth.spi.ScorePlugin;
import dev.berth.spi.WorkerFacet;
import java.util.Set;

/** What the scores have in common: a name, a facet, a weight. */
abstract class ScalarScore implements ScorePlugin {

  private final WorkerFacet facet;
  private final int weight;

  ScalarScore(WorkerFacet facet, int weight) {
    this.facet = facet;
    this.weight = weight;
  }

  @Override
  public String name() {
    return "score" + getClass().getSimpleName();
  }

  @Override
  public int defaultWeight() {
    return weight;
  }

  @Override
  public Set<WorkerFacet> reads() {
    return Set.of(facet);
  }
}
