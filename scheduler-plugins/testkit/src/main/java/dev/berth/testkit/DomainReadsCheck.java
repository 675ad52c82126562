package dev.berth.testkit;

import dev.berth.spi.DomainTerm;

/** Whatever a domain plugin is asked, it reads of jobs only what it declares. */
final class DomainReadsCheck implements DomainCheck {

  @Override
  public String promise() {
    return "reads only the facets it declares";
  }

  @Override
  public void run(Trial trial) {
    Cases cases = trial.cases();
    DomainAsker asker = trial.domainAsker(Reading.Rule.DECLARED_FACETS, cases);
    for (int round = 0; round < trial.trials().rounds(); round++) {
      askEverything(asker, DomainCase.random(cases));
    }
  }

  /** Asks each question there is about a job. */
  static void askEverything(DomainAsker asker, DomainCase asked) {
    asker.ask(asked);
    for (DomainTerm term : asker.terms(asked)) {
      for (TestDomain domain : asker.domains(asked, asker.tally(asked, term))) {
        if (!asker.accepts(asked, term, domain)) {
          asker.explain(asked, term, domain);
        }
      }
    }
  }
}
