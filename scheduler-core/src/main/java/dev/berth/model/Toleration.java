package dev.berth.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The taints a job puts up with.
 *
 * <p>The meaning is Kubernetes': the effect must be equal, {@code null} meaning every effect; the
 * key must be equal, {@code null} meaning every key; and the value must be equal unless {@code
 * exists}.
 *
 * @param key {@code null} for every key, then {@code exists} must be true
 * @param exists whether any value will do
 * @param value empty if {@code exists}
 * @param effect {@code null} for every effect
 */
public record Toleration(
    @Nullable String key, boolean exists, String value, @Nullable TaintEffect effect) {
  private static final Toleration EVERYTHING = new Toleration(null, true, "", null);

  public Toleration {
    if (key != null) {
      Check.labelKey("key", key, "toleration");
    } else if (!exists) {
      throw Check.refused("key", "null", "toleration", "be given unless any value will do");
    }
    String owner = key == null ? "toleration" : "toleration of " + key;
    Check.labelValue("value", value, owner);
    if (exists && !value.isEmpty()) {
      throw Check.refused("value", value, owner, "be empty if any value will do");
    }
  }

  /** Tolerates taints of that key and value, whatever their effect. */
  public static Toleration equal(String key, String value) {
    return new Toleration(key, false, value, null);
  }

  /** Tolerates taints of that key, value and effect. */
  public static Toleration equal(String key, String value, TaintEffect effect) {
    return new Toleration(key, false, value, effect);
  }

  /** Tolerates taints of that key, whatever their value and effect. */
  public static Toleration exists(String key) {
    return new Toleration(key, true, "", null);
  }

  /** Tolerates taints of that key and effect, whatever their value. */
  public static Toleration exists(String key, TaintEffect effect) {
    return new Toleration(key, true, "", effect);
  }

  /** Tolerates every taint. */
  public static Toleration everything() {
    return EVERYTHING;
  }

  public boolean tolerates(Taint taint) {
    return (effect == null || effect == taint.effect())
        && (key == null || key.equals(taint.key()))
        && (exists || value.equals(taint.value()));
  }

  /** The same in every run, which an enum's own is not. */
  @Override
  public int hashCode() {
    return Objects.hash(key, exists, value, effect == null ? null : effect.spelling());
  }
}
