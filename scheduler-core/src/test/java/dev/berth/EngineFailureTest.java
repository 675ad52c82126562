package dev.berth;

import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.testing.Stage;
import dev.berth.testing.TestFilter;
import dev.berth.time.Ticker;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is left when something in the engine itself throws: nobody waits, nobody goes on. */
@Timeout(30)
class EngineFailureTest {

  private volatile boolean broken;

  private long reading() {
    if (broken) {
      throw new IllegalStateException("the clock stopped");
    }
    return Ticker.system().nanos();
  }

  @Test
  void clockThatThrows_endsTheSchedulerAndTellsThoseWhoWait() {
    Scheduler scheduler =
        Scheduler.builder()
            .discoverPlugins(false)
            .plugin(TestFilter.fits())
            .ticker(this::reading)
            .build();
    JobHandle waiting = scheduler.submit(Stage.job("waits", 1).build());

    broken = true;

    assertThatThrownBy(() -> waiting.placed().get(10, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseMessage("the clock stopped");
    assertThatIllegalStateException()
        .isThrownBy(() -> scheduler.submit(Stage.job("late", 1).build()));
    scheduler.close();
  }
}
