package dev.berth.testkit;

import dev.berth.spi.Plugin;
import dev.berth.spi.ScorePlugin;
import java.util.List;
import java.util.regex.Pattern;

/** Its name, and what it says about itself. */
final class SelfDescriptionCheck implements Check {

  private static final Pattern CAMEL_CASE = Pattern.compile("[a-z][A-Za-z0-9]*");

  @Override
  public String promise() {
    return "has a name and always says the same about itself";
  }

  @Override
  public boolean appliesTo(Subject subject) {
    return true;
  }

  @Override
  public void run(Trial trial) {
    Subject subject = trial.fresh().get();
    Plugin plugin = subject.plugin();
    if (!CAMEL_CASE.matcher(plugin.name()).matches()) {
      throw new AssertionError(
          "the name of %s must be in camelCase, not \"%s\""
              .formatted(plugin.getClass().getName(), plugin.name()));
    }
    int weight = weight(subject);
    if (weight < 0 || weight > ScorePlugin.MAX_WEIGHT) {
      throw new AssertionError(
          "defaultWeight (%d) of %s must be 0 to %d"
              .formatted(weight, subject.title(), ScorePlugin.MAX_WEIGHT));
    }
    List<Object> first = description(plugin);
    List<Object> again = description(plugin);
    List<Object> other = description(trial.fresh().get().plugin());
    if (!first.equals(again) || !first.equals(other)) {
      throw new AssertionError(
          "%s says different things about itself: name, reads, readsOfJob, scope are %s, then %s, of a new one %s"
              .formatted(subject.title(), first, again, other));
    }
  }

  private static int weight(Subject subject) {
    if (subject instanceof WorkerSubject.OfScore score) {
      return score.plugin().defaultWeight();
    }
    return subject instanceof DomainSubject domain ? domain.plugin().defaultWeight() : 0;
  }

  private static List<Object> description(Plugin plugin) {
    return List.of(plugin.name(), plugin.reads(), plugin.readsOfJob(), plugin.scope());
  }
}
