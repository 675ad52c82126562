package dev.berth.testkit;

import dev.berth.spi.DomainTally;
import dev.berth.spi.ScorePlugin;
import java.util.List;

/** Grades are in range, and so is what all terms of a job come to. */
final class DomainRangeCheck implements DomainCheck {

  @Override
  public String promise() {
    return "grades from 0 to 1,000,000 in all";
  }

  @Override
  public void run(Trial trial) {
    Cases cases = trial.cases();
    DomainAsker asker = trial.domainAsker(Reading.Rule.NOTHING, cases);
    for (int round = 0; round < trial.trials().rounds(); round++) {
      DomainCase asked = DomainCase.random(cases);
      List<DomainAnswer> answers = asker.ask(asked);
      long sum = 0;
      for (int first = 0; first < answers.size(); first += DomainCase.DOMAINS + 1) {
        int best = 0;
        for (DomainAnswer answer : answers.subList(first, first + DomainCase.DOMAINS + 1)) {
          check(asker, asked, answer);
          best = Math.max(best, answer.grade());
        }
        sum += best;
      }
      if (sum > ScorePlugin.MAX_SCORE) {
        List<DomainTally> tallies = answers.stream().map(DomainAnswer::tally).distinct().toList();
        throw new AssertionError(
            """
            the terms of %s may grade %d in all, out of 0 to %d: terms of %s
            Maybe share the range out among the terms of a job.
            %s"""
                .formatted(asker.title(), sum, ScorePlugin.MAX_SCORE, tallies, asked));
      }
    }
  }

  private static void check(DomainAsker asker, DomainCase asked, DomainAnswer answer) {
    if (answer.grade() < 0 || answer.grade() > ScorePlugin.MAX_SCORE) {
      throw new AssertionError(
          "a term of %s grades out of 0 to %d: %s\n%s"
              .formatted(asker.title(), ScorePlugin.MAX_SCORE, answer, asked));
    }
  }
}
