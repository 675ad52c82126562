package dev.berth;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.event.EngineEvent;
import dev.berth.event.JobEvent;
import dev.berth.event.SchedulerEvent;
import dev.berth.event.SchedulerListener;
import dev.berth.testing.RecordingListener;
import dev.berth.testing.Stage;
import dev.berth.testing.TestFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Listeners that throw, block, come late or talk back hurt nobody but themselves. */
@Timeout(30)
class ListenerTest {

  private static SchedulerBuilder threaded() {
    return Scheduler.builder().discoverPlugins(false).plugin(TestFilter.fits());
  }

  /** Blocks in its first event until released, and notes what it hears in order. */
  private static final class Blocked implements SchedulerListener {
    final CountDownLatch entered = new CountDownLatch(1);
    final CountDownLatch released = new CountDownLatch(1);
    final List<Object> heard = new ArrayList<>();
    final CompletableFuture<Integer> five = new CompletableFuture<>();

    @Override
    public void onEvent(SchedulerEvent event) {
      entered.countDown();
      try {
        if (!released.await(20, SECONDS)) {
          throw new IllegalStateException("never released");
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      note(event);
    }

    @Override
    public void onMissed(long count) {
      note(count);
    }

    private synchronized void note(Object what) {
      heard.add(what);
      if (heard.size() == 5) {
        five.complete(heard.size());
      }
    }

    synchronized List<Object> heard() {
      return List.copyOf(heard);
    }
  }

  private static void submit(Scheduler scheduler, int from, int to) {
    for (int i = from; i < to; i++) {
      scheduler.submit(Stage.job("j-" + i, 1).suspended().build());
    }
  }

  /** Waits until everything sent before has been handed to the listeners' queues. */
  private static void settle(Scheduler scheduler) throws Exception {
    scheduler.drain("anchor").get(10, SECONDS);
  }

  @Test
  void listener_blocked_theEngineGoesOnAndItHearsHowMuchItMissedAtTheGap() throws Exception {
    Blocked blocked = new Blocked();
    Scheduler scheduler = threaded().listener(blocked).listenerQueue(4).build();
    scheduler.register(Stage.worker("anchor", 1).build());
    assertThat(blocked.entered.await(10, SECONDS)).isTrue();
    settle(scheduler); // drained: 2 events in its queue
    submit(scheduler, 0, 100); // 2 more, and 98 missed
    settle(scheduler);
    assertThat(scheduler.stats().submitted()).isEqualTo(100);

    blocked.released.countDown();
    blocked.five.get(10, SECONDS);
    submit(scheduler, 100, 101);
    settle(scheduler);
    scheduler.close();

    List<Object> heard = blocked.heard();
    assertThat(heard).hasSize(7);
    for (int i = 0; i < 5; i++) {
      assertThat(((SchedulerEvent) heard.get(i)).sequence()).isEqualTo(i + 1);
    }
    assertThat(heard.get(5)).isEqualTo(98L);
    assertThat(((SchedulerEvent) heard.get(6)).sequence()).isEqualTo(5 + 98 + 1);
    assertThat(((JobEvent.Held) heard.get(6)).jobId()).isEqualTo("j-100");
  }

  @Test
  void listener_missedTheLastEvents_hearsHowManyAtClose() throws Exception {
    Blocked blocked = new Blocked();
    Scheduler scheduler = threaded().listener(blocked).listenerQueue(4).build();
    scheduler.register(Stage.worker("anchor", 1).build());
    assertThat(blocked.entered.await(10, SECONDS)).isTrue();
    submit(scheduler, 0, 50);
    settle(scheduler); // 1 in hand, 4 queued; 46 jobs and 2 events of the drain missed

    CompletableFuture<Void> closed = CompletableFuture.runAsync(scheduler::close);
    blocked.released.countDown();
    closed.get(10, SECONDS);

    assertThat(blocked.heard()).hasSize(6);
    assertThat(blocked.heard().get(5)).isEqualTo(48L);
  }

  @Test
  void listener_throws_isReportedAndSetAsideAfterThreeInARow() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    SchedulerListener throwing =
        event -> {
          calls.incrementAndGet();
          throw new IllegalStateException("no disk");
        };
    RecordingListener heard = new RecordingListener();
    try (Scheduler scheduler = threaded().listener(throwing).listener(heard).build()) {
      submit(scheduler, 0, 10);
      EngineEvent.ListenerSetAside aside =
          (EngineEvent.ListenerSetAside)
              heard.first(e -> e instanceof EngineEvent.ListenerSetAside).get(10, SECONDS);

      assertThat(aside.listener()).startsWith("dev.berth.ListenerTest$$Lambda");
      assertThat(heard.events(EngineEvent.ListenerFaulted.class))
          .hasSize(3)
          .allSatisfy(
              fault ->
                  assertThat(fault.message())
                      .isEqualTo("java.lang.IllegalStateException: no disk"));
      assertThat(heard.events(JobEvent.Held.class)).hasSize(10);
    }
    assertThat(calls).hasValue(3);
  }

