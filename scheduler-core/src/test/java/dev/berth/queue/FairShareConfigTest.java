package dev.berth.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FairShareConfigTest {

  @Test
  void ofDefaults_dayAndEqualWeights() {
    FairShareConfig config = FairShareConfig.ofDefaults();

    assertThat(config.halfLife()).isEqualTo(Duration.ofHours(24));
    assertThat(config.weight("anybody")).isEqualTo(1);
    assertThat(config.parent("anybody")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {0, -1, 0.0009, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void weight_outOfRange_namesValueTenantAndRange(double weight) {
    FairShareConfig.Builder builder = FairShareConfig.builder().weight("red", weight);

    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(builder::build)
        .withMessage(
            "weight (%s) of tenant red must be 0.001 to 1000000.0\n".formatted(weight)
                + "Maybe the tenant is to get nothing: a quota says that, a weight cannot");
  }

  @Test
  void halfLife_zeroOrLess_refused() {
    for (Duration halfLife : new Duration[] {Duration.ZERO, Duration.ofHours(-1)}) {
      FairShareConfig.Builder builder = FairShareConfig.builder().halfLife(halfLife);
      assertThatExceptionOfType(IllegalArgumentException.class)
          .isThrownBy(builder::build)
          .withMessage(
              "halfLife (%s) of usage must be above 0\n".formatted(halfLife)
                  + "Maybe usage is to count for ever: say some years");
    }
  }

  @Test
  void parents_cycle_namedWithoutWhatLeadsToIt() {
    FairShareConfig.Builder builder =
        FairShareConfig.builder()
            .parent("a leaf", "red")
            .parent("red", "green")
            .parent("green", "blue")
            .parent("blue", "red");

    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(builder::build)
        .withMessage("parents of tenants must not form a cycle, as do red → green → blue → red");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> FairShareConfig.builder().parent("red", "red").build())
        .withMessage("parents of tenants must not form a cycle, as do red → red");
  }

  @Test
  void parents_tooDeep_refused() {
    FairShareConfig.Builder builder = FairShareConfig.builder();
    for (int i = 1; i < FairShareConfig.MAX_DEPTH; i++) {
      builder.parent("t" + i, "t" + (i - 1));
    }
    assertThat(builder.build().parents()).hasSize(FairShareConfig.MAX_DEPTH - 1);

    builder.parent("t" + FairShareConfig.MAX_DEPTH, "t" + (FairShareConfig.MAX_DEPTH - 1));
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(builder::build)
        .withMessageStartingWith("parent of tenant t16 must have fewer than 15 tenants above it");
  }

  @Test
  void multifactorWeights_outOfRange_namesFactorAndValue() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> MultifactorWeights.builder().age(-1).build())
        .withMessage("weight (-1) of factor age must be 0 to 1000000000");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> MultifactorWeights.builder().maxAge(Duration.ZERO).build())
        .withMessage("maxAge (PT0S) of a multifactor priority must be above 0");
    assertThat(MultifactorWeights.ofDefaults().maxAge()).isEqualTo(Duration.ofDays(7));
  }
}
