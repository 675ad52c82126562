package dev.berth.testkit;

/** A view is used in the call it was given for, and not later. */
final class RetainedViewCheck implements Check {

  @Override
  public String promise() {
    return "uses no view after the call it was given for";
  }

  @Override
  public void run(Trial trial) {
    Cases cases = trial.cases();
    Asker asker = new Asker(trial.fresh().get(), Reading.Rule.DURING_THE_CALL, cases.words());
    for (int round = 0; round < trial.trials().rounds(); round++) {
      DeclaredReadsCheck.askEverything(asker, cases);
    }
  }
}
