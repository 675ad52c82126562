package dev.berth.testkit;

import dev.berth.spi.WorkerBlock;
import java.util.ArrayList;
import java.util.List;

/** A block is answered as its candidates would be one by one. */
final class BlockCheck implements WorkerCheck {

  /** Around the borders of words of 64. */
  private static final List<Integer> SIZES = List.of(1, 63, 64, 65, 128, 7);

  /** How often a block is a full one, which takes as long as many small ones. */
  private static final int FULL_EVERY = 40;

  @Override
  public String promise() {
    return "answers a block as it answers one worker";
  }

  @Override
  public void run(Trial trial) {
    Cases cases = trial.cases();
    Asker asker = trial.asker(Reading.Rule.NOTHING, cases);
    List<TestWorker> pool = cases.random().workers(WorkerBlock.MAX_SIZE);
    for (int round = 0; round < trial.trials().rounds(); round++) {
      int size =
          round % FULL_EVERY == FULL_EVERY - 1
              ? WorkerBlock.MAX_SIZE
              : SIZES.get(round % SIZES.size());
      compare(asker, cases.job(), blockOf(pool, size, cases.random()), cases.random());
      renew(pool, cases.random());
    }
  }

  private static List<TestWorker> blockOf(List<TestWorker> pool, int size, RandomCases random) {
    int from = random.number(0, pool.size() - size + 1);
    return pool.subList(from, from + size);
  }

  /** Making a worker takes longer than asking about it, so most serve several times. */
  private static void renew(List<TestWorker> pool, RandomCases random) {
    for (int i = 0; i < 16; i++) {
      int index = random.number(0, pool.size());
      pool.set(index, random.worker("w-" + index));
    }
  }

  private static void compare(
      Asker asker, TestJob job, List<TestWorker> workers, RandomCases random) {
    TestBlock block = TestBlock.of(workers);
    int rejectOneIn = random.number(1, 6); // 1: nobody is a candidate
    boolean everybody = random.chance(3);
    for (int i = 0; i < workers.size(); i++) {
      if (!asker.mayAsk(job, workers.get(i)) || (!everybody && random.chance(rejectOneIn))) {
        block.reject(i);
      }
    }
    List<Integer> candidates = new ArrayList<>();
    for (int i = block.next(0); i >= 0; i = block.next(i + 1)) {
      candidates.add(i);
    }
    int[] answers = asker.ask(job, block);
    for (int index : candidates) {
      int expected = asker.ask(job, workers.get(index));
      if (answers[index] != expected) {
        throw new AssertionError(
            """
            the block form of %s differs from the form for one worker, at index %d of %d with %d candidates: \
            block %s, worker %s
            %s
            %s"""
                .formatted(
                    asker.subject().title(),
                    index,
                    workers.size(),
                    candidates.size(),
                    answers[index] == Asker.NO_ANSWER
                        ? "leaves it ungraded"
                        : asker.subject().say(answers[index]),
                    asker.subject().say(expected),
                    job,
                    workers.get(index)));
      }
    }
  }
}
