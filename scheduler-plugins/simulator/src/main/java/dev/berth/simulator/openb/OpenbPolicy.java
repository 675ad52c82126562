package dev.berth.simulator.openb;

import dev.berth.spi.ScorePlugin;

/** The reference policies of the openb experiment that can be replayed. */
public enum OpenbPolicy {
  /** The worker with the least left over. */
  BESTFIT,
  /** The worker whose free amounts point least in the direction of the demand. */
  DOTPROD,
  /** Any worker. */
  RANDOM;

  ScorePlugin plugin(long seed) {
    return switch (this) {
      case BESTFIT -> new BestFitScore();
      case DOTPROD -> new DotProdScore();
      case RANDOM -> new RandomScore(seed);
    };
  }
}
