package dev.berth.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** On the module path, where there is no META-INF/services, the core finds the standard plugins. */
class ModulePathTest {

  private static final Pattern MODULES =
      Pattern.compile(
          "scheduler-core[-/\\\\](target|0)|scheduler-standard-plugins|plugins.standard.target"
              + "|slf4j-api|jctools-core|HdrHistogram|jspecify");

  @Test
  void standardPlugins_areFoundAsModules() throws Exception {
    Path[] path =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> MODULES.matcher(entry).find())
            .map(Path::of)
            .toArray(Path[]::new);
    ModuleLayer boot = ModuleLayer.boot();
    Configuration modules =
        boot.configuration()
            .resolveAndBind(ModuleFinder.of(path), ModuleFinder.of(), Set.of("dev.berth.core"));
    ModuleLayer layer = boot.defineModulesWithOneLoader(modules, null);
    ClassLoader loader = layer.findLoader("dev.berth.core");
    Class<?> scheduler = loader.loadClass("dev.berth.Scheduler");

    assertThat(layer.findModule("dev.berth.plugins.standard")).isPresent();
    assertThat(scheduler.getModule().isNamed()).isTrue();
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    Thread.currentThread().setContextClassLoader(loader);
    try {
      Object builder = scheduler.getMethod("builder").invoke(null);
      // Without a filter there would be no scheduler: see SchedulerBuilder.build.
      Object built = builder.getClass().getMethod("build").invoke(builder);
      ((AutoCloseable) built).close();
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }
}
