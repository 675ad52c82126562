package dev.berth.testkit;

import dev.berth.model.Rejection;
import dev.berth.spi.WorkerBlock;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Asks a filter or score through views that watch one rule, and turns whatever it throws into a
 * failure that says what was asked.
 *
 * <p><b>Thread-safety:</b> none.
 */
final class Asker {

  /** What the answers of a block hold before it is asked; no grade. */
  static final int NO_ANSWER = Integer.MIN_VALUE;

  private final WorkerSubject subject;
  private final Reading.Rule rule;
  private final Words words;
  private final Reading.Breach breach = new Reading.Breach();

  Asker(WorkerSubject subject, Reading.Rule rule, Words words) {
    this.subject = subject;
    this.rule = rule;
    this.words = words;
  }

  WorkerSubject subject() {
    return subject;
  }

  /** The answer about one worker. */
  int ask(TestJob job, TestWorker worker) {
    return call(
        reading -> subject.answer(new CheckedJob(job, reading), new CheckedWorker(worker, reading)),
        () -> job + "\n" + worker);
  }

  /** The answers about the candidates of a block, which a filter takes some of. */
  int[] ask(TestJob job, TestBlock block) {
    int[] answers = new int[WorkerBlock.MAX_SIZE];
    Arrays.fill(answers, NO_ANSWER);
    return call(
        reading -> {
          subject.answer(new CheckedJob(job, reading), new CheckedBlock(block, reading), answers);
          return answers;
        },
        () -> job + "\na block of " + block.size() + " workers, the first " + block.worker(0));
  }

  /** Whether a worker may be asked about, and the answer comes with a GPU. */
  boolean choosesGpu(TestJob job, TestWorker worker) {
    return subject instanceof WorkerSubject.OfScore score
        && score.choosesGpu(job)
        && mayAsk(job, worker);
  }

  /** The GPU of one worker that a share of one goes to. */
  int chooseGpu(TestJob job, TestWorker worker) {
    WorkerSubject.OfScore score = (WorkerSubject.OfScore) subject;
    return call(
        reading ->
            score.chooseGpu(new CheckedJob(job, reading), new CheckedWorker(worker, reading)),
        () -> job + "\n" + worker);
  }

  /** Why one worker was refused. */
  List<Rejection> explain(TestJob job, TestWorker worker) {
    return call(
        reading ->
            subject.explain(new CheckedJob(job, reading), new CheckedWorker(worker, reading)),
        () -> job + "\n" + worker);
  }

  private <T> T call(Function<Reading, T> question, Supplier<String> asked) {
    return Calls.call(
        new Reading(subject.plugin(), rule, words, breach),
        breach,
        question,
        thrown ->
            "%s threw %s when asked about\n%s".formatted(subject.title(), thrown, asked.get()));
  }

  /**
   * Whether a worker may be asked about. Scores are asked only about workers that have room and
   * take jobs; filters about any.
   */
  boolean mayAsk(TestJob job, TestWorker worker) {
    return subject instanceof WorkerSubject.OfFilter
        || (worker.state().takesJobs() && RoomFilter.hasRoom(job, worker));
  }
}
