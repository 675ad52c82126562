package dev.berth.internal.plugin;

import static java.util.stream.Collectors.toSet;

import dev.berth.spi.DomainPlugin;
import dev.berth.spi.FilterPlugin;
import dev.berth.spi.GpuScorePlugin;
import dev.berth.spi.JobFacet;
import dev.berth.spi.Plugin;
import dev.berth.spi.Scope;
import dev.berth.spi.ScorePlugin;
import dev.berth.spi.WorkerFacet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The filters and weighted scores of one profile, in order of name; but first those that read
 * state, labels and taints alone, as they are the cheapest, and of the other scores those that
 * weigh most: what comes early leaves less for the others to look at. Scores that read usage come
 * last of all: where nobody measures it, they tell no worker from another.
 *
 * <p><b>Thread-safety:</b> the lists are immutable; the slots belong to the engine.
 */
public final class Pipeline {

  /** What bitset indexes answer for 64 workers at a time. */
  private static final int INDEXED =
      WorkerFacet.STATE.bit() | WorkerFacet.LABELS.bit() | WorkerFacet.TAINTS.bit();

  private static final Comparator<PluginSlot<?>> CHEAP_FIRST =
      Comparator.comparing(slot -> (slot.facets() & ~INDEXED) != 0);

  private static final Comparator<PluginSlot<?>> USAGE_LAST =
      Comparator.comparing(slot -> (slot.facets() & WorkerFacet.USAGE.bit()) != 0);

  /** What only a worker's registration and update change, as bits. */
  public static final int FIXED_FACETS = WorkerFacet.LABELS.bit() | WorkerFacet.TAINTS.bit();

  private final PluginGroup all;
  private final PluginGroup fixed;
  private final PluginGroup moving;
  private final List<DomainSlot> domains;
  private final List<DomainPlugin> otherDomains;
  private final Set<JobFacet> jobFacets;
  private final int facets;
  private final List<String> unbounded;
  private final @Nullable PluginSlot<ScorePlugin> gpuChooser;

  /**
   * A domain plugin in the profile.
   *
   * @param required whether its terms may refuse, or only grade
   */
  public record DomainSlot(PluginSlot<DomainPlugin> slot, boolean required) {}

  private Pipeline(
      List<PluginSlot<FilterPlugin>> filters,
      List<PluginSlot<ScorePlugin>> scores,
      List<DomainSlot> domains,
      List<DomainPlugin> otherDomains) {
    all = PluginGroup.of(filters, scores);
    fixed = all.reading(read -> (read & ~FIXED_FACETS) == 0);
    moving = all.reading(read -> (read & ~FIXED_FACETS) != 0);
    this.domains = List.copyOf(domains);
    this.otherDomains = List.copyOf(otherDomains);
    jobFacets = EnumSet.noneOf(JobFacet.class);
    filters.forEach(filter -> jobFacets.addAll(filter.jobFacets()));
    scores.forEach(score -> jobFacets.addAll(score.jobFacets()));
    domains.forEach(domain -> jobFacets.addAll(domain.slot().jobFacets()));
    facets =
        Stream.concat(filters.stream(), scores.stream())
            .mapToInt(PluginSlot::facets)
            .reduce(0, (a, b) -> a | b);
    unbounded =
        Stream.concat(filters.stream(), scores.stream())
            .map(PluginSlot::plugin)
            .filter(plugin -> plugin.scope() == Scope.ANYTHING)
            .map(Plugin::name)
            .toList();
    gpuChooser =
        scores.stream()
            .filter(score -> score.plugin() instanceof GpuScorePlugin)
            .findFirst()
            .orElse(null);
  }

  /**
   * Picks a profile's plugins.
   *
   * @param filterNames the filters, and the domain plugins that may refuse, or empty for all there
   *     are
   * @param weights the scores, and the domain plugins that may grade, and their weights; null for
   *     all at their own default weights
   * @throws IllegalArgumentException when a name is unknown, a weight out of range, two scores
   *     would choose GPUs, or no filter is left: then nothing would keep a job off a worker without
   *     room
   */
  public static Pipeline assemble(
      String profile,
      PluginRegistry registry,
      List<String> filterNames,
      @Nullable Map<String, Integer> weights) {
    List<PluginSlot<FilterPlugin>> filters = new ArrayList<>();
    if (filterNames.isEmpty()) {
      registry.filters().forEach(filter -> filters.add(new PluginSlot<>(filter, 0)));
    } else {
      for (String name : filterNames.stream().sorted().distinct().toList()) {
        if (registry.hasFilter(name) || !registry.hasDomain(name)) {
          filters.add(new PluginSlot<>(registry.filter(name, profile), 0));
        }
      }
    }
    filters.sort(CHEAP_FIRST);
    if (filters.isEmpty()) {
      throw new IllegalArgumentException(
          "profile '"
              + profile
              + "' has no filter plugin\nMaybe scheduler-standard-plugins is not on the class or module"
              + " path.");
    }
    List<PluginSlot<ScorePlugin>> scores = new ArrayList<>();
    Map<String, Integer> named =
        weights == null ? defaultWeights(registry) : new TreeMap<>(weights);
    named.forEach(
        (name, weight) -> {
          if (weight < 0 || weight > ScorePlugin.MAX_WEIGHT) {
            throw new IllegalArgumentException(
                "weight (%d) of score plugin '%s' in profile '%s' must be 0 to %d"
                    .formatted(weight, name, profile, ScorePlugin.MAX_WEIGHT));
          }
          if (registry.hasScore(name) || !registry.hasDomain(name)) {
            ScorePlugin score = registry.score(name, profile);
            if (weight > 0) {
              scores.add(new PluginSlot<>(score, weight));
            }
          }
        });
    requireOneGpuChooser(profile, scores);
    scores.sort(CHEAP_FIRST.thenComparing(USAGE_LAST).thenComparingInt(slot -> -slot.weight()));
    List<DomainSlot> domains = domains(registry, filterNames, named);
    Set<String> asked =
        domains.stream().map(domain -> domain.slot().plugin().name()).collect(toSet());
    List<DomainPlugin> others =
        registry.domains().stream().filter(domain -> !asked.contains(domain.name())).toList();
    return new Pipeline(filters, scores, domains, others);
  }

