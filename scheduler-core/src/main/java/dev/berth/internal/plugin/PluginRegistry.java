package dev.berth.internal.plugin;

import dev.berth.spi.DomainPlugin;
import dev.berth.spi.FilterPlugin;
import dev.berth.spi.Plugin;
import dev.berth.spi.ScorePlugin;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;

/**
 * The plugins there are: those found by {@link ServiceLoader} and those handed in, by name.
 *
 * <p><b>Thread-safety:</b> immutable. <b>Errors:</b> two plugins of one kind with one name are
 * refused, naming both classes; an unknown name is refused, listing what there is. The order of
 * discovery never matters.
 */
public final class PluginRegistry {

  private final TreeMap<String, FilterPlugin> filters = new TreeMap<>();
  private final TreeMap<String, ScorePlugin> scores = new TreeMap<>();
  private final TreeMap<String, DomainPlugin> domains = new TreeMap<>();

  private PluginRegistry() {}

  /** The plugins on the class or module path of the thread's context class loader, and more. */
  public static PluginRegistry discover(Collection<? extends Plugin> more) {
    List<Plugin> found = new ArrayList<>();
    ServiceLoader.load(FilterPlugin.class).forEach(found::add);
    ServiceLoader.load(ScorePlugin.class).forEach(found::add);
    ServiceLoader.load(DomainPlugin.class).forEach(found::add);
    found.addAll(more);
    return of(found);
  }

  /** These plugins and no others. */
  public static PluginRegistry of(Collection<? extends Plugin> plugins) {
    PluginRegistry registry = new PluginRegistry();
    for (Plugin plugin : plugins) {
      boolean known = false;
      if (plugin instanceof FilterPlugin filter) {
        add(registry.filters, "filter", filter);
        known = true;
      }
      if (plugin instanceof ScorePlugin score) {
        add(registry.scores, "score", score);
        known = true;
      }
      if (plugin instanceof DomainPlugin domain) {
        add(registry.domains, "domain", domain);
        known = true;
      }
      if (!known) {
        throw new IllegalArgumentException(
            plugin.getClass().getName() + " is no FilterPlugin, ScorePlugin or DomainPlugin");
      }
    }
    return registry;
  }

  private static <P extends Plugin> void add(Map<String, P> byName, String kind, P plugin) {
    String name = plugin.name();
    if (name.isBlank()) {
      throw new IllegalArgumentException(plugin.getClass().getName() + " has a blank name");
    }
    P other = byName.putIfAbsent(name, plugin);
    if (other != null && other.getClass() != plugin.getClass()) {
      throw new IllegalArgumentException(
          "two %s plugins are named '%s': %s and %s"
              .formatted(kind, name, other.getClass().getName(), plugin.getClass().getName()));
    }
    if (other != null && other != plugin) {
      throw new IllegalArgumentException(
          "%s plugin '%s' is there twice: %s\nMaybe it is on the path twice, or both found and handed in."
              .formatted(kind, name, plugin.getClass().getName()));
    }
  }

  /** All filters, by name. */
  public Collection<FilterPlugin> filters() {
    return filters.values();
  }

  /** All scores, by name. */
  public Collection<ScorePlugin> scores() {
    return scores.values();
  }

  /** All domain plugins, by name. */
  public Collection<DomainPlugin> domains() {
    return domains.values();
  }

  /** Whether a filter has the name. */
  boolean hasFilter(String name) {
    return filters.containsKey(name);
  }

  /** Whether a score has the name. */
  boolean hasScore(String name) {
    return scores.containsKey(name);
  }

  /** Whether a domain plugin has the name. */
  boolean hasDomain(String name) {
    return domains.containsKey(name);
  }

  /** The filter of a name that a profile gives. */
  public FilterPlugin filter(String name, String profile) {
    return require(filters, "filter", name, profile);
  }

  /** The score of a name that a profile gives. */
  public ScorePlugin score(String name, String profile) {
    return require(scores, "score", name, profile);
  }

  private static <P> P require(Map<String, P> byName, String kind, String name, String profile) {
    P plugin = byName.get(name);
    if (plugin == null) {
      throw new IllegalArgumentException(
          "profile '%s' names the %s plugin '%s', which is not among those found: %s%s"
              .formatted(
                  profile,
                  kind,
                  name,
                  byName.keySet(),
                  byName.isEmpty()
                      ? "\nMaybe scheduler-standard-plugins is not on the class or module path."
                      : ""));
    }
    return plugin;
  }
}
