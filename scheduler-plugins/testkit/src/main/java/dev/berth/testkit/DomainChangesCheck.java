package dev.berth.testkit;

import dev.berth.spi.JobFacet;
import dev.berth.spi.Scope;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a domain plugin does not declare of jobs may change, of the one to place and of those
 * placed, without changing an answer.
 */
final class DomainChangesCheck implements DomainCheck {

  @Override
  public String promise() {
    return "gives answers that follow from the facets it declares";
  }

  @Override
  public boolean appliesTo(Subject subject) {
    return DomainCheck.super.appliesTo(subject) && subject.plugin().scope() == Scope.WORKER;
  }

  @Override
  public void run(Trial trial) {
    Cases cases = trial.cases();
    DomainAsker asker = trial.domainAsker(Reading.Rule.NOTHING, cases);
    Set<JobFacet> undeclared = EnumSet.allOf(JobFacet.class);
    undeclared.removeAll(asker.plugin().readsOfJob());
    for (int round = 0; round < trial.trials().rounds(); round++) {
      DomainCase asked = DomainCase.random(cases);
      List<DomainAnswer> before = asker.ask(asked);
      for (JobFacet facet : undeclared) {
        TestJob other = changed(asked.job(), facet, cases.random());
        compare(asker, facet, asked, before, asked.withJob(other));
        List<TestJob> others =
            asked.placed().stream().map(job -> changed(job, facet, cases.random())).toList();
        compare(asker, facet, asked, before, asked.withPlaced(others));
      }
    }
  }

  private static TestJob changed(TestJob job, JobFacet facet, RandomCases random) {
    return TestJob.of(random.change(job.job(), facet));
  }

  private static void compare(
      DomainAsker asker,
      JobFacet facet,
      DomainCase asked,
      List<DomainAnswer> before,
      DomainCase changed) {
    List<DomainAnswer> after = asker.ask(changed);
    if (!after.equals(before)) {
      throw new AssertionError(
          """
          %s answers differently when only JobFacet.%s changes, which it does not declare
          Maybe add JobFacet.%s to readsOfJob().
          %s
          before: %s
          after:  %s
          %s"""
              .formatted(asker.title(), facet, facet, asked, before, after, changed));
    }
  }
}
