package dev.berth.plugins.standard;

import dev.berth.model.LabelSelector;
import dev.berth.model.Rejection;
import dev.berth.spi.DomainTally;
import dev.berth.spi.DomainView;

/** The words in which domains are refused. */
final class Domains {

  private Domains() {}

  /** As in {@code zone=a}. */
  static String name(DomainTally tally, DomainView domain) {
    return tally.topologyKey() + "=" + domain.value();
  }

  /** As in {@code 2 jobs of app In [web]}, {@code no job of app In [web]}. */
  static String jobs(long count, LabelSelector selector) {
    String number = count == 0 ? "no" : Long.toString(count);
    return number + (count > 1 ? " jobs of " : " job of ") + selector;
  }

  /** The worker is in no domain at all. */
  static Rejection unlabelled(String code, DomainTally tally) {
    return Rejection.mismatch(code, "label " + tally.topologyKey() + " not there");
  }
}
