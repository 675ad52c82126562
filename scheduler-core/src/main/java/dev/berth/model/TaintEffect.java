package dev.berth.model;

/** What a {@link Taint} does to jobs that do not tolerate it. */
public enum TaintEffect {
  /** They are not placed on the worker. */
  NO_SCHEDULE("NoSchedule"),
  /** They are placed on the worker only if the others are no better. */
  PREFER_NO_SCHEDULE("PreferNoSchedule"),
  /** They are not placed on the worker, and those that run there must leave. */
  NO_EXECUTE("NoExecute");

  private final String spelling;

  TaintEffect(String spelling) {
    this.spelling = spelling;
  }

  /** As Kubernetes writes it. */
  String spelling() {
    return spelling;
  }
}
