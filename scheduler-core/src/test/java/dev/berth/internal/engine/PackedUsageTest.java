package dev.berth.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.model.Usage;
import dev.berth.testing.Seed;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PackedUsageTest {

  private static Usage kept(double cpu, long memory, double io) {
    return PackedUsage.unpack(PackedUsage.pack(new Usage(cpu, memory, io)));
  }

  @Test
  void pack_hundredthsAndBytes_areKeptExactly() {
    assertThat(kept(12.34, 5, 100)).isEqualTo(new Usage(12.34, 5, 100));
    assertThat(kept(0, (16L << 30) - 1, 0.01)).isEqualTo(new Usage(0, (16L << 30) - 1, 0.01));
    assertThat(kept(0, 0, 0)).isSameAs(Usage.NONE);
  }

  @Test
  void pack_moreThan16GiB_isRoundedDownToKibOrMib() {
    assertThat(kept(0, (16L << 30) + 1_025, 0).memoryBytes()).isEqualTo((16L << 30) + 1_024);
    assertThat(kept(0, (16L << 40) - 1, 0).memoryBytes()).isEqualTo((16L << 40) - 1_024);
    assertThat(kept(0, (16L << 40) + 1, 0).memoryBytes()).isEqualTo(16L << 40);
  }

  @Test
  void pack_anyUsage_isNeverTakenForNoneAndKeepsTenDigits() {
    assertThat(PackedUsage.pack(new Usage(100, Long.MAX_VALUE, 100)))
        .isNotEqualTo(PackedUsage.NONE);
    Seed seed = Seed.orElse(1);
    SplittableRandom random = seed.random();
    for (int i = 0; i < 100_000; i++) {
      double cpu = random.nextDouble(100);
      double io = random.nextDouble(100);
      long memory = random.nextLong() >>> (1 + random.nextInt(60));
      Usage kept = kept(cpu, memory, io);
      assertThat(Math.abs(kept.cpuPercent() - cpu)).as(seed.toString()).isLessThan(0.005001);
      assertThat(Math.abs(kept.ioPercent() - io)).as(seed.toString()).isLessThan(0.005001);
      assertThat(memory - kept.memoryBytes())
          .as(seed.toString())
          .isBetween(0L, kept.memoryBytes() >>> 24);
    }
  }
}
