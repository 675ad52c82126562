package dev.berth;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.berth.event.JobEvent;
import dev.berth.event.SchedulerEvent;
import dev.berth.event.SchedulerListener;
import dev.berth.model.JobState;
import dev.berth.model.Placement;
import dev.berth.model.Usage;
import dev.berth.testing.RecordingListener;
import dev.berth.testing.Stage;
import dev.berth.testing.TestFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** How a scheduler ends: in order, once, and without leaving anybody waiting. */
@Timeout(30)
class CloseTest {

  private static SchedulerBuilder threaded() {
    return Scheduler.builder().discoverPlugins(false).plugin(TestFilter.fits());
  }

  @TestFactory
  Stream<DynamicTest> command_afterClose_isRefused() {
    Scheduler threaded = threaded().build();
    Stage stage = Stage.set();
    return Stream.of(threaded, stage.scheduler)
        .flatMap(
            scheduler -> {
              scheduler.register(Stage.worker("w-1", 4).build());
              WorkerHandle worker = scheduler.register(Stage.worker("w-2", 4).build());
              scheduler.submit(Stage.job("j-1", 8).build());
              scheduler.close();
              return Stream.<Executable>of(
                      () -> scheduler.submit(Stage.job("j-2", 1).build()),
                      () -> scheduler.cancel("j-1"),
                      () -> scheduler.suspend("j-1"),
                      () -> scheduler.resume("j-1"),
                      () -> scheduler.complete("j-1"),
                      () -> scheduler.fail("j-1", "x"),
                      () -> scheduler.register(Stage.worker("w-3", 1).build()),
                      () -> scheduler.update(Stage.worker("w-1", 1).build()),
                      () -> scheduler.drain("w-1"),
                      () -> scheduler.undrain("w-1"),
                      () -> scheduler.remove("w-1"),
                      () -> scheduler.heartbeat("w-1", Usage.NONE),
                      () -> worker.heartbeat(Usage.NONE),
                      () -> scheduler.addListener(event -> {}))
                  .map(
                      command ->
                          DynamicTest.dynamicTest(
                              scheduler.getClass().getSimpleName(),
                              () -> {
                                assertThatIllegalStateException()
                                    .isThrownBy(command::execute)
                                    .withMessage("the scheduler is closed");
                                assertThat(scheduler.job("j-2")).isEmpty();
                                assertThat(scheduler.worker("w-3")).isEmpty();
                              }));
            });
  }

  @Test
  void close_commandsSentBefore_areCarriedOutAndTold() {
    RecordingListener heard = new RecordingListener();
    Scheduler scheduler = threaded().listener(heard).build();
    scheduler.register(Stage.worker("w-1", 1_000).build());
    for (int i = 0; i < 500; i++) {
      scheduler.submit(Stage.job("j-" + i, 1).build());
    }

    scheduler.close();

    assertThat(scheduler.stats().placed()).isEqualTo(500);
    assertThat(heard.events(JobEvent.Started.class)).hasSize(500);
    assertThat(heard.missed()).isZero();
  }

  @Test
  void close_jobStillWaiting_failsItsFutures() {
    Scheduler scheduler = threaded().build();
    JobHandle job = scheduler.submit(Stage.job("j-1", 1).build());
    CompletableFuture<?> placed = job.placed();
    CompletableFuture<?> finished = job.finished();

    scheduler.close();

    assertClosed(placed);
    assertClosed(finished);
  }

  @Test
  void futures_askedForAfterClose_failToo() {
    Scheduler scheduler = threaded().build();
    JobHandle job = scheduler.submit(Stage.job("j-1", 1).build());

    scheduler.close();

    assertClosed(job.placed());
    assertClosed(job.finished());
  }

  @Test
  void close_jobThatRuns_keepsItsPlacementAndFailsOnlyItsEnd() {
    for (Scheduler scheduler : List.of(threaded().build(), Stage.set().scheduler)) {
      scheduler.register(Stage.worker("w-1", 4).build());
      JobHandle early = scheduler.submit(Stage.job("early", 1).build());
      JobHandle late = scheduler.submit(Stage.job("late", 1).build());
      CompletableFuture<Placement> placed = early.placed();
      CompletableFuture<?> finished = early.finished();

      scheduler.close();

      assertThat(placed).succeedsWithin(Duration.ofSeconds(10));
      assertThat(late.placed()).succeedsWithin(Duration.ZERO);
      assertClosed(finished);
      assertClosed(late.finished());
      assertThat(early.status().state()).isEqualTo(JobState.RUNNING);
    }
  }

