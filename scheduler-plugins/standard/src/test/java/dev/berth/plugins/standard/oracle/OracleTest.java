package dev.berth.plugins.standard.oracle;

import org.junit.jupiter.api.Test;

/** The engine decides as a naive look at every worker with every plugin would. */
class OracleTest {
  private static final long SEED = Long.getLong("berth.seed", 20_260_101);
  private static final long DECISIONS = Boolean.getBoolean("berth.deep") ? 5_000_000 : 200_000;

  @Test
  void decisions_randomWorlds_areTheNaiveOnes() {
    long decisions = 0;
    for (long seed = SEED; decisions < DECISIONS; seed++) {
      OracleWorld world = new OracleWorld(seed);
      try {
        world.play();
      } catch (AssertionError | RuntimeException difference) {
        throw new AssertionError(
            "world of seed %d, step %d, after %d decisions that agreed; reproduce with -Dberth.seed=%d\n%s"
                .formatted(
                    seed,
                    world.stepNumber(),
                    decisions + world.decisions(),
                    seed,
                    difference.getMessage()),
            difference);
      }
      decisions += world.decisions();
    }
  }
}
