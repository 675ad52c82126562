package dev.berth.benchmarks.micro;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.benchmarks.measure.Figures;
import dev.berth.benchmarks.measure.Settings;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Guards that looking for GPUs makes no garbage, and that the looking is done. */
class GpuChoiceGuardTest {

  @Test
  void choose_upToEightDevices_allocatesNothing() {
    Figures figures =
        new GpuChoiceCost().measure(new Settings(List.of("workers=1000", "millis=100")));

    assertThat(figures.get("bytes")).as(figures.toString()).isLessThan(0.01);
    assertThat(figures.get("found")).as(figures.toString()).isBetween(50.0, 70.0);
  }
}
