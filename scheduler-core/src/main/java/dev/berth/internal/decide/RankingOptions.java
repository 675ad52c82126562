package dev.berth.internal.decide;

import dev.berth.placement.RankingForm;

/**
 * How a profile remembers rankings.
 *
 * @param form {@link RankingForm#AUTO}, but where a test forces one
 * @param budget how many bytes all rankings of the profile may take
 */
public record RankingOptions(RankingForm form, long budget) {}
