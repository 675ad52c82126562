package dev.berth.internal.policy.hold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.model.ConcurrencyLimit;
import dev.berth.model.Dependency.When;
import dev.berth.model.Job;
import dev.berth.model.JobState;
import dev.berth.model.Priority;
import dev.berth.model.RateLimit;
import dev.berth.model.Requirements;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the gate asks of admission, in which order, and that it forgets what nobody needs. */
class GateTest {

  /** A job that the test moves. */
  private static final class TestJob extends GatedJob {
    private static long jobs;
    private final Job job;
    private final long sequence = jobs++;
    private JobState state = JobState.HELD;

    TestJob(Job job, GatedJob... dependencies) {
      super(job, dependencies);
      this.job = job;
    }

    @Override
    public Job job() {
      return job;
    }

    @Override
    public JobState state() {
      return state;
    }

    @Override
    public boolean isOver() {
      return state.isFinal();
    }

    @Override
    public String id() {
      return job.id();
    }

    @Override
    public String tenant() {
      return job.tenant();
    }

    @Override
    public Priority priority() {
      return job.priority();
    }

    @Override
    public Map<String, String> labels() {
      return job.labels();
    }

    @Override
    public Requirements requirements() {
      return job.requirements();
    }

    @Override
    public @Nullable Duration timeLimit() {
      return job.timeLimit();
    }

    @Override
    public String queueName() {
      return job.queue();
    }

    @Override
    public long sequence() {
      return sequence;
    }

    @Override
    public String toString() {
      return id();
    }
  }

  /**
   * Lets two in, never one that is labelled so; writes down what it is asked, and minds the order.
   */
  private static final class TwoAtATime implements Admission {
    private final List<String> asked = new ArrayList<>();
    private final Set<GatedJob> known = new LinkedHashSet<>();
    private final Set<GatedJob> in = new LinkedHashSet<>();
    private final Deque<GatedJob> waiting = new ArrayDeque<>();

    @Override
    public @Nullable String refusal(GatedJob job) {
      asked.add("refusal " + job);
      if (job.labels().containsKey("never")) {
        return "too big";
      }
      assertThat(known.add(job)).as("first time %s", job).isTrue();
      return null;
    }

    @Override
    public @Nullable String tryAdmit(GatedJob job) {
      asked.add("tryAdmit " + job);
      assertThat(known).contains(job);
      assertThat(waiting).doesNotContain(job);
      if (in.size() < 2) {
        assertThat(in.add(job)).isTrue();
        return null;
      }
      waiting.add(job);
      return "waits for a quota";
    }

    @Override
    public void released(GatedJob job) {
      asked.add("released " + job);
      assertThat(in.remove(job)).as("was in: %s", job).isTrue();
    }

    @Override
    public void withdrawn(GatedJob job) {
      asked.add("withdrawn " + job);
      assertThat(waiting.remove(job)).as("waited: %s", job).isTrue();
    }

    @Override
    public @Nullable GatedJob next() {
      GatedJob next = in.size() < 2 ? waiting.poll() : null;
      if (next != null) {
        in.add(next);
      }
      return next;
    }

    @Override
    public void ended(GatedJob job) {
      asked.add("ended " + job);
      assertThat(in).doesNotContain(job);
      assertThat(waiting).doesNotContain(job);
      assertThat(known.remove(job)).as("was known: %s", job).isTrue();
    }
  }

  private final TwoAtATime admission = new TwoAtATime();
  private final List<String> told = new ArrayList<>();
  private final List<Runnable> timers = new ArrayList<>();

  private final Gate.Keeper keeper =
      new Gate.Keeper() {
        @Override
        public void passed(GatedJob job) {
          ((TestJob) job).state = JobState.QUEUED;
          told.add(job + " passed");
        }

        @Override
        public void held(GatedJob job, String reason) {
          ((TestJob) job).state = JobState.HELD;
          told.add(job + " " + reason);
        }

        @Override
        public void calledOff(GatedJob job, String reason) {
          told.add(job + " off: " + reason);
          end((TestJob) job, JobState.CANCELLED);
        }
      };

  private final Gate gate = gate(List.of(), List.of());

  private Gate gate(List<ConcurrencyLimit> concurrency, List<RateLimit> rates) {
    return new Gate(
        admission, concurrency, rates, keeper, (deadline, action) -> timers.add(action));
  }

  private static Job.Builder job(String id) {
    return Job.builder(id);
  }

  private TestJob submit(Job.Builder job, GatedJob... dependencies) {
    TestJob submitted = new TestJob(job.build(), dependencies);
    gate.submitted(submitted);
    return submitted;
  }

  private void end(TestJob job, JobState how) {
    job.state = how;
    gate.ended(job);
  }

  // ---- admission

  @Test
  void admission_full_isAskedOnceAndTellsWhoIsNext() {
    TestJob a = submit(job("a"));
    submit(job("b"));
    TestJob c = submit(job("c"));
    TestJob d = submit(job("d"));
    assertThat(gate.holding(c)).isEqualTo("waits for a quota");
    end(c, JobState.CANCELLED);
    end(a, JobState.COMPLETED);

    assertThat(told)
        .containsExactly(
            "a passed", "b passed", "c waits for a quota", "d waits for a quota", "d passed");
    assertThat(gate.holding(d)).isNull();
    assertThat(admission.asked)
        .containsExactly(
            "refusal a",
            "tryAdmit a",
            "refusal b",
            "tryAdmit b",
            "refusal c",
            "tryAdmit c",
            "refusal d",
            "tryAdmit d",
            "withdrawn c",
            "ended c",
            "released a",
            "ended a");
  }

