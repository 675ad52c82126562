package dev.berth.testkit;

/** A view is used in the call it was given for, and not later. */
final class RetainedViewCheck implements WorkerCheck {

  @Override
  public String promise() {
    return "uses no view after the call it was given for";
  }

  @Override
  public void run(Trial trial) {
    Cases cases = trial.cases();
    Asker asker = trial.asker(Reading.Rule.DURING_THE_CALL, cases);
    for (int round = 0; round < trial.trials().rounds(); round++) {
      DeclaredReadsCheck.askEverything(asker, cases);
    }
  }
}
