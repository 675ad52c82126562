package dev.berth.plugins.standard;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.berth.model.Job;
import dev.berth.model.JobAffinity;
import dev.berth.model.LabelRequirement;
import dev.berth.model.LabelSelector;
import dev.berth.model.TopologySpread;
import dev.berth.spi.DomainPlugin;
import dev.berth.spi.DomainTally;
import dev.berth.spi.DomainTerm;
import dev.berth.spi.ScorePlugin;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold of every domain plugin for any job and any counts, tried at random. */
class EveryDomainPluginTest {
  private static final long SEED = Long.getLong("berth.seed", 20_260_101);
  private static final int ROUNDS = Boolean.getBoolean("berth.deep") ? 1_000_000 : 20_000;
  private static final List<String> KEYS = List.of("zone", "rack", "host");
  private static final List<String> APPS = List.of("web", "api", "db");

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final SplittableRandom random = new SplittableRandom(SEED);

  static Stream<DomainPlugin> plugins() {
    return ServiceLoader.load(DomainPlugin.class).stream().map(ServiceLoader.Provider::get);
  }

  @ParameterizedTest
  @MethodSource("plugins")
  void score_anyCounts_staysInRange(DomainPlugin plugin) {
    for (int round = 0; round < ROUNDS; round++) {
      long sum = 0;
      for (DomainTerm term : terms(plugin)) {
        int grade = term.score(domain());
        assertThat(grade).as(reproduce(plugin)).isBetween(0, ScorePlugin.MAX_SCORE);
        sum += grade;
      }
      assertThat(sum).as(reproduce(plugin)).isLessThanOrEqualTo(ScorePlugin.MAX_SCORE);
    }
  }

  @ParameterizedTest
  @MethodSource("plugins")
  void explain_refusedDomain_isCurableIfItWouldDoWithoutItsJobs(DomainPlugin plugin) {
    for (int round = 0; round < ROUNDS; round++) {
      for (DomainTerm term : terms(plugin)) {
        FakeDomain domain = domain();
        if (!term.accepts(domain)) {
          FakeDomain emptied =
              new FakeDomain(domain.value(), 0, 0, domain.eligible(), domain.anyPlaced());
          assertThat(term.explain(domain).curableByPreemption())
              .as("%s: %s", reproduce(plugin), domain)
              .isEqualTo(term.accepts(emptied));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("plugins")
  void term_steadyState_allocatesNothing(DomainPlugin plugin) {
    List<DomainTerm> terms = List.of();
    while (terms.size() < 3) {
      terms = terms(plugin);
    }
    List<FakeDomain> domains = Stream.generate(this::domain).limit(1_000).toList();
    long allocated = Long.MAX_VALUE;
    long sum = 0;
    for (int round = 0; round < 2_000 && allocated > 0; round++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int d = 0; d < domains.size(); d++) {
        for (int t = 0; t < terms.size(); t++) {
          sum += terms.get(t).accepts(domains.get(d)) ? terms.get(t).score(domains.get(d)) : 1;
        }
      }
      // A byte a call is the plugin's, less is the runtime's own.
      allocated = (THREADS.getCurrentThreadAllocatedBytes() - before) / domains.size();
    }
    assertThat(sum).isPositive();
    assertThat(allocated).as(plugin.name() + ": bytes a domain").isZero();
  }

  private static String reproduce(DomainPlugin plugin) {
    return plugin.name() + ": reproduce with -Dberth.seed=" + SEED;
  }

  private List<DomainTerm> terms(DomainPlugin plugin) {
    Set<DomainTally> imposed = new LinkedHashSet<>();
    for (int others = random.nextInt(8); others > 0; others--) {
      imposed.addAll(plugin.imposes(job()));
    }
    return plugin.terms(job(), imposed);
  }

  private FakeJob job() {
    Job.Builder job = Job.builder("j").label("app", pick(APPS));
    for (int wishes = random.nextInt(5); wishes > 0; wishes--) {
      switch (random.nextInt(6)) {
        case 0 -> job.spread(TopologySpread.hard(pick(KEYS), random.nextInt(1, 4), selector()));
        case 1 -> job.spread(TopologySpread.soft(pick(KEYS), random.nextInt(1, 4), selector()));
        case 2 -> job.affinity(JobAffinity.same(pick(KEYS), selector()));
        case 3 -> job.affinity(JobAffinity.different(pick(KEYS), selector()));
        case 4 -> job.affinity(JobAffinity.preferSame(weight(), pick(KEYS), selector()));
        default -> job.affinity(JobAffinity.preferDifferent(weight(), pick(KEYS), selector()));
      }
    }
    return FakeJob.labelled(job);
  }

  private int weight() {
    return random.nextInt(1, 101);
  }

  private LabelSelector selector() {
    return random.nextInt(5) == 0
        ? LabelSelector.EVERY_JOB
        : LabelSelector.of(LabelRequirement.in("app", pick(APPS), pick(APPS)));
  }

  private FakeDomain domain() {
    if (random.nextInt(5) == 0) {
      return FakeDomain.none();
    }
    int most = random.nextInt(10) == 0 ? 1_000_000 : 6;
    return new FakeDomain(
        "a", random.nextInt(most), random.nextInt(most), random.nextInt(5), random.nextBoolean());
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
