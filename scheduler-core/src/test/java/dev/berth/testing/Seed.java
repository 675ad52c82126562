package dev.berth.testing;

import java.util.SplittableRandom;

/** The seed of a random test: fixed, or the one given by {@code -Dberth.seed=…}. */
public record Seed(long value) {

  public static Seed orElse(long usual) {
    return new Seed(Long.getLong("berth.seed", usual));
  }

  public SplittableRandom random() {
    return new SplittableRandom(value);
  }

  /** For failure messages: how to see it again. */
  @Override
  public String toString() {
    return "reproduce with -Dberth.seed=" + value;
  }
}
