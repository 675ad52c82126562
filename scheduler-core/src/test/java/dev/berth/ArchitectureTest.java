package dev.berth;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Holds the plan of the house: which room may know which, and what no room may do.
 *
 * <p>A new package is entered in {@link #MAY_KNOW}; until then {@link #everyPackage_isOnThePlan}
 * fails.
 */
class ArchitectureTest {
  private static final String ROOT = "dev.berth";

  /** Each package and the packages of ours it may depend on, besides itself and those below it. */
  private static final Map<String, Set<String>> MAY_KNOW =
      Map.ofEntries(
          Map.entry("model", Set.of()),
          Map.entry("time", Set.of()),
          Map.entry("queue", Set.of()),
          Map.entry("event", Set.of("model")),
          Map.entry("placement", Set.of("model")),
          Map.entry("spi", Set.of("model")),
          Map.entry("internal.cluster", Set.of("model", "spi", "placement")),
          Map.entry("internal.plugin", Set.of("model", "spi")),
          Map.entry("internal.policy", Set.of("model", "spi", "queue", "internal.cluster")),
          Map.entry(
              "internal.decide",
              Set.of("model", "time", "spi", "placement", "internal.cluster", "internal.plugin")),
          Map.entry(
              "internal.engine",
              Set.of(
                  "model",
                  "time",
                  "queue",
                  "event",
                  "placement",
                  "spi",
                  "internal.cluster",
                  "internal.plugin",
                  "internal.policy",
                  "internal.decide")));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  @TestFactory
  Stream<DynamicTest> eachPackage_knowsOnlyThoseBelowIt() {
    return MAY_KNOW.keySet().stream()
        .sorted()
        .map(room -> DynamicTest.dynamicTest(room, () -> checkRoom(room)));
  }

  private static void checkRoom(String room) {
    Stream<String> allowed =
        Stream.concat(Stream.of(room), MAY_KNOW.getOrDefault(room, Set.of()).stream());
    String[] known = allowed.map(name -> ROOT + "." + name + "..").toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(ROOT + "." + room + "..")
        .should()
        .dependOnClassesThat(resideInAnyPackage(ROOT + "..").and(resideOutsideOfPackages(known)))
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void everyPackage_isOnThePlan() {
    String[] planned =
        Stream.concat(
                Stream.of(ROOT), MAY_KNOW.keySet().stream().map(room -> ROOT + "." + room + ".."))
            .toArray(String[]::new);
    classes().should().resideInAnyPackage(planned).allowEmptyShould(true).check(CLASSES);
  }

  @Test
  void model_knowsOnlyTheJdk() {
    classes()
        .that()
        .resideInAPackage(ROOT + ".model..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(ROOT + ".model..", "java..", "org.jspecify..")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void packages_haveNoCycles() {
    slices()
        .matching(ROOT + ".(**)")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void jctools_onlyQueuesWithoutUnsafe() {
    // MessagePassingQueue and its nested interfaces are how the atomic queues are drained.
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("org.jctools..")
                .and(resideOutsideOfPackages("org.jctools.queues.atomic"))
                .and(
                    describe(
                        "are not MessagePassingQueue",
                        type ->
                            !type.getName().startsWith("org.jctools.queues.MessagePassingQueue"))))
        .because("the other JCTools packages use sun.misc.Unsafe, which warns on JDK 24 and later")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void clockAndChance_comeInThroughTheConstructor() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".time..")
        .should()
        .accessTargetWhere(readsClockOrChance())
        .because("the same commands, clock readings and seed must give the same decisions")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  private static DescribedPredicate<JavaAccess<?>> readsClockOrChance() {
    return describe(
        "the system's clock, sleep or an unseeded random source",
        access -> {
          AccessTarget target = access.getTarget();
          JavaClass owner = target.getOwner();
          String name = target.getName();
          return (owner.isEquivalentTo(System.class)
                  && (name.equals("nanoTime") || name.equals("currentTimeMillis")))
              || (owner.isEquivalentTo(Thread.class) && name.equals("sleep"))
              || (owner.getPackageName().equals("java.time") && name.equals("now"))
              || (owner.isEquivalentTo(Clock.class) && name.startsWith("system"))
              || (owner.isEquivalentTo(Math.class) && name.equals("random"))
              || (owner.isEquivalentTo(UUID.class) && name.equals("randomUUID"))
              || owner.isEquivalentTo(ThreadLocalRandom.class)
              || owner.isEquivalentTo(SecureRandom.class)
              || isUnseeded(owner, target);
        });
  }

  private static boolean isUnseeded(JavaClass owner, AccessTarget target) {
    return (owner.isEquivalentTo(Random.class) || owner.isEquivalentTo(SplittableRandom.class))
        && target instanceof AccessTarget.ConstructorCallTarget constructor
        && constructor.getRawParameterTypes().isEmpty();
  }

  @Test
  void classNames_sayWhatTheClassIs() {
    for (String vague : List.of("Util", "Utils", "Manager", "Helper", "Impl")) {
      noClasses().should().haveSimpleNameEndingWith(vague).allowEmptyShould(true).check(CLASSES);
    }
  }
}
