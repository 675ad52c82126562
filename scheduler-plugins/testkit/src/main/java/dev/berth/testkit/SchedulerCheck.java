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
    return subject instanceof WorkerSubject && subject.plugin().scope() == Scope.WORKER;
  }

  @Override
  public void run(Trial trial) {
    Words words = new Words(trial.trials());
    int fleets = Math.max(1, trial.trials().rounds() / ROUNDS_A_FLEET);
    for (int fleet = 0; fleet < fleets; fleet++) {
      long seed = trial.trials().seed() + fleet;
      RandomCases random = new RandomCases(seed, words);
      try (FleetTrial played =
          new FleetTrial(
              trial.fresh(),
              random,
              TIES.get(fleet % TIES.size()),
              FORMS.get(fleet % FORMS.size()),
              seed)) {
        played.play();
      }
    }
  }
}
