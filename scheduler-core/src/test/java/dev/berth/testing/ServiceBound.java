package dev.berth.testing;

/**
 * Watches that service is shared fairly: for every two tenants, over every interval in which both
 * have had something waiting, the service each got, divided by its weight, may differ by the sum of
 * two largest turns, each divided by its weight, and no more.
 */
public final class ServiceBound {

  private final double[] weights;
  private final double[] largestTurns;
  private final double rounding;
  private final String where;
  private final int[] waiting;

  /** For each pair, since both have had something waiting: what one is ahead, and its extremes. */
  private final double[][] ahead;

  private final double[][] most;
  private final double[][] least;
  private double needed;

  /**
   * Nobody waits yet.
   *
   * @param largestTurns the most a tenant may be served before another's turn
   * @param rounding what the bound may be missed by
   * @param where for failure messages
   */
  public ServiceBound(double[] weights, double[] largestTurns, double rounding, String where) {
    this.weights = weights.clone();
    this.largestTurns = largestTurns.clone();
    this.rounding = rounding;
    this.where = where;
    waiting = new int[weights.length];
    ahead = new double[weights.length][weights.length];
    most = new double[weights.length][weights.length];
    least = new double[weights.length][weights.length];
  }

  /** Something of this tenant waits. */
  public void arrived(int tenant) {
    waiting[tenant]++;
  }

  /** How much of this tenant waits. */
  public int waiting(int tenant) {
    return waiting[tenant];
  }

  /** Something of this tenant that waited is served. */
  public void served(int tenant, double service) {
    for (int other = 0; other < weights.length; other++) {
      if (waiting[other] > 0 && other != tenant) {
        add(tenant, other, service / weights[tenant]);
        add(other, tenant, -service / weights[tenant]);
      }
    }
    if (--waiting[tenant] == 0) {
      for (int other = 0; other < weights.length; other++) {
        beginAnew(tenant, other);
        beginAnew(other, tenant);
      }
    }
  }

  /** How much of the bound was needed, at most: 0 to 1. */
  public double needed() {
    return needed;
  }

  private void add(int one, int other, double service) {
    double now = ahead[one][other] += service;
    most[one][other] = Math.max(most[one][other], now);
    least[one][other] = Math.min(least[one][other], now);
    double bound = largestTurns[one] / weights[one] + largestTurns[other] / weights[other];
    double widest = Math.max(now - least[one][other], most[one][other] - now);
    if (widest > bound + rounding) {
      throw new AssertionError(
          "tenants %d and %d, both waiting, got service by weight that differs by %s, over %s; %s"
              .formatted(one, other, widest, bound, where));
    }
    needed = Math.max(needed, widest / bound);
  }

  private void beginAnew(int one, int other) {
    ahead[one][other] = 0;
    most[one][other] = 0;
    least[one][other] = 0;
  }
}
