package dev.berth.testkit;

import dev.berth.spi.DomainTally;

/** What one term of a domain plugin says of one domain; the grade of a refused one is 0. */
record DomainAnswer(DomainTally tally, TestDomain domain, boolean accepted, int grade) {

  @Override
  public String toString() {
    return "%s of %s: %s".formatted(tally, domain, accepted ? "grade " + grade : "refused");
  }
}
