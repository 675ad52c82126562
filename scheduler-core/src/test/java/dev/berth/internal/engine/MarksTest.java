package dev.berth.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class MarksTest {

  @Test
  void take_rowsAddedInAnyOrder_givesEachOnce() {
    Seed seed = Seed.orElse(1);
    SplittableRandom random = seed.random();
    Marks marks = new Marks();
    int reached = 0;
    for (int round = 0; round < 200; round++) {
      while (random.nextInt(3) > 0) {
        reached += random.nextInt(3_000) + 1;
        marks.reach(reached - 1);
      }
      TreeSet<Integer> added = new TreeSet<>();
      for (int i = random.nextInt(100); i > 0 && reached > 0; i--) {
        int row = random.nextInt(reached);
        marks.add(row);
        added.add(row);
      }
      assertThat(marks.any()).as(seed.toString()).isEqualTo(!added.isEmpty());
      List<Integer> taken = new ArrayList<>();
      while (marks.any()) { // a whole round, where there are many
        List<Integer> some = new ArrayList<>();
        marks.take(some::add);
        assertThat(some).as(seed.toString()).isSorted().hasSizeLessThanOrEqualTo(64 * 256);
        taken.addAll(some);
      }
      taken.sort(null);
      assertThat(taken).as(seed.toString()).isEqualTo(new ArrayList<>(added));
    }
  }

  @Test
  void take_rowsMarkedAgainAndAgain_stillComesToTheLast() {
    Marks marks = new Marks();
    int last = 100_000;
    marks.reach(last);
    marks.add(last);
    List<Integer> taken = new ArrayList<>();
    for (int i = 0; i < 10 && !taken.contains(last); i++) {
      for (int row = 0; row < last; row++) {
        marks.add(row);
      }
      taken.clear();
      marks.take(taken::add);
    }
    assertThat(taken).contains(last);
  }

  /** Each thread waits for its row to be taken before it adds it again: none may get lost. */
  @Test
  @Timeout(60)
  void add_whileTheEngineTakes_isTakenNowOrTheNextTime() throws Exception {
    int threads = 2;
    int times = Boolean.getBoolean("berth.deep") ? 3_000_000 : 30_000;
    Marks marks = new Marks();
    marks.reach(2 * 64);
    AtomicIntegerArray said = new AtomicIntegerArray(threads * 64);
    AtomicIntegerArray heard = new AtomicIntegerArray(threads * 64);
    AtomicInteger running = new AtomicInteger(threads);
    List<Thread> adders = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int first = t;
      Thread adder =
          new Thread(
              () -> {
                for (int i = 1; i <= times; i++) {
                  int row = i % 3 == 0 ? first + 64 : first;
                  said.setRelease(row, i);
                  marks.add(row);
                  while (heard.get(row) != i) {
                    Thread.onSpinWait();
                  }
                }
                running.decrementAndGet();
              });
      adder.setDaemon(true);
      adder.start();
      adders.add(adder);
    }
    long idle = 0;
    while (running.get() > 0) {
      boolean any = marks.any();
      marks.take(row -> heard.set(row, said.getAcquire(row)));
      idle = any ? 0 : idle + 1;
      assertThat(idle).as("takes that found nothing while somebody waits").isLessThan(100_000_000);
    }
    for (Thread adder : adders) {
      adder.join();
    }
    assertThat(marks.any()).isFalse();
  }
}
