package dev.berth.model;

import java.util.Objects;

/** A mark by which a worker keeps away jobs that do not tolerate it. The value may be empty. */
public record Taint(String key, String value, TaintEffect effect) {
  public Taint {
    Check.labelKey("key", key, "taint");
    String owner = "taint " + key;
    Check.labelValue("value", value, owner);
    Check.present("effect", effect, owner);
  }

  /** The same in every run, which an enum's own is not. */
  @Override
  public int hashCode() {
    return Objects.hash(key, value, effect.spelling());
  }

  /** As in {@code dedicated=gpu:NoSchedule}. */
  @Override
  public String toString() {
    return key + (value.isEmpty() ? "" : "=" + value) + ":" + effect.spelling();
  }
}
