package dev.berth.testkit;

import dev.berth.model.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The words that random workers and jobs are made of: few, so that wishes and labels often meet. It
 * learns the keys that a plugin asks for.
 *
 * <p><b>Thread-safety:</b> none.
 */
final class Words {

  /** Tenants too are among these, so that a label may name one. */
  private static final List<String> VALUES = List.of("a", "b", "c", "8", "16", "100", "");

  /** Regions and zones are large: each holds many workers. */
  private static final Map<String, List<String>> FEW_VALUES =
      Map.of(Location.REGION, List.of("a", "b"), Location.ZONE, List.of("a", "b", "c"));

  private final Labels workerLabels;
  private final Labels jobLabels;
  private final List<String> tenants;
  private final List<String> extras = new ArrayList<>();
  private final List<String> gpuModels;
  private final List<String> taintKeys = new ArrayList<>();

  Words(Trials trials) {
    workerLabels = new Labels(trials.workerLabels(), FEW_VALUES);
    List.of(Location.REGION, Location.ZONE, Location.RACK, Location.HOST, "disk", "cores")
        .forEach(workerLabels::learn);
    jobLabels = new Labels(trials.jobLabels(), Map.of());
    jobLabels.learn("team");
    tenants = orElse(trials.tenants(), List.of("a", "b", "c"));
    extras.addAll(orElse(trials.extras(), List.of("license", "fpga")));
    gpuModels = orElse(trials.gpuModels(), List.of("A10", "A100", "H100"));
    taintKeys.addAll(List.of("dedicated", "spot"));
    taintKeys.addAll(trials.taintKeys());
  }

  private static List<String> orElse(List<String> given, List<String> own) {
    return given.isEmpty() ? own : given;
  }

  void learnWorkerLabel(String key) {
    workerLabels.learn(key);
  }

  void learnJobLabel(String key) {
    jobLabels.learn(key);
  }

  void learnExtra(String name) {
    if (!extras.contains(name)) {
      extras.add(name);
    }
  }

  Labels workerLabels() {
    return workerLabels;
  }

  Labels jobLabels() {
    return jobLabels;
  }

  List<String> tenants() {
    return tenants;
  }

  List<String> extras() {
    return extras;
  }

  List<String> gpuModels() {
    return gpuModels;
  }

  List<String> taintKeys() {
    return taintKeys;
  }

  List<String> taintValues() {
    return VALUES;
  }

  /** Keys, and the values each may have. */
  static final class Labels {
    private final List<String> keys = new ArrayList<>();
    private final Map<String, List<String>> valuesOf;

    Labels(Map<String, List<String>> given, Map<String, List<String>> own) {
      valuesOf = new TreeMap<>(own);
      valuesOf.putAll(given);
      keys.addAll(given.keySet());
    }

    void learn(String key) {
      if (!keys.contains(key)) {
        keys.add(key);
      }
    }

    List<String> keys() {
      return keys;
    }

    List<String> values(String key) {
      return valuesOf.getOrDefault(key, VALUES);
    }
  }
}
