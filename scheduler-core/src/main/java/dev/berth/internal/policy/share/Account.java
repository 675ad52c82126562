package dev.berth.internal.policy.share;

import dev.berth.model.Resources;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one tenant and those below it have used, and are using. Kept by {@link FairShare}; a caller
 * holds it as a handle.
 *
 * <p>Per resource, by {@link Dimensions} number: {@code used} amount-seconds, decayed to the moment
 * {@code at}; {@code rate} the amount in use since then. With decay constant λ, t seconds later
 *
 * <pre>
 *   used(t) = used · e^(−λt) + rate ÷ λ · (1 − e^(−λt))
 * </pre>
 *
 * <p>which is never negative: both summands are not.
 */
public final class Account {
  private static final long UNKNOWN = Long.MIN_VALUE;

  final @Nullable Account parent;

  /** In thousandths, as is the sum over the children. */
  final long weight;

  long childrensWeight;

  /** Named by the configuration: never forgotten. */
  final boolean configured;

  /** Jobs of this tenant itself. */
  int running;

  boolean forgotten;

  /** Neighbours among those that could be forgotten. */
  @Nullable Account longerIdle;

  @Nullable Account shorterIdle;
  boolean idle;

  private final String tenant;
  private double[] used = new double[Dimensions.STANDARD];
  private long[] rate = new long[Dimensions.STANDARD];
  private boolean changed;
  private long at;

  /** The dominant share that was asked for last, after so long, with that capacity. */
  private double dominant;

  private long dominantAfter;
  private long dominantVersion = UNKNOWN;

  Account(String tenant, @Nullable Account parent, long weight, boolean configured) {
    this.tenant = tenant;
    this.parent = parent;
    this.weight = weight;
    this.configured = configured;
  }

  /** Whose it is. */
  public String tenant() {
    return tenant;
  }

  @Override
  public String toString() {
    return tenant;
  }

  /** So much more is used from now on, or less if the sign is −1. */
  void change(Resources amount, int sign, Dimensions dimensions, Decay decay, long nanos) {
    touch(decay, nanos);
    add(Dimensions.CPU, sign * amount.cpuMillis());
    add(Dimensions.MEMORY, sign * amount.memoryBytes());
    add(Dimensions.GPU, sign * amount.gpuMillis());
    add(Dimensions.STORAGE, sign * amount.storageBytes());
    List<Map.Entry<String, Long>> extras = amount.extraList();
    for (int i = 0; i < extras.size(); i++) {
      Map.Entry<String, Long> extra = extras.get(i);
      add(dimensions.extra(extra.getKey()), sign * extra.getValue());
    }
    dominantVersion = UNKNOWN;
  }

  private void add(int dimension, long amount) {
    if (dimension >= rate.length) {
      used = Arrays.copyOf(used, dimension + 1);
      rate = Arrays.copyOf(rate, dimension + 1);
    }
    long now = rate[dimension] + amount;
    if (now < 0) {
      throw new IllegalStateException(
          "%s cannot end to use %d of resource %d: it uses %d"
              .formatted(tenant, -amount, dimension, rate[dimension]));
    }
    rate[dimension] = now;
  }

  /** Amount-seconds of a resource, decayed to now. */
  double used(int dimension, Decay decay, long nanos) {
    if (dimension >= used.length) {
      return 0;
    }
    return decay.after(nanos - at, used[dimension], rate[dimension]);
  }

  /** The largest share of any resource, decayed to now: in seconds of the whole fleet. */
  double dominantShare(Dimensions dimensions, Decay decay, long nanos) {
    long elapsed = nanos - at;
    if (dominantVersion != dimensions.version() || dominantAfter != elapsed) {
      double lost = decay.lost(elapsed);
      double most = 0;
      for (int i = 0; i < used.length; i++) {
        double capacity = dimensions.capacity(i);
        if (capacity > 0) {
          most = Math.max(most, decay.after(lost, used[i], rate[i]) / capacity);
        }
      }
      dominant = most;
      dominantAfter = elapsed;
      dominantVersion = dimensions.version();
    }
    return dominant;
  }

  /** Brings what was used up to date. A clock that went back stands still. */
  private void touch(Decay decay, long nanos) {
    long elapsed = nanos - at;
    if (!changed) {
      changed = true; // whatever the clock's origin
      at = nanos;
    } else if (elapsed > 0) {
      double lost = decay.lost(elapsed);
      for (int i = 0; i < used.length; i++) {
        used[i] = decay.after(lost, used[i], rate[i]);
      }
      at = nanos;
    }
  }
}
