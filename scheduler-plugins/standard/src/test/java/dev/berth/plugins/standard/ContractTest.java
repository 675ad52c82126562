package dev.berth.plugins.standard;

import dev.berth.spi.DomainPlugin;
import dev.berth.spi.FilterPlugin;
import dev.berth.spi.Plugin;
import dev.berth.spi.ScorePlugin;
import dev.berth.testkit.PluginContract;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every plugin keeps its contract, as the published test kit has it. */
class ContractTest {

  @TestFactory
  Stream<DynamicTest> filters_keepTheirContract() {
    return contracts(FilterPlugin.class);
  }

  @TestFactory
  Stream<DynamicTest> scores_keepTheirContract() {
    return contracts(ScorePlugin.class);
  }

  @TestFactory
  Stream<DynamicTest> domainPlugins_keepTheirContract() {
    return contracts(DomainPlugin.class);
  }

  private static Stream<DynamicTest> contracts(Class<? extends Plugin> kind) {
    return ServiceLoader.load(kind).stream()
        .map(provider -> (PluginContract) provider::get)
        .flatMap(PluginContract::keepsItsContract);
  }
}
