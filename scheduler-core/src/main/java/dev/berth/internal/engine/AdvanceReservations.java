package dev.berth.internal.engine;

import dev.berth.internal.policy.backfill.Advances;
import dev.berth.internal.policy.backfill.Planner;
import dev.berth.model.AdvanceReservation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The advance reservations by name, and their refusals in words.
 *
 * <p><b>Thread-safety:</b> none; owned by the engine.
 */
final class AdvanceReservations {

  private final Planner planner;
  private final Map<String, AdvanceReservation> byName = new TreeMap<>();

  AdvanceReservations(Planner planner) {
    this.planner = planner;
  }

  /** Makes one, or throws why it cannot be made. */
  void keep(AdvanceReservation wanted, Instant now, long policyNanos) {
    forgetOver();
    if (byName.containsKey(wanted.name())) {
      throw new IllegalStateException(
          "advance reservation '" + wanted.name() + "' is there already");
    }
    if (wanted.start().isBefore(now)) {
      throw new IllegalStateException(
          "start (%s) of advance reservation %s must not be in the past; it is %s"
              .formatted(wanted.start(), wanted.name(), now));
    }
    long start = policyNanos + Duration.between(now, wanted.start()).toNanos();
    Advances advances = planner.advances();
    int placed =
        advances.keep(
            wanted.name(),
            start,
            start + wanted.duration().toNanos(),
            planner.demand(wanted.resources()),
            wanted.pieces(),
            wanted.tenants());
    if (placed < wanted.pieces()) {
      throw new IllegalStateException(
          """
          advance reservation %s cannot be kept: %,d of its %,d pieces (%s) are free on a worker \
          from %s for %s
          Maybe jobs run until then by their time limits, or others have reserved.\
          """
              .formatted(
                  wanted.name(),
                  placed,
                  wanted.pieces(),
                  wanted.resources(),
                  wanted.start(),
                  wanted.duration()));
    }
    byName.put(wanted.name(), wanted);
  }

  void giveUp(String name) {
    forgetOver();
    byName.remove(name);
    if (!planner.advances().giveUp(name)) {
      throw new IllegalStateException("there is no advance reservation '" + name + "'");
    }
  }

  /** Those that are not over, by name. */
  List<AdvanceReservation> list() {
    forgetOver();
    return List.copyOf(byName.values());
  }

  private void forgetOver() {
    byName.keySet().removeIf(name -> planner.advances().placedPieces(name) < 0);
  }
}
