package dev.berth.examples;

import dev.berth.Scheduler;
import dev.berth.model.Job;
import dev.berth.model.Usage;
import dev.berth.model.Worker;
import dev.berth.time.ManualTicker;
import java.time.Duration;
import java.time.Instant;

/**
 * No threads and no waiting: the caller moves the clock and steps the engine. One of two workers
 * falls silent, and its job moves to the other.
 */
public final class SteppedTime {

  private SteppedTime() {}

  public static void main(String[] args) {
    var ticker = ManualTicker.startingAt(0);
    try (var scheduler =
        Scheduler.builder()
            .ticker(ticker)
            .wallClock(ticker.asInstantSource(Instant.parse("2026-01-01T00:00:00Z")))
            .listener(event -> System.out.println(event))
            .buildStepped()) {
      scheduler.register(Worker.builder("w-1").cpuMillis(4_000).memoryBytes(8L << 30).build());
      scheduler.step();
      scheduler.submit(Job.builder("service").cpuMillis(1_000).memoryBytes(1L << 30).build());
      scheduler.step();
      var healthy =
          scheduler.register(Worker.builder("w-2").cpuMillis(4_000).memoryBytes(8L << 30).build());
      for (int second = 0; second < 70; second++) {
        ticker.advance(Duration.ofSeconds(1));
        healthy.heartbeat(new Usage(10, 1L << 30, 0));
        scheduler.step();
      }
      System.out.println(scheduler.job("service").orElseThrow());
    }
  }
}
