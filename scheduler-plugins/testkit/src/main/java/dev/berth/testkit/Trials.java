package dev.berth.testkit;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How much a check tries, and which words its random workers and jobs are made of.
 *
 * <p>Keys that a plugin asks for are picked up by themselves. Say the values where it minds them:
 *
 * <pre>{@code
 * Trials.ofDefaults().workerLabel("cents-per-hour", "0", "12", "250").jobLabel("team", "red")
 * }</pre>
 *
 * <p>Defaults: the seed of {@code -Dberth.seed}, else 1; the rounds of {@code -Dberth.rounds}, else
 * 200; no words of its own.
 *
 * <p><b>Thread-safety:</b> immutable; each method returns a copy.
 *
 * @param seed equal seeds try the same
 * @param rounds how many random jobs each check asks about, at least 1
 * @param workerLabels the values that labels of workers have, by key
 * @param jobLabels the values that labels of jobs have, by key
 * @param tenants who submits; empty for the kit's own
 * @param extras the names of extra resources; empty for the kit's own
 * @param gpuModels the models of GPUs; empty for the kit's own
 * @param taintKeys the keys of taints beside the kit's own
 */
public record Trials(
    long seed,
    int rounds,
    Map<String, List<String>> workerLabels,
    Map<String, List<String>> jobLabels,
    List<String> tenants,
    List<String> extras,
    List<String> gpuModels,
    List<String> taintKeys) {

  private static final int ROUNDS = 200;

  public Trials {
    if (rounds < 1) {
      throw new IllegalArgumentException("rounds (" + rounds + ") of trials must be at least 1");
    }
    workerLabels = sorted(workerLabels);
    jobLabels = sorted(jobLabels);
    tenants = List.copyOf(tenants);
    extras = List.copyOf(extras);
    gpuModels = List.copyOf(gpuModels);
    taintKeys = List.copyOf(taintKeys);
  }

  private static Map<String, List<String>> sorted(Map<String, List<String>> labels) {
    Map<String, List<String>> copy = new TreeMap<>();
    labels.forEach((key, values) -> copy.put(key, List.copyOf(values)));
    return Collections.unmodifiableMap(copy);
  }

  /** The defaults. */
  public static Trials ofDefaults() {
    return new Trials(
        Long.getLong("berth.seed", 1),
        Integer.getInteger("berth.rounds", ROUNDS),
        Map.of(),
        Map.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  /** The same with this seed, whatever the system property says. */
  public Trials seed(long value) {
    return new Trials(
        value, rounds, workerLabels, jobLabels, tenants, extras, gpuModels, taintKeys);
  }

  /** The same with so many rounds, whatever the system property says. */
  public Trials rounds(int value) {
    return new Trials(seed, value, workerLabels, jobLabels, tenants, extras, gpuModels, taintKeys);
  }

  /** Workers may have this label, with one of these values. */
  public Trials workerLabel(String key, String... values) {
    Map<String, List<String>> labels = with(workerLabels, key, values);
    return new Trials(seed, rounds, labels, jobLabels, tenants, extras, gpuModels, taintKeys);
  }

  /** Jobs may have this label, with one of these values. */
  public Trials jobLabel(String key, String... values) {
    Map<String, List<String>> labels = with(jobLabels, key, values);
    return new Trials(seed, rounds, workerLabels, labels, tenants, extras, gpuModels, taintKeys);
  }

  /** Jobs are submitted by these. */
  public Trials tenants(String... ids) {
    return new Trials(
        seed, rounds, workerLabels, jobLabels, List.of(ids), extras, gpuModels, taintKeys);
  }

  /** Workers have, and jobs ask, extra resources of these names. */
  public Trials extras(String... names) {
    return new Trials(
        seed, rounds, workerLabels, jobLabels, tenants, List.of(names), gpuModels, taintKeys);
  }

  /** GPUs are of these models. */
  public Trials gpuModels(String... models) {
    return new Trials(
        seed, rounds, workerLabels, jobLabels, tenants, extras, List.of(models), taintKeys);
  }

  /** Workers may have taints of these keys, and jobs tolerate them. */
  public Trials taintKeys(String... keys) {
    return new Trials(
        seed, rounds, workerLabels, jobLabels, tenants, extras, gpuModels, List.of(keys));
  }

  private static Map<String, List<String>> with(
      Map<String, List<String>> labels, String key, String... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("label " + key + " of trials needs at least one value");
    }
    Map<String, List<String>> copy = new TreeMap<>(labels);
    copy.put(key, List.of(values));
    return copy;
  }
}