  private static void assertClosed(CompletableFuture<?> future) {
    assertThat(future)
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(IllegalStateException.class)
        .withMessage("the scheduler is closed");
  }

  @Test
  void close_twiceAndFromManyThreads_endsOnce() throws Exception {
    RecordingListener heard = new RecordingListener();
    Scheduler scheduler = threaded().listener(heard).build();
    scheduler.submit(Stage.job("j-1", 1).build());
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      CountDownLatch start = new CountDownLatch(1);
      List<Future<?>> closes = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        closes.add(
            threads.submit(
                () -> {
                  start.await();
                  scheduler.close();
                  return "";
                }));
      }
      start.countDown();
      for (Future<?> close : closes) {
        close.get(10, SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }

    scheduler.close();
    assertThat(heard.events(JobEvent.Queued.class)).hasSize(1);
  }

  @Test
  void close_fromAListener_returnsAtOnceAndTheRestIsStillTold() throws Exception {
    CompletableFuture<Scheduler> built = new CompletableFuture<>();
    CompletableFuture<Long> closed = new CompletableFuture<>();
    SchedulerListener closer =
        event -> {
          if (event instanceof JobEvent.Queued queued && queued.jobId().equals("j-0")) {
            Scheduler scheduler = built.join();
            long started = System.nanoTime();
            scheduler.close();
            closed.complete(System.nanoTime() - started);
          }
        };
    RecordingListener heard = new RecordingListener();
    Scheduler scheduler = threaded().listener(closer).listener(heard).build();
    built.complete(scheduler);
    scheduler.submit(Stage.job("j-0", 1).build());

    assertThat(Duration.ofNanos(closed.get(20, SECONDS))).isLessThan(Duration.ofSeconds(2));
    scheduler.close();
    assertThat(heard.events(JobEvent.Queued.class)).isNotEmpty();
  }

  @Test
  void close_fromAFuture_returnsAtOnce() throws Exception {
    Scheduler scheduler = threaded().build();
    CountDownLatch attached = new CountDownLatch(1);
    JobHandle job = scheduler.submit(Stage.job("j-1", 1).build());
    CompletableFuture<Long> closed =
        job.placed()
            .thenApply(
                placement -> {
                  await(attached);
                  long started = System.nanoTime();
                  scheduler.close();
                  return System.nanoTime() - started;
                });
    scheduler.register(Stage.worker("w-1", 4).build());
    attached.countDown();

    assertThat(Duration.ofNanos(closed.get(20, SECONDS))).isLessThan(Duration.ofSeconds(2));
    scheduler.close();
  }

  @Test
  void close_fromAListenerInsideAStep_tellsTheRestInOrder() {
    CompletableFuture<Scheduler> built = new CompletableFuture<>();
    List<Long> sequences = new ArrayList<>();
    try (Stage stage =
        Stage.set(
            options ->
                options
                    .listener(
                        event -> {
                          if (event instanceof JobEvent.Placed) {
                            built.join().close();
                          }
                        })
                    .listener(event -> sequences.add(event.sequence())))) {
      built.complete(stage.scheduler);
      stage.scheduler.register(Stage.worker("w-1", 4).build());
      JobHandle job = stage.scheduler.submit(Stage.job("j-1", 1).build());

      stage.scheduler.step();

      assertThat(sequences).isSorted().doesNotHaveDuplicates();
      assertThat(sequences).hasSize(4); // registered, queued, placed, started
      assertThat(job.placed()).isCompleted();
      assertThat(job.finished()).isCompletedExceptionally();
    }
  }

  @Test
  void step_afterClose_doesNothing() {
    Stage stage = Stage.set();
    stage.addWorker("w-1", 4);
    stage.submit("j-1", 1);
    stage.close();
    List<SchedulerEvent> before = stage.heard.events();
    stage.clock.advance(Duration.ofHours(1));

    assertThat(stage.scheduler.step()).isFalse();
    assertThat(stage.heard.events()).isEqualTo(before);
  }

  @Test
  void step_fromWithinAStep_isRefused() {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    CompletableFuture<SteppedScheduler> built = new CompletableFuture<>();
    try (Stage stage =
        Stage.set(
            options ->
                options.listener(
                    event -> {
                      try {
                        built.join().step();
                      } catch (IllegalStateException refused) {
                        thrown.set(refused);
                      }
                    }))) {
      built.complete(stage.scheduler);
      stage.addWorker("w-1", 4);

      assertThat(thrown.get()).hasMessageContaining("a step is under way");
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(20, SECONDS)) {
        throw new AssertionError("waited too long");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
