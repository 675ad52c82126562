package dev.berth.testkit;

import dev.berth.spi.Plugin;

/** An honest filter passes, in the few lines that an author writes. */
class HonestFilterTest implements PluginContract {
  @Override
  public Plugin plugin() {
    return TestPlugins.honestFilter();
  }
}
