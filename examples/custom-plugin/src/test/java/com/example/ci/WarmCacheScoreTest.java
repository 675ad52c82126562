package com.example.ci;

import dev.berth.spi.Plugin;
import dev.berth.testkit.PluginContract;
import dev.berth.testkit.Trials;

class WarmCacheScoreTest implements PluginContract {

  @Override
  public Plugin plugin() {
    return new WarmCacheScore();
  }

  @Override
  public Trials trials() {
    return Trials.ofDefaults().jobLabel("repository", "shop", "blog");
  }
}
