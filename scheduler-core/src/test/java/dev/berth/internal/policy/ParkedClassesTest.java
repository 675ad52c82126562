package dev.berth.internal.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.Seed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Parked classes are asked highest priority first, and in turn within a priority. */
class ParkedClassesTest {

  private static JobClass jobClass(int priority, int cpu) {
    PlainJob job = PlainJob.of(cpu, priority, cpu);
    return new JobClass(
        new JobClass.Key("p", job.priority(), job.requirements(), null, null, null), 0);
  }

  private static String name(JobClass jobClass) {
    return jobClass.priority().value() + "/" + jobClass.requirements().resources().cpuMillis();
  }

  private static List<String> ask(ParkedClasses parked, int most, Set<String> leaving) {
    List<String> asked = new ArrayList<>();
    parked.ask(
        most,
        jobClass -> {
          asked.add(name(jobClass));
          return leaving.contains(name(jobClass));
        });
    return asked;
  }

  @Test
  void ask_fewerThanThereAre_goesOnWithTheOthersNextTime() {
    ParkedClasses parked = new ParkedClasses();
    for (int cpu = 1; cpu <= 5; cpu++) {
      parked.add(jobClass(1, cpu));
    }

    assertThat(ask(parked, 2, Set.of())).containsExactly("1/1", "1/2");
    assertThat(ask(parked, 2, Set.of("1/3"))).containsExactly("1/3", "1/4");
    assertThat(parked.size()).isEqualTo(4);
    assertThat(ask(parked, 2, Set.of())).containsExactly("1/5", "1/1");
    assertThat(ask(parked, 100, Set.of())).containsExactly("1/2", "1/4", "1/5", "1/1");
  }

  @Test
  void ask_severalPriorities_startsWithTheHighestAndAsksNobodyTwice() {
    ParkedClasses parked = new ParkedClasses();
    parked.add(jobClass(-5, 1));
    parked.add(jobClass(9, 2));
    parked.add(jobClass(3, 3));
    parked.add(jobClass(9, 4));

    assertThat(ask(parked, 100, Set.of())).containsExactly("9/2", "9/4", "3/3", "-5/1");
    assertThat(ask(parked, 3, Set.of("9/2", "9/4"))).containsExactly("9/2", "9/4", "3/3");
    assertThat(ask(parked, 3, Set.of("3/3", "-5/1"))).containsExactly("3/3", "-5/1");
    assertThat(parked.size()).isZero();
    assertThat(ask(parked, 3, Set.of())).isEmpty();
  }

  @Test
  void ask_randomComingAndGoing_reachesEveryClass() {
    Seed seed = Seed.orElse(15);
    SplittableRandom random = seed.random();
    ParkedClasses parked = new ParkedClasses();
    List<JobClass> inside = new ArrayList<>();
    for (int step = 1; step <= 3_000; step++) {
      int dice = random.nextInt(10);
      if (dice < 5 || inside.isEmpty()) {
        JobClass added = jobClass(random.nextInt(3), step);
        parked.add(added);
        inside.add(added);
      } else if (dice < 8) {
        JobClass removed = inside.remove(random.nextInt(inside.size()));
        parked.remove(removed);
      } else {
        Set<String> leaving = new HashSet<>();
        inside.stream().filter(c -> random.nextInt(4) == 0).forEach(c -> leaving.add(name(c)));
        Set<String> present = new HashSet<>();
        inside.forEach(c -> present.add(name(c)));

        List<String> asked = ask(parked, Integer.MAX_VALUE, leaving);

        assertThat(asked).as(seed.toString()).containsExactlyInAnyOrderElementsOf(present);
        inside.removeIf(c -> leaving.contains(name(c)));
      }
      assertThat(parked.size()).as(seed.toString()).isEqualTo(inside.size());
    }
  }
}
