package dev.berth.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.Seed;
import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sparse set of rows, compared with a plain one. */
class SparseBitsTest {

  @ParameterizedTest
  @ValueSource(ints = {64, 512, 513, 20_000, 1_000_000})
  void setAndClear_randomRows_isAPlainBitSet(int rows) {
    Seed seed = Seed.orElse(16);
    SplittableRandom random = seed.random();
    SparseBits bits = new SparseBits();
    BitSet plain = new BitSet();
    for (int step = 0; step < 4_000; step++) {
      int row = random.nextInt(rows);
      boolean filling = step / 500 % 2 == 0;
      if (random.nextInt(10) < (filling ? 8 : 1)) {
        bits.set(row);
        plain.set(row);
      } else {
        int victim = plain.isEmpty() ? row : Math.max(0, plain.nextSetBit(row));
        bits.clear(victim);
        plain.clear(victim);
      }
      assertThat(bits.get(row)).as(seed.toString()).isEqualTo(plain.get(row));
      assertThat(bits.isEmpty()).as(seed.toString()).isEqualTo(plain.isEmpty());
      if (step % 200 == 0) {
        long[] words = plain.toLongArray();
        for (int word = 0; word <= rows / 64; word++) {
          assertThat(bits.word(word))
              .as("word %d, %s", word, seed)
              .isEqualTo(word < words.length ? words[word] : 0);
        }
      }
    }
  }
}
