package dev.berth.benchmarks.baseline;

import dev.berth.benchmarks.state.Cluster;
import dev.berth.benchmarks.state.SyntheticFleet.Member;
import dev.berth.internal.decide.DecisionCounters;
import dev.berth.model.Requirements;
import dev.berth.model.Usage;
import dev.berth.spi.JobView;
import dev.berth.spi.Plugin;
import dev.berth.spi.ScorePlugin;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One way to decide where a job goes, over one fleet. All give the same answers; {@link Agreement}
 * proves it before anything is timed.
 */
public interface Rival {

  /** No worker fits. */
  int NONE = -1;

  /** How rivals are made, for {@code @Param}. */
  enum Type {
    /** Objects and loops. */
    NAIVE {
      @Override
      public Rival over(Iterable<Member> fleet) {
        return new NaiveRival(fleet, standardWeights());
      }
    },
    /** The engine's scan with the standard plugins' methods for one worker at a time. */
    SCALAR {
      @Override
      public Rival over(Iterable<Member> fleet) {
        return ColumnarRival.scalar(fleet);
      }
    },
    /** The engine's scan with the standard plugins as shipped. */
    BLOCK {
      @Override
      public Rival over(Iterable<Member> fleet) {
        return ColumnarRival.block(fleet);
      }
    },
    /** The same, but a class's ranking is kept from one decision to the next. */
    RANKED {
      @Override
      public Rival over(Iterable<Member> fleet) {
        return ColumnarRival.ranked(fleet);
      }
    };

    /** A rival of this type over its own copy of a fleet. */
    public abstract Rival over(Iterable<Member> fleet);
  }

  /**
   * Decides: the worker's place in the fleet, or {@link #NONE}. Changes nothing.
   *
   * @param jobClass the same number for equal jobs, and only for them, counted from 0
   */
  int decide(JobView job, int jobClass);

  /** Whether a worker has free what a job asks for. */
  boolean hasRoom(int worker, Requirements asked);

  /** Reserves what a job asks for; the GPUs it got, as a mask. */
  long reserve(int worker, Requirements asked);

  /** Gives it back. */
  void release(int worker, Requirements asked, long gpus);

  /** What decisions have cost, for those who count. */
  default DecisionCounters counters() {
    throw new UnsupportedOperationException(getClass().getSimpleName() + " does not count");
  }

  /** A heartbeat; whether a decision may now come out differently. */
  boolean setUsage(int worker, Usage usage);

  private static Map<String, Integer> standardWeights() {
    return Cluster.standardPlugins().stream()
        .filter(ScorePlugin.class::isInstance)
        .map(ScorePlugin.class::cast)
        .collect(Collectors.toMap(Plugin::name, ScorePlugin::defaultWeight));
  }
}
