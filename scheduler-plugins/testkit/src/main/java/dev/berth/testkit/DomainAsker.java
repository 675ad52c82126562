package dev.berth.testkit;

import dev.berth.model.Rejection;
import dev.berth.spi.DomainPlugin;
import dev.berth.spi.DomainTally;
import dev.berth.spi.DomainTerm;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Asks a domain plugin, its terms and tallies through views that watch one rule, and turns whatever
 * they throw into a failure that says what was asked.
 *
 * <p><b>Thread-safety:</b> none.
 */
final class DomainAsker {

  private final DomainSubject subject;
  private final Reading.Rule rule;
  private final Words words;
  private final Reading.Breach breach = new Reading.Breach();

  DomainAsker(DomainSubject subject, Reading.Rule rule, Words words) {
    this.subject = subject;
    this.rule = rule;
    this.words = words;
  }

  String title() {
    return subject.title();
  }

  DomainPlugin plugin() {
    return subject.plugin();
  }

  /** What every term says of every domain. */
  List<DomainAnswer> ask(DomainCase asked) {
    List<DomainAnswer> answers = new ArrayList<>();
    for (DomainTerm term : terms(asked)) {
      DomainTally tally = tally(asked, term);
      for (TestDomain domain : domains(asked, tally)) {
        boolean accepted = accepts(asked, term, domain);
        int grade = accepted ? score(asked, term, domain) : 0;
        answers.add(new DomainAnswer(tally, domain, accepted, grade));
      }
    }
    return answers;
  }

  /** What a job imposes on others. */
  List<DomainTally> imposes(DomainCase asked, TestJob job) {
    return call(asked, reading -> subject.plugin().imposes(new CheckedJob(job, reading)));
  }

  List<DomainTerm> terms(DomainCase asked) {
    Set<DomainTally> imposed = new LinkedHashSet<>();
    asked.placed().forEach(job -> imposed.addAll(imposes(asked, job)));
    return call(
        asked, reading -> subject.plugin().terms(new CheckedJob(asked.job(), reading), imposed));
  }

  DomainTally tally(DomainCase asked, DomainTerm term) {
    return call(asked, reading -> term.tally());
  }

  List<TestDomain> domains(DomainCase asked, DomainTally tally) {
    return asked.domains(job -> count(asked, tally, job));
  }

  /** What a placed job adds to a count. */
  int count(DomainCase asked, DomainTally tally, TestJob job) {
    return call(asked, reading -> tally.count(new CheckedJob(job, reading)));
  }

  boolean accepts(DomainCase asked, DomainTerm term, TestDomain domain) {
    return call(asked, reading -> term.accepts(new CheckedDomain(domain, reading)));
  }

  Rejection explain(DomainCase asked, DomainTerm term, TestDomain domain) {
    return call(asked, reading -> term.explain(new CheckedDomain(domain, reading)));
  }

  private int score(DomainCase asked, DomainTerm term, TestDomain domain) {
    return call(asked, reading -> term.score(new CheckedDomain(domain, reading)));
  }

  private <T> T call(DomainCase asked, Function<Reading, T> question) {
    return Calls.call(
        new Reading(subject.plugin(), rule, words, breach),
        breach,
        question,
        thrown -> "%s threw %s when asked about\n%s".formatted(title(), thrown, asked));
  }
}