  @Test
  void admission_refusal_callsTheJobOffAndWhoNeededIt() {
    TestJob never = new TestJob(job("never").label("never", "").build());
    TestJob after = new TestJob(job("after").after(When.AFTER_OK, "never").build(), never);
    TestJob despite = new TestJob(job("despite").after(When.AFTER_ANY, "never").build(), never);
    gate.submitted(List.of(despite, after, never));

    assertThat(told)
        .containsExactly(
            "despite waits for the end of job never",
            "after waits for the end of job never",
            "never off: too big",
            "despite passed",
            "after off: it was to start after ok of job never, which is CANCELLED");
    end(despite, JobState.COMPLETED);
    assertThat(admission.known).isEmpty();
    assertThat(admission.asked).doesNotContain("ended never").contains("ended after");
  }

  @Test
  void admission_jobHopelessFromTheStart_isNotHeardOf() {
    TestJob gone = submit(job("gone"));
    end(gone, JobState.CANCELLED);
    admission.asked.clear();
    submit(job("b").after(When.AFTER_OK, "gone"), gone);
    assertThat(admission.asked).isEmpty();
  }

  @Test
  void admission_jobHeldByOtherThings_isAskedOnlyForWhenTheyAreSo() {
    TestJob first = submit(job("first").singleton("s"));
    TestJob second = submit(job("second").singleton("s"));
    submit(job("suspended").suspended());
    assertThat(admission.asked)
        .containsExactly("refusal first", "tryAdmit first", "refusal second", "refusal suspended");
    gate.suspend(second); // in line for the singleton, so not with admission
    gate.suspend(first);
    gate.resume(first);
    assertThat(admission.asked.subList(4, 6)).containsExactly("released first", "tryAdmit first");
  }

  @Test
  void admission_jobWithDependentsEnds_isReleasedOnce() {
    TestJob a = submit(job("a"));
    submit(job("b").after(When.AFTER_ANY, "a"), a);
    gate.suspend(a);
    gate.resume(a);
    end(a, JobState.COMPLETED);
    assertThat(admission.asked)
        .filteredOn(asked -> asked.endsWith(" a"))
        .containsExactly(
            "refusal a", "tryAdmit a", "released a", "tryAdmit a", "released a", "ended a");
  }

  @Test
  void isAdmitted_jobInEveryStage_isSoFromItsAdmissionOn() {
    TestJob a = submit(job("a"));
    assertThat(gate.isAdmitted(a)).isTrue();
    TestJob b = submit(job("b").after(When.AFTER_ANY, "a"), a);
    assertThat(gate.isAdmitted(a)).as("with a dependent").isTrue();
    assertThat(gate.isAdmitted(b)).isFalse();
    gate.suspend(a);
    assertThat(gate.isAdmitted(a)).isFalse();
    end(a, JobState.CANCELLED);
    assertThat(gate.isAdmitted(a)).isFalse();
    assertThat(gate.isAdmitted(b)).isTrue();
  }

  // ---- forgetting

  @Test
  void job_passed_holdsOnToNothing() {
    TestJob a = submit(job("a"));
    TestJob b =
        submit(job("b").after(When.AFTER_ANY, "a").notBefore(Instant.EPOCH).singleton("s"), a);
    assertThat(a.hold).isNotNull();
    end(a, JobState.COMPLETED);
    assertThat(a.hold).isNull();
    assertThat(b.hold).isNull();
  }

  @Test
  void turnstile_allOver_forgetsItsKinds() {
    List<GatedJob> granted = new ArrayList<>();
    Turnstile throttle = new ArrayThrottle(granted::add);
    TestJob first = new TestJob(job("x[0]").array("x", 1).build());
    TestJob second = new TestJob(job("x[1]").array("x", 1).build());
    assertThat(throttle.enter(first)).isNull();
    assertThat(throttle.enter(second)).isNotNull();
    assertThat(throttle.kinds()).isEqualTo(1);
    throttle.leave(first);
    assertThat(granted).containsExactly(second);
    throttle.leave(second);
    assertThat(throttle.kinds()).isZero();
  }

  @Test
  void rateThrottle_manyKeysThatAreFullAgain_forgetsThem() {
    long[] now = {0};
    RateThrottle throttle =
        new RateThrottle(
            RateLimit.byTenant(1, Duration.ofSeconds(1)),
            () -> now[0],
            (deadline, action) -> {},
            job -> {});
    for (int i = 0; i < 100_000; i++) {
      now[0] += 10_000_000; // a hundred are not full again yet
      assertThat(throttle.enter(new TestJob(job("j").tenant("t" + i).build()))).isNull();
    }
    assertThat(throttle.buckets()).isLessThan(1_100);
  }

  @Test
  void plainJob_notHeld_makesNoHold() {
    assertThat(submit(job("a")).hold).isNull();
  }
}
