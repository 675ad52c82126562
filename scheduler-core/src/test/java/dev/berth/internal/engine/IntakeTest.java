package dev.berth.internal.engine;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A command that was taken is applied or rejected, once, also while the intake closes. */
@Timeout(60)
class IntakeTest {

  /** Counts what becomes of it. */
  private static final class Counted implements Command {
    final AtomicInteger outcomes = new AtomicInteger();

    @Override
    public void apply(Engine engine) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void reject(RuntimeException reason) {
      outcomes.incrementAndGet();
    }
  }

  /** Takes a command as the engine would, and applies it. */
  private static boolean takeOne(Intake intake) {
    Command command = intake.poll();
    if (command instanceof Counted counted) {
      counted.outcomes.incrementAndGet();
    }
    return command != null;
  }

  @Test
  void close_whileFourThreadsOffer_everyCommandTakenHasOneOutcome() throws Exception {
    int producers = 4;
    ExecutorService threads = Executors.newFixedThreadPool(producers);
    try {
      for (int round = 0; round < 500; round++) {
        race(threads, producers, round);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static void race(ExecutorService threads, int producers, int round) throws Exception {
    Intake intake = new Intake(64);
    CyclicBarrier start = new CyclicBarrier(producers + 1);
    List<Future<List<Counted>>> taken = new ArrayList<>();
    List<Counted> refused = new ArrayList<>();
    for (int p = 0; p < producers; p++) {
      taken.add(threads.submit(() -> offerUntilClosed(intake, start, refused)));
    }
    start.await(10, SECONDS);
    for (int i = 0; i < round % 50; i++) {
      takeOne(intake);
    }
    intake.close();
    while (takeOne(intake)) {
      // as the engine's last cycles do
    }
    intake.seal().forEach(command -> command.reject(Intake.closedException()));

    List<Counted> all = new ArrayList<>();
    for (Future<List<Counted>> commands : taken) {
      all.addAll(commands.get(10, SECONDS)); // what one thread brought late another may reject
    }
    assertThat(all)
        .as("taken in round " + round)
        .allSatisfy(command -> assertThat(command.outcomes).hasValue(1));
    synchronized (refused) {
      assertThat(refused)
          .as("refused in round " + round)
          .allSatisfy(command -> assertThat(command.outcomes).hasValue(0));
    }
    assertThat(intake.poll()).isNull();
  }

  private static List<Counted> offerUntilClosed(
      Intake intake, CyclicBarrier start, List<Counted> refused) throws Exception {
    List<Counted> taken = new ArrayList<>();
    start.await(10, SECONDS);
    while (true) {
      Counted command = new Counted();
      try {
        if (intake.offer(command)) {
          taken.add(command);
        } else {
          Thread.onSpinWait();
        }
      } catch (IllegalStateException closed) {
        synchronized (refused) {
          refused.add(command);
        }
        return taken;
      }
    }
  }

  @Test
  void offer_closed_isRefused() {
    Intake intake = new Intake(4);
    assertThat(intake.close()).isTrue();
    assertThat(intake.close()).isFalse();

    assertThatIllegalStateException()
        .isThrownBy(() -> intake.offer(new Counted()))
        .withMessage("the scheduler is closed");
  }

  @Test
  void offer_full_isFalseUntilThereIsRoom() {
    Intake intake = new Intake(4);
    for (int i = 0; i < intake.capacity(); i++) {
      assertThat(intake.offer(new Counted())).isTrue();
    }
    assertThat(intake.offer(new Counted())).isFalse();
    assertThat(intake.size()).isEqualTo(intake.capacity());

    takeOne(intake);

    assertThat(intake.offer(new Counted())).isTrue();
  }

  @Test
  void park_commandComes_wakesUp() throws Exception {
    Intake intake = new Intake(4);
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try {
      Future<Boolean> taken =
          threads.submit(
              () -> {
                while (!takeOne(intake)) {
                  intake.park(SECONDS.toNanos(20));
                }
                return true;
              });
      intake.offer(new Counted());

      assertThat(taken.get(10, SECONDS)).isTrue();
    } finally {
      threads.shutdownNow();
    }
  }
}
