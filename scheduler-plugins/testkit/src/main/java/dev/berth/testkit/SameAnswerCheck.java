package dev.berth.testkit;

import dev.berth.spi.Scope;
import java.util.ArrayList;
import java.util.List;

/**
 * The same question has the same answer: asked again, in another order, and of a plugin that was
 * never asked anything else. Few ids are used over and over, so an answer remembered by id is found
 * out.
 */
final class SameAnswerCheck implements WorkerCheck {

  private static final int IDS = 5;

  private record Question(TestJob job, TestWorker worker, int answer) {}

  @Override
  public String promise() {
    return "answers the same question always the same";
  }

  @Override
  public boolean appliesToWorkers(WorkerSubject subject) {
    return subject.plugin().scope() == Scope.WORKER;
  }

  @Override
  public void run(Trial trial) {
    Cases cases = trial.cases();
    RandomCases random = cases.random();
    Asker asker = trial.asker(Reading.Rule.NOTHING, cases);
    List<Question> questions = new ArrayList<>();
    for (int round = 0; round < trial.trials().rounds(); round++) {
      TestJob job = cases.job();
      for (int id = 0; id < IDS; id++) {
        TestWorker worker = random.worker("w-" + id);
        if (asker.mayAsk(job, worker)) {
          questions.add(new Question(job, worker, asker.ask(job, worker)));
        }
      }
    }
    random.shuffle(questions);
    for (Question question : questions) {
      int again = asker.ask(question.job(), question.worker());
      compare(asker, question, again, "asked again");
    }
    for (Question question : questions) {
      Asker fresh = trial.asker(Reading.Rule.NOTHING, cases);
      int alone = fresh.ask(question.job(), question.worker());
      compare(asker, question, alone, "asked as the first question of a new plugin");
    }
  }

  private static void compare(Asker asker, Question question, int again, String when) {
    if (again != question.answer()) {
      throw new AssertionError(
          """
          %s answers the same question differently: first it %s, %s it %s
          Maybe it keeps answers or counts, looks at the time or draws random numbers; if it must, declare \
          Scope.ANYTHING.
          %s
          %s"""
              .formatted(
                  asker.subject().title(),
                  asker.subject().say(question.answer()),
                  when,
                  asker.subject().say(again),
                  question.job(),
                  question.worker()));
    }
  }
}
