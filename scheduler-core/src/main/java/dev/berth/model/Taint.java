package dev.berth.model;

/** A mark by which a worker keeps away jobs that do not tolerate it. The value may be empty. */
public record Taint(String key, String value, TaintEffect effect) {
  public Taint {
    Check.labelKey("key", key, "taint");
    String owner = "taint " + key;
    Check.labelValue("value", value, owner);
    Check.present("effect", effect, owner);
  }

  /** As in {@code dedicated=gpu:NoSchedule}. */
  @Override
  public String toString() {
    return key + (value.isEmpty() ? "" : "=" + value) + ":" + effect.spelling();
  }
}
