package dev.berth.internal.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.model.Requirements;
import dev.berth.testing.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The jobs that wait in a class stand in order of submission, however they came and left. */
class JobClassTest {

  @Test
  void enqueue_randomOrderAndRemovals_isInOrderOfSubmission() {
    Seed seed = Seed.orElse(14);
    SplittableRandom random = seed.random();
    PlainJob sample = PlainJob.of(0, 1, 1);
    Requirements requirements = sample.requirements();
    JobClass jobClass =
        new JobClass(new JobClass.Key("p", sample.priority(), requirements, null, null, null), 0);
    TreeMap<Long, WaitingJob> expected = new TreeMap<>();
    for (int step = 0; step < 1_500; step++) {
      long sequence = random.nextInt(300);
      WaitingJob there = expected.remove(sequence);
      if (there == null) {
        there = PlainJob.of(sequence, 1, 1);
        jobClass.enqueue(there);
        expected.put(sequence, there);
      } else {
        jobClass.dequeue(there);
      }
      assertThat(forwards(jobClass))
          .as(seed.toString())
          .containsExactlyElementsOf(expected.values());
      assertThat(backwards(jobClass))
          .as(seed.toString())
          .containsExactlyElementsOf(expected.descendingMap().values());
    }
  }

  private static List<WaitingJob> forwards(JobClass jobClass) {
    List<WaitingJob> jobs = new ArrayList<>();
    for (WaitingJob job = jobClass.firstWaiting; job != null; job = job.nextInClass) {
      jobs.add(job);
    }
    return jobs;
  }

  private static List<WaitingJob> backwards(JobClass jobClass) {
    List<WaitingJob> jobs = new ArrayList<>();
    for (WaitingJob job = jobClass.lastWaiting; job != null; job = job.previousInClass) {
      jobs.add(job);
    }
    return jobs;
  }
}
