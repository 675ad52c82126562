package dev.berth.testkit;

import dev.berth.spi.DomainPlugin;

/** A plugin that answers about zones, racks and hosts by the jobs they hold. */
record DomainSubject(DomainPlugin plugin) implements Subject {

  @Override
  public String title() {
    return "domain plugin " + plugin.name();
  }
}
