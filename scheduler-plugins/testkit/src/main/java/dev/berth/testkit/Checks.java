package dev.berth.testkit;

import dev.berth.model.GpuSupply;
import dev.berth.spi.DemandAware;
import dev.berth.spi.Plugin;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** The promises there are, as tests of one plugin. */
final class Checks {

  private static final List<Check> ALL =
      List.of(
          new SelfDescriptionCheck(),
          new DeclaredReadsCheck(),
          new UndeclaredChangesCheck(),
          new BlockCheck(),
          new SameAnswerCheck(),
          new RangeCheck(),
          new GpuChoiceCheck(),
          new ExplanationCheck(),
          new RetainedViewCheck(),
          new ReachCheck(),
          new DomainReadsCheck(),
          new DomainChangesCheck(),
          new DomainSameAnswerCheck(),
          new DomainRangeCheck(),
          new DomainExplanationCheck(),
          new DomainRetainedViewCheck(),
          new DomainReachCheck(),
          new SchedulerCheck());

  private Checks() {}

  /** A test for each promise that the plugin makes. */
  static Stream<DynamicTest> of(Supplier<? extends Plugin> plugin, Trials trials) {
    Supplier<Plugin> fresh = () -> aware(plugin.get(), trials);
    List<Subject> subjects = Subject.of(fresh.get());
    return Stream.iterate(0, kind -> kind < subjects.size(), kind -> kind + 1)
        .flatMap(kind -> of(subjects.get(kind), () -> Subject.of(fresh.get()).get(kind), trials));
  }

  private static Plugin aware(Plugin plugin, Trials trials) {
    if (plugin instanceof DemandAware aware) {
      aware.demand(RandomCases.demand(trials), GpuSupply.NONE);
    }
    return plugin;
  }

  private static Stream<DynamicTest> of(Subject subject, Supplier<Subject> fresh, Trials trials) {
    return ALL.stream()
        .filter(check -> check.appliesTo(subject))
        .map(
            check ->
                DynamicTest.dynamicTest(
                    subject.title() + " " + check.promise(), () -> run(check, fresh, trials)));
  }

  private static void run(Check check, Supplier<Subject> fresh, Trials trials) {
    try {
      check.run(new Check.Trial(fresh, trials));
    } catch (AssertionError | RuntimeException broken) {
      throw new AssertionError(
          "%s\nreproduce with -Dberth.seed=%d -Dberth.rounds=%d"
              .formatted(broken.getMessage(), trials.seed(), trials.rounds()),
          broken);
    }
  }
}
