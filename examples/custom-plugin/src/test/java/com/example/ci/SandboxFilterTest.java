package com.example.ci;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.model.Job;
import dev.berth.model.Worker;
import dev.berth.spi.Plugin;
import dev.berth.testkit.PluginContract;
import dev.berth.testkit.TestJob;
import dev.berth.testkit.TestWorker;
import dev.berth.testkit.Trials;
import org.junit.jupiter.api.Test;

class SandboxFilterTest implements PluginContract {

  @Override
  public Plugin plugin() {
    return new SandboxFilter();
  }

  @Override
  public Trials trials() {
    return Trials.ofDefaults()
        .workerLabel("sandbox", "yes", "no")
        .jobLabel("origin", "fork", "ours");
  }

  // What it is for, beside what every plugin promises.

  @Test
  void accepts_fork_onlyInASandbox() {
    var filter = new SandboxFilter();
    var fork = TestJob.of(Job.builder("j").label("origin", "fork")).seenBy(filter);
    var sandbox = TestWorker.of(Worker.builder("box").label("sandbox", "yes")).seenBy(filter);
    var other = TestWorker.of(Worker.builder("w-1")).seenBy(filter);

    assertThat(filter.accepts(fork, sandbox)).isTrue();
    assertThat(filter.accepts(fork, other)).isFalse();
  }
}
