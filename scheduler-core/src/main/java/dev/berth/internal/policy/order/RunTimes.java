package dev.berth.internal.policy.order;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The last two run times of each tenant's jobs.
 *
 * <p><b>Thread-safety:</b> none. <b>Memory:</b> about 100 bytes a tenant; the {@value #MOST_KEPT}
 * whose jobs ended last are remembered.
 */
final class RunTimes {

  private static final int MOST_KEPT = 100_000;
  private static final double NONE = -1;

  private static final class Two {
    double last = NONE;
    double before = NONE;
  }

  private final LinkedHashMap<String, Two> byTenant = new LinkedHashMap<>(16, 0.75f, true);

  void add(String tenant, double seconds) {
    Two two = byTenant.computeIfAbsent(tenant, name -> new Two());
    two.before = two.last;
    two.last = seconds;
    if (byTenant.size() > MOST_KEPT) {
      Map.Entry<String, Two> oldest = byTenant.entrySet().iterator().next();
      byTenant.remove(oldest.getKey());
    }
  }

  /** How long a tenant's next job will run: the mean of the last two, at most its limit. */
  double expected(String tenant, double limitSeconds) {
    Two two = byTenant.get(tenant);
    if (two == null) {
      return limitSeconds;
    }
    double mean = two.before == NONE ? two.last : (two.last + two.before) / 2;
    return Math.min(mean, limitSeconds);
  }
}
