package dev.berth.testkit;

import dev.berth.spi.Plugin;

/** An honest score passes, in the few lines that an author writes. */
class HonestScoreTest implements PluginContract {
  @Override
  public Plugin plugin() {
    return TestPlugins.honestScore();
  }
}
