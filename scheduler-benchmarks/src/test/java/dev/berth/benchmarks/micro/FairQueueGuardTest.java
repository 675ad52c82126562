package dev.berth.benchmarks.micro;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.benchmarks.measure.Figures;
import dev.berth.benchmarks.measure.Settings;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Guards what a job's way through the fair queue makes and takes. */
class FairQueueGuardTest {

  /** One entry: header, five references, cost and state. */
  private static final double ENTRY_BYTES = 40;

  /** A hundred times the tenants are two levels of the heap more, and more misses of the caches. */
  private static final double MOST_RATIO = 12;

  @Test
  void job_tenThousandTenants_allocatesItsEntryOnly() {
    assertThat(cost(10_000).get("bytes")).isBetween(ENTRY_BYTES, ENTRY_BYTES + 0.5);
  }

  @Test
  void job_hundredTimesTheTenants_costsLittleMore() {
    Figures few = cost(100);
    Figures many = cost(10_000);

    assertThat(many.get("job") / few.get("job"))
        .as("100 tenants: %s; 10,000 tenants: %s", few, many)
        .isLessThan(MOST_RATIO);
  }

  private static Figures cost(int tenants) {
    return new FairQueueCost().measure(new Settings(List.of("tenants=" + tenants, "millis=300")));
  }
}