  private static void requireOneGpuChooser(String profile, List<PluginSlot<ScorePlugin>> scores) {
    List<String> choosers =
        scores.stream()
            .map(PluginSlot::plugin)
            .filter(GpuScorePlugin.class::isInstance)
            .map(Plugin::name)
            .toList();
    if (choosers.size() > 1) {
      throw new IllegalArgumentException(
          "profile '%s' weighs %d scores that choose GPUs, %s; it may weigh one"
              .formatted(profile, choosers.size(), choosers));
    }
  }

  private static List<DomainSlot> domains(
      PluginRegistry registry, List<String> filterNames, Map<String, Integer> weights) {
    List<DomainSlot> domains = new ArrayList<>();
    for (DomainPlugin domain : registry.domains()) {
      boolean required = filterNames.isEmpty() || filterNames.contains(domain.name());
      int weight = weights.getOrDefault(domain.name(), 0);
      if (required || weight > 0) {
        domains.add(new DomainSlot(new PluginSlot<>(domain, weight), required));
      }
    }
    return domains;
  }

  private static Map<String, Integer> defaultWeights(PluginRegistry registry) {
    Map<String, Integer> weights = new TreeMap<>();
    registry.scores().forEach(score -> weights.put(score.name(), score.defaultWeight()));
    registry
        .domains()
        .forEach(domain -> weights.putIfAbsent(domain.name(), domain.defaultWeight()));
    return weights;
  }

  public List<PluginSlot<FilterPlugin>> filters() {
    return all.filters();
  }

  public List<PluginSlot<ScorePlugin>> scores() {
    return all.scores();
  }

  /** All filters and scores. */
  public PluginGroup all() {
    return all;
  }

  /**
   * The filters and scores that read no more than labels and taints: what they say of a worker
   * stays as it is while jobs come and go.
   */
  public PluginGroup fixed() {
    return fixed;
  }

  /** The other filters and scores. */
  public PluginGroup moving() {
    return moving;
  }

  /** Every plugin of the profile in each part that it plays. */
  public List<PluginSlot<?>> slots() {
    List<PluginSlot<?>> slots = new ArrayList<>(filters());
    slots.addAll(scores());
    domains.forEach(domain -> slots.add(domain.slot()));
    return slots;
  }

  /** The domain plugins, by name. */
  public List<DomainSlot> domains() {
    return domains;
  }

  /** Those that the profile does not ask; its jobs count for other profiles' all the same. */
  public List<DomainPlugin> otherDomains() {
    return otherDomains;
  }

  /** What its plugins read of a job beyond requirements and priority. */
  public Set<JobFacet> jobFacets() {
    return jobFacets;
  }

  /** The facets of a worker that its plugins read, as bits. */
  public int facets() {
    return facets;
  }

  /** The names of the plugins that look further than the worker they are asked about. */
  public List<String> unbounded() {
    return unbounded;
  }

  /** The score that chooses the GPU for a share, a {@link GpuScorePlugin}, or null. */
  public @Nullable PluginSlot<ScorePlugin> gpuChooser() {
    return gpuChooser;
  }

  /** The sum of the weights. */
  public long weights() {
    return all.weights();
  }

  /** Whether no sum of weighted grades can leave an int. */
  public boolean totalsFitInt() {
    return weights() <= Integer.MAX_VALUE / ScorePlugin.MAX_SCORE;
  }

  /** The names of the filters and domain plugins that are set aside now. */
  public List<String> setAside(long nanos) {
    return Stream.concat(all.filters().stream(), domains.stream().map(DomainSlot::slot))
        .filter(slot -> !slot.isTrusted(nanos))
        .map(slot -> slot.plugin().name())
        .toList();
  }
}
