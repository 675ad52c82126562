package dev.berth.internal.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The top of the tree, once settled, is the largest key there is. */
class RankTreeTest {

  private static final long SEED = Long.getLong("berth.seed", 64);

  @ParameterizedTest
  @CsvSource({
    "1, 2_000",
    "63, 20_000",
    "64, 20_000",
    "65, 20_000",
    "4_097, 50_000",
    "300_000, 300_000"
  })
  void top_afterRandomPuts_isTheLargestKey(String size, String steps) {
    int positions = Integer.parseInt(size.replace("_", ""));
    int puts = Integer.parseInt(steps.replace("_", ""));
    SplittableRandom random = new SplittableRandom(SEED + positions);
    RankTree tree = new RankTree(positions, random.nextBoolean());
    long[] keys = new long[positions];
    Arrays.fill(keys, RankTree.NONE);
    int range = 1 + random.nextInt(50);
    long best = RankTree.NONE;
    for (int step = 0; step < puts; step++) {
      int position = random.nextInt(keys.length);
      int total = random.nextInt(range) - 1;
      long before = keys[position];
      keys[position] = RankTree.key(total, position);
      tree.put(position, total, position);
      best = keys[position] >= best ? keys[position] : before == best ? largest(keys) : best;
      if (random.nextInt(3) == 0) {
        int top = settledTop(tree, keys);
        assertThat(tree.key(top)).as("-Dberth.seed=%d, step %d", SEED, step).isEqualTo(best);
        if (best != RankTree.NONE) {
          assertThat(keys[tree.winner(top)]).isEqualTo(best);
        }
      }
      if (step == puts / 2) {
        keys = Arrays.copyOf(keys, positions + positions / 3 + 1);
        Arrays.fill(keys, positions, keys.length, RankTree.NONE);
        tree.grow(keys.length);
        tree.checkInvariants();
      }
    }
    tree.checkInvariants();
  }

  private static int settledTop(RankTree tree, long[] keys) {
    while (tree.isStale(tree.top())) {
      int block = tree.top();
      int from = block * RankTree.BLOCK;
      int winner = from;
      for (int i = from; i < Math.min(from + RankTree.BLOCK, keys.length); i++) {
        winner = keys[i] > keys[winner] ? i : winner;
      }
      tree.settle(block, keys[winner], winner);
    }
    return tree.top();
  }

  private static long largest(long[] keys) {
    return Arrays.stream(keys).max().orElse(RankTree.NONE);
  }
}
