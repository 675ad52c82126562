/**
 * Checks plugins against their contract. Start at {@link dev.berth.testkit.PluginContract}; for
 * tests only.
 */
module dev.berth.testkit {
  requires transitive dev.berth.core;
  requires transitive org.junit.jupiter.api;
  requires static transitive org.jspecify;

  exports dev.berth.testkit;
}
