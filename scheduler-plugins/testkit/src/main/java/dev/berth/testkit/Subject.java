package dev.berth.testkit;

import dev.berth.spi.DomainPlugin;
import dev.berth.spi.FilterPlugin;
import dev.berth.spi.Plugin;
import dev.berth.spi.ScorePlugin;
import java.util.ArrayList;
import java.util.List;

/** A plugin in one of the parts it plays, as the checks see it. */
sealed interface Subject permits WorkerSubject, DomainSubject {

  Plugin plugin();

  /** As in "filter jobLimit". */
  String title();

  /** Each part that a plugin plays. */
  static List<Subject> of(Plugin plugin) {
    List<Subject> subjects = new ArrayList<>();
    if (plugin instanceof FilterPlugin filter) {
      subjects.add(new WorkerSubject.OfFilter(filter));
    }
    if (plugin instanceof ScorePlugin score) {
      subjects.add(new WorkerSubject.OfScore(score));
    }
    if (plugin instanceof DomainPlugin domain) {
      subjects.add(new DomainSubject(domain));
    }
    if (subjects.isEmpty()) {
      throw new IllegalArgumentException(
          plugin.getClass().getName()
              + " is neither a FilterPlugin, a ScorePlugin nor a DomainPlugin");
    }
    return subjects;
  }

  /** A plugin's kind and name. */
  static String title(Plugin plugin) {
    return of(plugin).get(0).title();
  }
}
