package dev.berth.testkit;

import dev.berth.spi.Plugin;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What every plugin promises, as tests. A test class that implements this interface checks one
 * plugin; each promise is a test of its own.
 *
 * <pre>{@code
 * class JobLimitFilterTest implements PluginContract {
 *   @Override
 *   public Plugin plugin() {
 *     return new JobLimitFilter();
 *   }
 * }
 * }</pre>
 *
 * <p>Checked over random workers and jobs, where it applies to the kind of plugin:
 *
 * <ul>
 *   <li>it has a name, and says the same about itself each time it is asked
 *   <li>it reads only the facets that it declares, of workers and of jobs
 *   <li>a change of any other facet changes no answer
 *   <li>the form for blocks gives the answers of the form for one worker
 *   <li>the same question gets the same answer, whatever was asked before
 *   <li>the GPU that a score chooses for a share has room for it
 *   <li>grades are 0 to 1,000,000; those of a domain plugin's terms also when added up
 *   <li>every refusal is explained
 *   <li>views are not used after the call they were given for
 *   <li>a real scheduler decides, with the plugin among others, as a loop over all workers would,
 *       while jobs and workers come and go
 *   <li>the random fleets reach the plugin: it does not give everybody the same answer
 * </ul>
 *
 * <p>A plugin that is {@link dev.berth.spi.DemandAware} is told a demand, the same each time.
 * Domain plugins are asked about random counts, and their tallies must be values: equal where they
 * count the same. Of a plugin whose {@linkplain Plugin#scope() scope} is {@link
 * dev.berth.spi.Scope#ANYTHING} those are left out that hold only for answers from a job and a
 * worker alone.
 *
 * <p><b>Errors:</b> a promise that is broken fails its test with what was asked, what was answered,
 * and a line that reproduces it, as in {@code -Dberth.seed=42}. <b>Cost:</b> well under a second a
 * plugin with the default {@link Trials}; {@code -Dberth.rounds=20000} looks longer.
 */
@FunctionalInterface
public interface PluginContract {

  /**
   * The plugin. Asked for often: make a new one each time, so that one that remembers earlier
   * answers can be told from one that has none to remember.
   */
  Plugin plugin();

  /** How much is tried, and with which words. */
  default Trials trials() {
    return Trials.ofDefaults();
  }

  /** The tests, one for each promise. */
  @TestFactory
  default Stream<DynamicTest> keepsItsContract() {
    return Checks.of(this::plugin, trials());
  }
}
