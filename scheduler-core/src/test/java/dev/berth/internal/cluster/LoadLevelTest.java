package dev.berth.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoadLevelTest {

  @Test
  void next_everyLevelAndShare_staysBetweenItsNeighboursAndElseIsNearest() {
    for (int level = 0; level <= LoadLevel.HIGHEST; level++) {
      for (int share = 0; share <= LoadLevel.ALL; share++) {
        double exact = 31.0 * share / LoadLevel.ALL;
        int next = LoadLevel.next(level, share);
        if (exact > level - 1 && exact < level + 1) {
          assertThat(next).as("%d at %d", level, share).isEqualTo(level);
        } else {
          assertThat(Math.abs(exact - next)).as("%d at %d", level, share).isLessThanOrEqualTo(0.5);
        }
      }
    }
  }

  @Test
  void next_idleOrFull_isTheFirstOrLastLevelWhateverWasBefore() {
    for (int level = 0; level <= LoadLevel.HIGHEST; level++) {
      assertThat(LoadLevel.next(level, 0)).isZero();
      assertThat(LoadLevel.next(level, LoadLevel.ALL)).isEqualTo(LoadLevel.HIGHEST);
    }
  }

  @Test
  void millis_allLevels_runEvenlyFromNoneToAll() {
    assertThat(LoadLevel.millis(0)).isZero();
    assertThat(LoadLevel.millis(LoadLevel.HIGHEST)).isEqualTo(1_000);
    for (int level = 0; level < LoadLevel.HIGHEST; level++) {
      assertThat(LoadLevel.millis(level + 1) - LoadLevel.millis(level)).isBetween(32, 33);
    }
  }

  @Test
  void share_moreInUseThanThereIs_isAll() {
    assertThat(LoadLevel.share(Long.MAX_VALUE, 1)).isEqualTo(LoadLevel.ALL);
    assertThat(LoadLevel.share(1, 0)).isZero();
    assertThat(LoadLevel.share(12.345)).isEqualTo(1_235);
  }
}
