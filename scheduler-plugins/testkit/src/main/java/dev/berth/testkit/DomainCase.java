package dev.berth.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A job to place, and jobs that are placed: in three domains, or on workers without the label.
 *
 * @param job who asks
 * @param placed the others
 * @param domains the number of the domain of each, {@value #DOMAINS} for none
 * @param times how many of each of the others there are
 * @param eligible how many of the domains are eligible
 */
record DomainCase(
    TestJob job, List<TestJob> placed, List<Integer> domains, long times, int eligible) {

  static final int DOMAINS = 3;
  private static final List<String> VALUES = List.of("a", "b", "c");
  private static final int PLACED = 10;
  private static final int MANY = 100_000;

  static DomainCase random(Check.Cases cases) {
    RandomCases random = cases.random();
    List<TestJob> placed = new ArrayList<>();
    List<Integer> domains = new ArrayList<>();
    for (int i = random.number(0, PLACED); i > 0; i--) {
      placed.add(TestJob.of(random.job("p-" + i)));
      domains.add(random.number(0, DOMAINS + 1));
    }
    long times = random.chance(10) ? MANY : 1;
    return new DomainCase(cases.job(), placed, domains, times, random.number(0, DOMAINS + 1));
  }

  DomainCase withJob(TestJob other) {
    return new DomainCase(other, placed, domains, times, eligible);
  }

  DomainCase withPlaced(List<TestJob> others) {
    return new DomainCase(job, others, domains, times, eligible);
  }

  /**
   * Each domain as the terms of a tally see it that counts so, last the workers without the label.
   */
  List<TestDomain> domains(ToLongFunction<TestJob> countOf) {
    long[] counts = new long[DOMAINS + 1];
    boolean any = false;
    for (int i = 0; i < placed.size(); i++) {
      long count = countOf.applyAsLong(placed.get(i)) * times;
      counts[domains.get(i)] += count;
      any |= count != 0;
    }
    long least = eligible == 0 ? 0 : Long.MAX_VALUE;
    for (int domain = 0; domain < eligible; domain++) {
      least = Math.min(least, counts[domain]);
    }
    List<TestDomain> views = new ArrayList<>();
    for (int domain = 0; domain <= DOMAINS; domain++) {
      @Nullable String value = domain == DOMAINS ? null : VALUES.get(domain);
      long count = value == null ? 0 : counts[domain];
      views.add(new TestDomain(value, count, any, least, eligible));
    }
    return views;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(job.toString());
    for (int i = 0; i < placed.size(); i++) {
      int domain = domains.get(i);
      text.append("\n  placed in ").append(domain == DOMAINS ? "none" : VALUES.get(domain));
      text.append(", times ").append(times).append(": ").append(placed.get(i));
    }
    return text.toString();
  }
}
