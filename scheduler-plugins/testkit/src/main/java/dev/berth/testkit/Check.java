package dev.berth.testkit;

import java.util.function.Supplier;

/** One promise of a plugin, looked into over random cases. */
interface Check {

  /** The promise in words: the name of the test. */
  String promise();

  /** Whether a plugin makes this promise. */
  boolean appliesTo(Subject subject);

  /** Throws an {@link AssertionError} when the promise is broken. */
  void run(Trial trial);

  /**
   * What a check works with.
   *
   * @param fresh makes the plugin anew
   */
  record Trial(Supplier<Subject> fresh, Trials trials) {

    /** Random cases of these trials, and the words they are made of. */
    Cases cases() {
      Words words = new Words(trials);
      return new Cases(words, new RandomCases(trials.seed(), words));
    }

    /** Asks a new plugin, a filter or score. */
    Asker asker(Reading.Rule rule, Cases cases) {
      return new Asker((WorkerSubject) fresh.get(), rule, cases.words());
    }

    /** Asks a new domain plugin. */
    DomainAsker domainAsker(Reading.Rule rule, Cases cases) {
      return new DomainAsker((DomainSubject) fresh.get(), rule, cases.words());
    }
  }

  /** Random cases and their words. */
  record Cases(Words words, RandomCases random) {

    TestJob job() {
      return TestJob.of(random.job("j-" + random.number(0, 10)));
    }
  }
}
