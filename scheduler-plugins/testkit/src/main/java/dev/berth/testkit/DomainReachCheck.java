package dev.berth.testkit;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The other checks saw more than one answer; else they would have proved nothing. */
final class DomainReachCheck implements DomainCheck {

  /** Accepted with a grade, or refused. */
  private record Verdict(boolean accepted, int grade) {}

  @Override
  public String promise() {
    return "does not give everybody the same answer";
  }

  @Override
  public void run(Trial trial) {
    Cases cases = trial.cases();
    DomainAsker asker = trial.domainAsker(Reading.Rule.NOTHING, cases);
    Set<Verdict> verdicts = new HashSet<>();
    for (int round = 0; round < trial.trials().rounds() && verdicts.size() < 2; round++) {
      List<DomainAnswer> answers = asker.ask(DomainCase.random(cases));
      answers.forEach(answer -> verdicts.add(new Verdict(answer.accepted(), answer.grade())));
    }
    if (verdicts.size() < 2) {
      throw new AssertionError(
          """
          %s gives %s to all of %d random jobs, so the checks prove nothing
          Maybe it looks for labels of jobs that the random ones lack: name them in trials(), as in \
          Trials.ofDefaults().jobLabel("app", "web", "db")."""
              .formatted(
                  asker.title(),
                  verdicts.isEmpty() ? "no term" : "the same answer",
                  trial.trials().rounds()));
    }
  }
}
