package dev.berth.testkit;

import dev.berth.spi.DomainTally;
import dev.berth.spi.Scope;
import java.util.ArrayList;
import java.util.List;

/**
 * The same question has the same answer, asked again and of a new plugin; and tallies that count
 * the same are equal, or each job would have counts of its own.
 */
final class DomainSameAnswerCheck implements DomainCheck {

  private record Question(
      DomainCase asked, List<DomainTally> imposed, List<DomainAnswer> answers) {}

  @Override
  public String promise() {
    return "answers the same question always the same";
  }

  @Override
  public boolean appliesTo(Subject subject) {
    return DomainCheck.super.appliesTo(subject) && subject.plugin().scope() == Scope.WORKER;
  }

  @Override
  public void run(Trial trial) {
    Cases cases = trial.cases();
    DomainAsker asker = trial.domainAsker(Reading.Rule.NOTHING, cases);
    List<Question> questions = new ArrayList<>();
    for (int round = 0; round < trial.trials().rounds(); round++) {
      DomainCase asked = DomainCase.random(cases);
      List<DomainTally> imposed = asker.imposes(asked, asked.job());
      questions.add(new Question(asked, imposed, asker.ask(asked)));
      if (imposed.stream().distinct().count() < imposed.size()) {
        throw new AssertionError(
            "%s imposes a tally twice: %s\n%s".formatted(asker.title(), imposed, asked));
      }
    }
    cases.random().shuffle(questions);
    for (Question question : questions) {
      compare(asker, question, "asked again");
    }
    for (Question question : questions) {
      DomainAsker fresh = trial.domainAsker(Reading.Rule.NOTHING, cases);
      compare(fresh, question, "asked as the first question of a new plugin");
    }
  }

  private static void compare(DomainAsker asker, Question question, String when) {
    DomainCase asked = question.asked();
    List<DomainTally> imposed = asker.imposes(asked, asked.job());
    List<DomainAnswer> answers = asker.ask(asked);
    if (!imposed.equals(question.imposed()) || !answers.equals(question.answers())) {
      throw new AssertionError(
          """
          %s answers the same question differently when %s: it imposed %s, now %s; its terms said %s, now %s
          Maybe its tallies are no records, so that none is equal to another; or it keeps state, or looks at the time.
          %s"""
              .formatted(
                  asker.title(),
                  when,
                  question.imposed(),
                  imposed,
                  question.answers(),
                  answers,
                  asked));
    }
  }
}
