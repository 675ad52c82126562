package dev.berth.internal.decide;

import dev.berth.placement.RankingForm;

/**
 * How a profile remembers rankings.
 *
 * @param form {@link RankingForm#AUTO}, but where a test forces one
 * @param budget how many bytes all rankings of the profile may take
 * @param shadowEvery every so many decisions from memory one is checked against a scan; 0 for none
 */
public record RankingOptions(RankingForm form, long budget, int shadowEvery) {

  /** Without checks. */
  public RankingOptions(RankingForm form, long budget) {
    this(form, budget, 0);
  }
}
