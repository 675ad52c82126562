package dev.berth.plugins.standard;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.WorkerSelection;
import dev.berth.spi.DomainPlugin;
import dev.berth.spi.FilterPlugin;
import dev.berth.spi.Plugin;
import dev.berth.spi.ScorePlugin;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The class path and the module path must both know every plugin. */
class RegistrationTest {

  @ParameterizedTest
  @ValueSource(classes = {FilterPlugin.class, ScorePlugin.class, DomainPlugin.class})
  void provides_classPathAndModulePathAgree(Class<? extends Plugin> kind) throws Exception {
    Set<String> onClassPath =
        ServiceLoader.load(kind).stream().map(found -> found.type().getName()).collect(toSet());

    assertThat(provided(kind)).containsExactlyInAnyOrderElementsOf(onClassPath);
    assertThat(publicClasses(kind)).containsExactlyInAnyOrderElementsOf(onClassPath);
  }

  @ParameterizedTest
  @ValueSource(classes = {FilterPlugin.class, ScorePlugin.class, DomainPlugin.class})
  void name_isCamelCaseAndUnique(Class<? extends Plugin> kind) {
    assertThat(ServiceLoader.load(kind))
        .extracting(Plugin::name)
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("[a-z][A-Za-z]*"));
  }

  @Test
  void defaultWeights_areThoseOfTheDefaultProfile() {
    assertThat(ServiceLoader.load(ScorePlugin.class))
        .extracting(score -> score.name() + " " + score.defaultWeight())
        .containsExactlyInAnyOrder(
            "resourceBalance 40",
            "load 30",
            "affinityPreference 20",
            "gpuQuality 20",
            "networkProximity 10",
            "mostFree 0",
            "binPacking 0",
            "bestFit 0",
            "dotProduct 0",
            "gpuPacking 0",
            "gpuClustering 0",
            "fragmentationGradient 0",
            "berthGpu 0");
    assertThat(ServiceLoader.load(DomainPlugin.class))
        .extracting(plugin -> plugin.name() + " " + plugin.defaultWeight())
        .containsExactlyInAnyOrder("topologySpread 40", "jobAffinity 20");
  }

  @Test
  void presets_nameScoresThatAreThere() {
    List<String> found = new ArrayList<>();
    ServiceLoader.load(ScorePlugin.class).forEach(score -> found.add(score.name()));

    for (WorkerSelection preset :
        List.of(
            WorkerSelection.LEAST_LOADED,
            WorkerSelection.MOST_FREE,
            WorkerSelection.RESOURCE_BALANCE,
            WorkerSelection.BIN_PACKING,
            WorkerSelection.ROUND_ROBIN,
            WorkerSelection.LOCALITY_AWARE)) {
      Map<String, Integer> weights = Objects.requireNonNull(preset.weights(), preset.name());
      assertThat(found).as(preset.name()).containsAll(weights.keySet());
    }
  }

  private static Set<String> provided(Class<? extends Plugin> kind) throws Exception {
    try (InputStream descriptor = Files.newInputStream(classes().resolve("module-info.class"))) {
      return ModuleDescriptor.read(descriptor).provides().stream()
          .filter(provides -> provides.service().equals(kind.getName()))
          .flatMap(provides -> provides.providers().stream())
          .collect(toSet());
    }
  }

  private static Set<String> publicClasses(Class<? extends Plugin> kind) throws Exception {
    Path root = classes();
    try (Stream<Path> files = Files.walk(root)) {
      List<String> names =
          files
              .map(file -> root.relativize(file).toString().replace('/', '.').replace('\\', '.'))
              .filter(name -> name.startsWith("dev.berth.") && name.endsWith(".class"))
              .filter(name -> !name.endsWith("package-info.class"))
              .map(name -> name.substring(0, name.length() - ".class".length()))
              .toList();
      Set<String> plugins = new TreeSet<>();
      for (String name : names) {
        Class<?> type = Class.forName(name);
        if (kind.isAssignableFrom(type) && Modifier.isPublic(type.getModifiers())) {
          plugins.add(name);
        }
      }
      return plugins;
    }
  }

  private static Path classes() throws URISyntaxException {
    return Path.of(
        ResourcesFilter.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }
}
