package dev.berth.testkit;

import dev.berth.model.Rejection;
import dev.berth.spi.DomainTerm;

/** Every refusal has a reason. */
final class DomainExplanationCheck implements DomainCheck {

  @Override
  public String promise() {
    return "explains every refusal";
  }

  @Override
  public void run(Trial trial) {
    Cases cases = trial.cases();
    DomainAsker asker = trial.domainAsker(Reading.Rule.NOTHING, cases);
    for (int round = 0; round < trial.trials().rounds(); round++) {
      DomainCase asked = DomainCase.random(cases);
      for (DomainTerm term : asker.terms(asked)) {
        for (TestDomain domain : asker.domains(asked, asker.tally(asked, term))) {
          if (!asker.accepts(asked, term, domain)) {
            Rejection reason = asker.explain(asked, term, domain);
            if (reason.message().isBlank()) {
              throw new AssertionError(
                  "%s refuses %s and says nothing why\n%s".formatted(asker.title(), domain, asked));
            }
          }
        }
      }
    }
  }
}
