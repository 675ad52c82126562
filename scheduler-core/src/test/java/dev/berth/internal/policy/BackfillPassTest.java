package dev.berth.internal.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.model.Job;
import dev.berth.model.Priority;
import dev.berth.queue.Backfill;
import dev.berth.queue.QueueStrategy;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a pass through the queue does and what it costs. Times are seconds, amounts millicores. */
@Timeout(30) // a walk that never ends is one of the faults looked for
class BackfillPassTest {

  @Test
  void easy_manyJobsThatFitNowhereEver_costOneSearchALane() {
    QueueStage stage = new QueueStage(QueueStrategy.FIFO, Backfill.easy());
    stage.addWorker(4);
    stage.refuses = row -> true;
    stage.hopeless = row -> true;
    PlainJob first = stage.add(3, 10);
    for (int i = 0; i < 999; i++) {
      stage.add(3, 10 + i % 7);
    }
    stage.decide();

    assertThat(stage.promisedIn(first)).isEqualTo(-1);
    assertThat(stage.decisions).isEqualTo(1);
    assertThat(stage.prospects).isEqualTo(1);
    assertThat(stage.parked).hasSize(1_000);
  }

  @Test
  void conservative_jobsThatFitNowhereEver_areTriedOnceAndTold() {
    QueueStage stage = new QueueStage(QueueStrategy.FIFO, Backfill.conservative());
    stage.addWorker(4);
    for (int i = 0; i < 100; i++) {
      stage.add(9, 10);
    }
    PlainJob small = stage.add(4, 10);
    stage.decide();
    stage.pass(1);
    stage.decide();

    assertThat(stage.placed).containsExactly(small.id());
    assertThat(stage.decisions).isEqualTo(2);
    assertThat(stage.parked).hasSize(100);

    stage.addWorker(9);
    stage.decide();
    assertThat(stage.placed).containsExactly(small.id(), "j-0");
  }

  /** 300 classes that fit where they must not start; decisions that take longer than a tick. */
  @Test
  void easy_clockMovesWithEveryDecision_theWalkComesToItsEnd() {
    QueueStage stage = new QueueStage(QueueStrategy.FIFO, Backfill.easy());
    stage.addWorker(1_000);
    stage.add(600, 100);
    stage.add(1_000, 100);
    for (int i = 0; i < 300; i++) {
      stage.add(1 + i, 200);
    }
    PlainJob last = stage.add(390, 50);
    stage.nanosADecision = 1_000;
    stage.decide();

    assertThat(stage.placed).containsExactly("j-0", last.id());
    assertThat(stage.decisions).isLessThan(310);
    stage.check();
  }

  /**
   * One worker of 4, taken until 10. Promised: b 10 to 20, c 20 to 30. At 5 c goes up before b, and
   * a newcomer of CRITICAL is behind both promises: c keeps 20.
   */
  @Test
  void conservative_jobAgesUp_keepsItsPromise() {
    QueueStage stage =
        new QueueStage(QueueStrategy.ageing(Duration.ofSeconds(5)), Backfill.conservative());
    stage.addWorker(4);
    stage.add(4, 10);
    stage.decide();
    PlainJob b = stage.add(4, 10);
    stage.decide();
    PlainJob c = stage.add(4, 10);
    stage.decide();
    assertThat(stage.promisedIn(b)).isEqualTo(10);
    assertThat(stage.promisedIn(c)).isEqualTo(20);

    stage.pass(4);
    Job.Builder critical = Job.builder("critical").cpuMillis(4).priority(Priority.CRITICAL);
    PlainJob newcomer = stage.job(critical, 10);
    stage.queue.add(newcomer);
    stage.decide();
    assertThat(stage.promisedIn(newcomer)).isEqualTo(26);
    stage.pass(1);
    stage.decide();

    assertThat(stage.promisedIn(b)).isEqualTo(5);
    assertThat(stage.promisedIn(c)).isEqualTo(15);
    assertThat(stage.promisedIn(newcomer)).isEqualTo(25);
    stage.check();
  }

  /**
   * Workers of 4 and 3, taken until 10 and 12. b (3 for 10) is promised the first at 10; c (4 for
   * 10), which is before it by priority but came later, the first at 20. At 10 both workers are
   * free, and b goes to the second: then c starts at once, not at 20.
   */
  @Test
  void conservative_jobStartsElsewhereThanPromised_leavesThatToOthers() {
    QueueStage stage = new QueueStage(QueueStrategy.PRIORITY, Backfill.conservative());
    stage.addWorker(4);
    stage.addWorker(3);
    PlainJob first = stage.add(4, 10);
    PlainJob second = stage.add(3, 12);
    stage.decide();
    PlainJob b = stage.add(3, 10);
    stage.decide();
    PlainJob c = stage.job(Job.builder("c").cpuMillis(4).priority(Priority.HIGH), 10);
    stage.queue.add(c);
    stage.decide();
    assertThat(stage.promisedIn(b)).isEqualTo(10);
    assertThat(stage.promisedIn(c)).isEqualTo(20);

    stage.pass(10);
    stage.end(second);
    stage.end(first);
    stage.refuses = row -> row == 0 && !stage.placed.contains(b.id());
    stage.decide();

    assertThat(stage.placed).containsExactly(first.id(), second.id(), b.id(), c.id());
    stage.check();
  }

  @Test
  void strict_headTriedAgainAndAgain_isToldOnce() {
    QueueStage stage = new QueueStage(QueueStrategy.FIFO, Backfill.strict());
    stage.addWorker(4);
    PlainJob head = stage.add(9, 10);
    stage.add(1, 10);
    for (int i = 0; i < 5; i++) {
      stage.decide();
      stage.queue.backoffPassed(head.jobClass(), head.jobClass().round());
    }

    assertThat(stage.decisions).isEqualTo(5);
    assertThat(stage.parked).containsExactly(head.id());
  }
}
