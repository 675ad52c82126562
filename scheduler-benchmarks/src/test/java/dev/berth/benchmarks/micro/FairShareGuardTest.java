package dev.berth.benchmarks.micro;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.benchmarks.measure.Figures;
import dev.berth.benchmarks.measure.Settings;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Guards that counting usage makes no garbage. */
class FairShareGuardTest {

  @Test
  void job_tenThousandTenantsWithParents_allocatesNothing() {
    Figures figures =
        new FairShareCost().measure(new Settings(List.of("tenants=10000", "millis=300")));

    assertThat(figures.get("bytes")).as(figures.toString()).isLessThan(0.5);
  }
}
