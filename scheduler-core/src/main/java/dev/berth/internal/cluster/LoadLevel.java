package dev.berth.internal.cluster;

/**
 * A measured load as plugins see it: one of 32 levels, evenly from 0 (idle) to 31 (full).
 *
 * <pre>
 *   share    0 %       3.2 %       6.5 %      9.7 %            96.8 %     100 %
 *   level    0 ────────1───────────2──────────3──── … ─────────30──────────31
 *                      ◀──────── level 2 ─────▶   holds, once there, until the
 *                                                 share reaches a neighbour
 * </pre>
 *
 * <p>A share moves to the nearest level, but only when it has come as far as the level next to its
 * present one: half a level beyond the bucket of what is nearest. So a load that trembles by up to
 * 1.6 % of the whole changes nothing: no score is computed again, no waiting job asked. Exactly 0
 * and 100 % always have their own level.
 *
 * <p><b>Thread-safety:</b> pure functions. <b>Units:</b> a share in hundredths of a percent.
 */
final class LoadLevel {

  static final int HIGHEST = 31;

  /** The whole, as a share. */
  static final int ALL = 10_000;

  private static final int MILLIS = 1_000;

  private LoadLevel() {}

  /** The level that a share has, given the level before. */
  static int next(int level, int share) {
    boolean stays = Math.abs(HIGHEST * share - ALL * level) < ALL;
    return stays ? level : (HIGHEST * share + ALL / 2) / ALL;
  }

  /** What a level stands for, in thousandths. */
  static int millis(int level) {
    return (MILLIS * level + HIGHEST / 2) / HIGHEST;
  }

  static int share(double percent) {
    return (int) Math.round(percent * (ALL / 100));
  }

  /** The share that an amount is of the whole; none where there is no whole. */
  static int share(long amount, long whole) {
    return whole == 0 ? 0 : (int) Math.min(ALL, Math.round((double) ALL * amount / whole));
  }
}