  @Test
  void listener_throwsNowAndThen_isKept() {
    AtomicInteger calls = new AtomicInteger();
    try (Stage stage =
        Stage.set(
            options ->
                options.listener(
                    event -> {
                      if (event instanceof JobEvent && calls.incrementAndGet() % 3 != 0) {
                        throw new StackOverflowError();
                      }
                    }))) {
      submit(stage.scheduler, 0, 30);
      stage.scheduler.step();

      assertThat(calls).hasValue(30);
      assertThat(stage.heard.events(EngineEvent.ListenerFaulted.class)).hasSize(20);
      assertThat(stage.heard.events(EngineEvent.ListenerSetAside.class)).isEmpty();
    }
  }

  @Test
  void listener_steppedThatThrows_doesNotStopTheStep() {
    try (Stage stage =
        Stage.set(
            options ->
                options.listener(
                    event -> {
                      throw new LinkageError("gone");
                    }))) {
      stage.addWorker("w-1", 1);
      stage.submit("j-1", 1);

      assertThat(stage.home("j-1")).isEqualTo("w-1");
      assertThat(stage.heard.events(EngineEvent.ListenerSetAside.class)).hasSize(1);
    }
  }

  @Test
  void listener_sendsCommands_areCarriedOutInTheSameStep() {
    CompletableFuture<Scheduler> built = new CompletableFuture<>();
    try (Stage stage =
        Stage.set(
            options ->
                options.listener(
                    event -> {
                      if (event instanceof JobEvent.Started started) {
                        built.join().complete(started.jobId());
                      }
                    }))) {
      built.complete(stage.scheduler);
      stage.addWorker("w-1", 1);
      for (int i = 0; i < 5; i++) {
        stage.scheduler.submit(Stage.job("j-" + i, 1).build());
      }
      stage.scheduler.step();

      assertThat(stage.scheduler.stats().completed()).isEqualTo(5);
    }
  }

  @Test
  void addListener_later_hearsFromThenOn() {
    try (Stage stage = Stage.set()) {
      stage.addWorker("w-1", 1);
      RecordingListener late = new RecordingListener();
      stage.scheduler.addListener(late);
      stage.submit("j-1", 1);

      assertThat(late.take()).containsExactly("Queued j-1", "Placed j-1 w-1", "Started j-1");
    }
  }

  @Test
  void futureDependent_throwsOrBlocks_hurtsNoOtherListenerNorTheEngine() throws Exception {
    RecordingListener heard = new RecordingListener();
    CountDownLatch release = new CountDownLatch(1);
    try (Scheduler scheduler = threaded().listener(heard).build()) {
      JobHandle job = scheduler.submit(Stage.job("j-1", 1).build());
      CompletableFuture<Boolean> blocked =
          job.placed()
              .thenApply(
                  placement -> {
                    try {
                      return release.await(20, SECONDS);
                    } catch (InterruptedException e) {
                      throw new IllegalStateException(e);
                    }
                  });
      scheduler.register(Stage.worker("w-1", 10).build());
      scheduler.submit(Stage.job("j-2", 1).build());

      heard
          .first(e -> e instanceof JobEvent.Started started && started.jobId().equals("j-2"))
          .get(10, SECONDS);
      assertThat(scheduler.stats().placed()).isEqualTo(2);
      release.countDown();
      assertThat(blocked.get(10, SECONDS)).isTrue();
    }
  }

  /** Throws when it hears that another listener did, and at the first event of a job. */
  private static final class Touchy implements SchedulerListener {
    private final String other;
    private final boolean startsIt;

    Touchy(String other, boolean startsIt) {
      this.other = other;
      this.startsIt = startsIt;
    }

    @Override
    public void onEvent(SchedulerEvent event) {
      boolean aboutOther =
          event instanceof EngineEvent.ListenerFaulted fault && fault.message().contains(other);
      if (aboutOther || (startsIt && event instanceof JobEvent)) {
        throw new IllegalStateException(startsIt ? "from the first" : "from the second");
      }
    }
  }

  @Test
  void listenersThatThrowInTurns_doNotTellEachOtherForEver() {
    var recorder = new RecordingListener();
    try (SteppedScheduler scheduler =
        threaded()
            .listener(new Touchy("second", true))
            .listener(new Touchy("first", false))
            .listener(recorder)
            .buildStepped()) {
      scheduler.submit(Stage.job("j-1", 1).suspended().build());

      scheduler.step();

      assertThat(recorder.events())
          .filteredOn(EngineEvent.ListenerSetAside.class::isInstance)
          .isNotEmpty();
    }
  }
}
