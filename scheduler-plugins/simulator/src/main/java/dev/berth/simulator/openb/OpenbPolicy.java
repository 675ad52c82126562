package dev.berth.simulator.openb;

import java.util.Locale;

/** The policies the openb experiment can be replayed with. docs/GPUS.md says more of each. */
public enum OpenbPolicy {
  /** Any worker. */
  RANDOM("any node", RandomScore.NAME),
  /** The worker whose free amounts point least in the direction of the demand. */
  DOTPROD("least dot product of free and asked", "dotProduct"),
  /** Where jobs are that ask for as many GPUs. */
  GPUCLUSTERING("jobs of one size together", "gpuClustering"),
  /** GPUs in use before idle ones. */
  GPUPACKING("used GPUs before idle ones", "gpuPacking"),
  /** The worker with the least left over. */
  BESTFIT("least left over", "bestFit"),
  /** Where fragmentation grows least. */
  FGD("fragmentation gradient descent", "fragmentationGradient"),
  /** Where what is left over loses least of its worth, by the demand that is known in advance. */
  BERTH("least worth lost, demand known", "berthGpu"),
  /** The same, with the demand learned from what arrives. */
  BERTH_LEARNED("least worth lost, demand learned", "berthGpu");

  private final String title;
  private final String score;

  OpenbPolicy(String title, String score) {
    this.title = title;
    this.score = score;
  }

  /** What it is, for people. */
  public String title() {
    return title;
  }

  /** How it is named on the command line and in summaries. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Whether it is told what pods usually ask for; one that is not learns it, if it wants to know.
   */
  boolean knowsDemand() {
    return this != BERTH_LEARNED;
  }

  /** The score plugin that it is. */
  String score() {
    return score;
  }
}
