package dev.berth.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * Amounts kept free for some tenants for a stretch of time: for a course, a demonstration, or
 * before maintenance (then for nobody).
 *
 * <p>Jobs of other tenants do not start where, by their time limits, they would still hold the
 * amounts then. What runs is left alone. Jobs of these tenants may use the amounts within that
 * time, and may be elsewhere as always.
 *
 * <p><b>Thread-safety:</b> immutable. <b>Source:</b> Slurm's advance reservations.
 *
 * @param name unique among those of a scheduler
 * @param start when it begins; not in the past
 * @param duration how long it lasts, above zero
 * @param resources the amounts of one piece, each of which is on one worker
 * @param pieces how many pieces, 1 to {@link Limits#PIECES}
 * @param tenants whose jobs may use them, in alphabetical order; none for nobody
 */
public record AdvanceReservation(
    String name,
    Instant start,
    Duration duration,
    Resources resources,
    int pieces,
    Set<String> tenants) {
  public AdvanceReservation {
    Check.id("name", name, "advance reservation");
    String owner = "advance reservation " + name;
    Check.present("start", start, owner);
    if (duration.isNegative() || duration.isZero()) {
      throw Check.refused("duration", duration, owner, "be above zero");
    }
    if (duration.compareTo(Limits.TIME_LIMIT) > 0) {
      throw Check.refused("duration", duration, owner, "be at most " + Limits.TIME_LIMIT);
    }
    Check.amounts("resources", resources, owner);
    if (resources.isZero()) {
      throw Check.refused("resources", resources, owner, "be more than nothing");
    }
    Check.range("pieces", pieces, 1, Limits.PIECES, owner);
    Check.size("tenants", tenants.size(), 0, Limits.TENANTS, owner);
    TreeSet<String> sorted = new TreeSet<>(tenants);
    sorted.forEach(tenant -> Check.id("tenant", tenant, owner));
    tenants = Collections.unmodifiableSet(sorted);
  }
}
