package dev.berth.testkit;

import dev.berth.spi.DomainView;
import org.jspecify.annotations.Nullable;

/** A domain seen through a {@link Reading}. */
final class CheckedDomain implements DomainView {

  private final TestDomain domain;
  private final Reading reading;

  CheckedDomain(TestDomain domain, Reading reading) {
    this.domain = domain;
    this.reading = reading;
  }

  private TestDomain used(String method) {
    reading.alive(method);
    return domain;
  }

  @Override
  public @Nullable String value() {
    return used("domain.value()").value();
  }

  @Override
  public long count() {
    return used("domain.count()").count();
  }

  @Override
  public boolean anyPlaced() {
    return used("domain.anyPlaced()").anyPlaced();
  }

  @Override
  public long least() {
    return used("domain.least()").least();
  }

  @Override
  public int eligible() {
    return used("domain.eligible()").eligible();
  }
}
