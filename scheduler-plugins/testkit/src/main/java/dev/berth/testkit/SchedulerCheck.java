package dev.berth.testkit;

import dev.berth.placement.RankingForm;
import dev.berth.placement.TieOrder;
import dev.berth.spi.Scope;
import java.util.List;

/**
 * A real scheduler with the plugin decides as a loop over all workers does, while jobs and workers
 * come, go and change. Finds what the plugin's answers alone do not show: a scheduler remembers
 * answers, and asks again only when something changed that the plugin declares.
 */
final class SchedulerCheck implements Check {

  /** How many rounds of the other checks take as long as one fleet here, about. */
  private static final int ROUNDS_A_FLEET = 50;

  private static final int LEARNING_ROUNDS = 20;

  private static final List<TieOrder> TIES = List.of(TieOrder.values());

  /** Those that remember most first: they are what a plugin's declarations matter to. */
  private static final List<RankingForm> FORMS =
      List.of(RankingForm.TREE, RankingForm.AUTO, RankingForm.BOUNDS, RankingForm.SCAN);

  @Override
  public String promise() {
    return "lets a scheduler decide as a loop over all workers would";
  }

  @Override
  public boolean appliesTo(Subject subject) {
    return subject.plugin().scope() == Scope.WORKER;
  }

  @Override
  public void run(Trial trial) {
    Cases cases = trial.cases();
    learnWords(trial, cases);
    int fleets = Math.max(1, trial.trials().rounds() / ROUNDS_A_FLEET);
    for (int fleet = 0; fleet < fleets; fleet++) {
      TieOrder ties = TIES.get(fleet % TIES.size());
      RankingForm form = FORMS.get(fleet % FORMS.size());
      long seed = trial.trials().seed() + fleet;
      RandomCases random = new RandomCases(seed, cases.words());
      try (FleetTrial played = new FleetTrial(trial, random, ties, form, seed)) {
        played.play();
      } catch (AssertionError difference) {
        throw new AssertionError(
            "%s\nfleet %d, ties %s, rankings %s"
                .formatted(difference.getMessage(), fleet, ties, form),
            difference);
      }
    }
  }

  /** Asks a little, so that workers and jobs have the labels that the plugin looks for. */
  private static void learnWords(Trial trial, Cases cases) {
    boolean domains = trial.fresh().get() instanceof DomainSubject;
    for (int round = 0; round < LEARNING_ROUNDS; round++) {
      if (domains) {
        DomainReadsCheck.askEverything(
            trial.domainAsker(Reading.Rule.NOTHING, cases), DomainCase.random(cases));
      } else {
        DeclaredReadsCheck.askEverything(trial.asker(Reading.Rule.NOTHING, cases), cases);
      }
    }
  }
}
