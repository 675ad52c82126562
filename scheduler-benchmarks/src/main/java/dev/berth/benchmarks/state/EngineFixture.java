package dev.berth.benchmarks.state;

import dev.berth.Scheduler;
import dev.berth.benchmarks.state.SyntheticFleet.Member;
import dev.berth.model.Job;
import dev.berth.model.Location;
import dev.berth.model.NodeAffinity;
import dev.berth.model.Placement;
import dev.berth.model.Requirements;
import dev.berth.model.Toleration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Brings a fleet and what runs on it into a whole engine. */
public final class EngineFixture {

  private static final long LONGEST_WAIT_SECONDS = 120;

  private EngineFixture() {}

  /**
   * Registers the workers, sends a heartbeat for each, and submits what runs on them as jobs that
   * ask for exactly that worker. Waits until all are placed.
   */
  public static void fill(Scheduler scheduler, List<Member> fleet) {
    CompletableFuture<?> last = CompletableFuture.completedFuture(null);
    int jobs = 0;
    for (Member member : fleet) {
      scheduler.register(member.worker());
      scheduler.heartbeat(member.worker().id(), member.usage());
      for (Requirements running : member.running()) {
        jobs++;
        CompletableFuture<Placement> placed =
            scheduler.submit(pinned("background-" + jobs, running, member)).placed();
        last = placed;
      }
    }
    last.orTimeout(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS).join();
    if (scheduler.stats().placed() != jobs) {
      throw new IllegalStateException("not all are placed: " + scheduler.stats());
    }
  }

  private static Job pinned(String id, Requirements running, Member member) {
    return Job.builder(id)
        .requirements(
            new Requirements(
                running.resources(),
                running.gpus(),
                Map.of(Location.HOST, member.worker().id()),
                NodeAffinity.NONE,
                List.of(Toleration.everything()),
                null))
        .build();
  }
}
