package dev.berth.testkit;

/** A promise of filters and scores. */
interface WorkerCheck extends Check {

  /** Whether a filter or score makes this promise. */
  default boolean appliesToWorkers(WorkerSubject subject) {
    return true;
  }

  @Override
  default boolean appliesTo(Subject subject) {
    return subject instanceof WorkerSubject worker && appliesToWorkers(worker);
  }
}
