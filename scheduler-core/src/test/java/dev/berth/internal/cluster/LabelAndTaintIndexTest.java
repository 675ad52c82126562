package dev.berth.internal.cluster;

import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.berth.model.LabelRequirement;
import dev.berth.model.Taint;
import dev.berth.model.TaintEffect;
import dev.berth.model.Toleration;
import dev.berth.testing.Seed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The indexes from label or taint to rows, compared with asking every row. */
class LabelAndTaintIndexTest {

  private static final int ROWS = 1_500; // three blocks, the last not full
  private static final String[] KEYS = {"zone", "rack", "disk", "gen"};
  private static final String[] VALUES = {
    "a", "b", "", "7", "-3", "12", "x9", "99999999999999999999"
  };

  private static LabelRequirement requirement(SplittableRandom random) {
    String key = random.nextInt(9) == 0 ? "absent" : KEYS[random.nextInt(KEYS.length)];
    String[] values = new String[1 + random.nextInt(3)];
    for (int i = 0; i < values.length; i++) {
      values[i] = VALUES[random.nextInt(VALUES.length)];
    }
    return switch (random.nextInt(6)) {
      case 0 -> LabelRequirement.in(key, values);
      case 1 -> LabelRequirement.notIn(key, values);
      case 2 -> LabelRequirement.exists(key);
      case 3 -> LabelRequirement.doesNotExist(key);
      case 4 -> LabelRequirement.gt(key, random.nextInt(-5, 15));
      default -> LabelRequirement.lt(key, random.nextInt(-5, 15));
    };
  }

  private static Map<String, String> labels(SplittableRandom random) {
    Map<String, String> labels = new LinkedHashMap<>();
    for (String key : KEYS) {
      if (random.nextInt(3) > 0) {
        labels.put(key, VALUES[random.nextInt(VALUES.length)]);
      }
    }
    return labels;
  }

  @Test
  void matching_randomLabels_isWhatAskingEveryRowGives() {
    Seed seed = Seed.orElse(17);
    SplittableRandom random = seed.random();
    LabelIndex index = new LabelIndex();
    LabelIndex.Matching matching = new LabelIndex.Matching(index);
    // More than are remembered, and asked about again after the labels changed.
    List<LabelRequirement> known = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      known.add(requirement(random));
    }
    List<Map<String, String>> rows = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      rows.add(Map.of());
    }
    for (int round = 0; round < 30; round++) {
      for (int i = 0; i < (round % 3 == 0 ? 0 : 200); i++) {
        int row = random.nextInt(ROWS);
        index.remove(row, rows.get(row));
        // Now and then nearly all go, so that keys and values vanish and come back.
        rows.set(row, round % 10 > 7 ? Map.of() : labels(random));
        index.add(row, rows.get(row));
      }
      for (int i = 0; i < 6; i++) {
        LabelRequirement asked =
            random.nextInt(4) == 0 ? requirement(random) : known.get(random.nextInt(known.size()));
        String key = KEYS[random.nextInt(KEYS.length)];
        String value = VALUES[random.nextInt(VALUES.length)];
        SparseBits carrying = index.labelled(key, value);
        for (int row = 0; row < ROWS; row++) {
          check(
              matching.find(asked).word(row >>> 6), row, asked.matches(rows.get(row)), asked, seed);
          check(
              carrying == null ? 0 : carrying.word(row >>> 6),
              row,
              value.equals(rows.get(row).get(key)),
              key + "=" + value,
              seed);
        }
      }
    }
  }

  private static void check(long word, int row, boolean expected, Object asked, Seed seed) {
    if ((word >>> row & 1) != (expected ? 1 : 0)) {
      throw new AssertionError(
          "row %d and %s: expected %s, %s".formatted(row, asked, expected, seed));
    }
  }

  @Test
  void remove_labelOrTaintNeverAdded_isABugToldAtOnce() {
    assertThatIllegalStateException()
        .isThrownBy(() -> new LabelIndex().remove(3, Map.of("zone", "a")))
        .withMessageContaining("zone=a of row 3");
    assertThatIllegalStateException()
        .isThrownBy(
            () -> new TaintIndex().remove(3, List.of(new Taint("k", "v", TaintEffect.NO_SCHEDULE))))
        .withMessageContaining("of row 3 is not indexed");
  }

  private static Taint taint(SplittableRandom random) {
    TaintEffect[] effects = TaintEffect.values();
    return new Taint(
        "k" + random.nextInt(3), "v" + random.nextInt(2), effects[random.nextInt(effects.length)]);
  }

  private static List<Toleration> tolerations(SplittableRandom random) {
    List<Toleration> tolerations = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      String key = "k" + random.nextInt(3);
      tolerations.add(
          random.nextBoolean()
              ? Toleration.exists(key)
              : Toleration.equal(key, "v" + random.nextInt(2)));
    }
    return tolerations;
  }

  @Test
  void untolerated_randomTaints_isWhatAskingEveryRowGives() {
    Seed seed = Seed.orElse(18);
    SplittableRandom random = seed.random();
    TaintIndex index = new TaintIndex();
    List<List<Taint>> rows = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      rows.add(List.of());
    }
    TaintIndex.Untolerated[] untolerated = new TaintIndex.Untolerated[TaintEffect.values().length];
    for (TaintEffect effect : TaintEffect.values()) {
      untolerated[effect.ordinal()] = new TaintIndex.Untolerated(index, effect);
    }
    List<Toleration> remembered = tolerations(random);
    for (int round = 0; round < 100; round++) {
      for (int i = 0; i < (round % 10 == 9 ? ROWS : 30); i++) {
        int row = round % 10 == 9 ? i : random.nextInt(ROWS);
        index.remove(row, rows.get(row));
        rows.set(row, round % 10 == 9 ? List.of() : someTaints(random));
        index.add(row, rows.get(row));
      }
      // Often the list asked about last, which the answer is remembered for.
      List<Toleration> asked = random.nextBoolean() ? remembered : tolerations(random);
      remembered = asked;
      for (TaintEffect effect : TaintEffect.values()) {
        for (int row = 0; row < ROWS; row++) {
          boolean expected =
              rows.get(row).stream()
                  .anyMatch(
                      taint ->
                          taint.effect() == effect
                              && asked.stream().noneMatch(t -> t.tolerates(taint)));
          check(untolerated[effect.ordinal()].word(asked, row >>> 6), row, expected, asked, seed);
        }
      }
    }
  }

  private static List<Taint> someTaints(SplittableRandom random) {
    List<Taint> taints = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      Taint taint = taint(random);
      if (!taints.contains(taint)) {
        taints.add(taint);
      }
    }
    return taints;
  }
}
