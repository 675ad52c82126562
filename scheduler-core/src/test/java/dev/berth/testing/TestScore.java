package dev.berth.testing;

import dev.berth.spi.JobView;
import dev.berth.spi.ScorePlugin;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToIntBiFunction;

/** A score of weight 1 made of a function, which counts how often it is asked about a worker. */
public final class TestScore implements ScorePlugin {

  private final String name;
  private final ToIntBiFunction<JobView, WorkerView> score;
  private final AtomicLong calls = new AtomicLong();

  private TestScore(String name, ToIntBiFunction<JobView, WorkerView> score) {
    this.name = name;
    this.score = score;
  }

  public static TestScore of(String name, ToIntBiFunction<JobView, WorkerView> score) {
    return new TestScore(name, score);
  }

  /** How often it was asked about a worker. */
  public long calls() {
    return calls.get();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Set<WorkerFacet> reads() {
    return EnumSet.allOf(WorkerFacet.class);
  }

  @Override
  public int defaultWeight() {
    return 1;
  }

  @Override
  public int score(JobView job, WorkerView worker) {
    calls.incrementAndGet();
    return score.applyAsInt(job, worker);
  }
}
