package dev.berth.plugins.standard.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The same commands, clock readings and seed give the same events, to the byte. */
class DeterminismTest {
  private static final long SEED = Long.getLong("berth.seed", 20_260_101);
  private static final int WORLDS = 4;

  @Test
  void events_worldPlayedTwice_areTheSame() {
    for (long seed = SEED; seed < SEED + WORLDS; seed++) {
      List<String> first = play(seed);
      assertThat(play(seed)).as("world of seed %d", seed).isEqualTo(first);
      assertThat(first).hasSizeGreaterThan(100);
    }
  }

  @Test
  void events_anotherSeed_differ() {
    assertThat(play(SEED + 1)).isNotEqualTo(play(SEED));
  }

  private static List<String> play(long seed) {
    List<String> events = new ArrayList<>();
    new OracleWorld(seed, event -> events.add(event.toString())).play();
    return events;
  }
}
