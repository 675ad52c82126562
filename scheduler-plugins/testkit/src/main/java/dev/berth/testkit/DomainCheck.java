package dev.berth.testkit;

/** A promise of domain plugins. */
interface DomainCheck extends Check {

  @Override
  default boolean appliesTo(Subject subject) {
    return subject instanceof DomainSubject;
  }
}
