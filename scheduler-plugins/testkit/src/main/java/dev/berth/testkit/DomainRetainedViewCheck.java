package dev.berth.testkit;

/** A view is used in the call it was given for; a term that is asked later has no job any more. */
final class DomainRetainedViewCheck implements DomainCheck {

  @Override
  public String promise() {
    return "uses no view after the call it was given for";
  }

  @Override
  public void run(Trial trial) {
    Cases cases = trial.cases();
    DomainAsker asker = trial.domainAsker(Reading.Rule.DURING_THE_CALL, cases);
    for (int round = 0; round < trial.trials().rounds(); round++) {
      DomainReadsCheck.askEverything(asker, DomainCase.random(cases));
    }
  }
}
