package dev.berth;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.event.JobEvent;
import dev.berth.event.SchedulerEvent;
import dev.berth.model.Job;
import dev.berth.queue.Backfill;
import dev.berth.queue.FairShareConfig;
import dev.berth.queue.QueueStrategy;
import dev.berth.testing.Seed;
import dev.berth.testing.ServiceBound;
import dev.berth.testing.Stage;
import dev.berth.testing.TestFilter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * {@link QueueStrategy.Fair} and {@link QueueStrategy.FairShare} through the whole engine: jobs run
 * on virtual time for as long as they said, and what is measured is when they were placed. Nobody
 * passes the first, so that the order is the strategy's alone.
 */
class FairServiceTest {

  private static final int CPUS = 8;

  /** Tenants submit fewer than so many at once, about as many in all as end meanwhile. */
  private static final int BURST = 60;

  @Test
  void endlessWork_weightsOneTwoFour_servedInThatRatio() {
    double[] weights = {1, 2, 4};
    double[] service = new double[weights.length];
    try (Run run = new Run(weights, Duration.ZERO, Seed.orElse(1).random())) {
      run.onPlaced = (tenant, seconds) -> service[tenant] += seconds;
      for (int i = 0; i < 6_000; i++) {
        for (int tenant = 0; tenant < weights.length; tenant++) {
          while (run.waiting(tenant) < 20) {
            run.submit(tenant, 1, 60 + run.random.nextInt(600));
          }
        }
        run.toNextCompletion();
      }
    }

    double total = Arrays.stream(service).sum();
    for (int tenant = 0; tenant < weights.length; tenant++) {
      double share = total * weights[tenant] / 7;
      assertThat(service[tenant]).as("tenant %d", tenant).isCloseTo(share, within(0.02 * share));
    }
  }

  @Test
  void randomArrivals_bothBacklogged_withinTheBound() {
    Seed seed = Seed.orElse(20_240_616);
    SplittableRandom random = seed.random();
    double needed = 0;
    for (int round = 0; round < 12; round++) {
      needed = Math.max(needed, boundNeeded(random.split(), "round " + round + "; " + seed));
    }
    assertThat(needed).as("how much of the bound was needed").isBetween(0.5, 1.0);
  }

  private static double boundNeeded(SplittableRandom random, String where) {
    int tenants = random.nextInt(2, 6);
    Duration quantum = Duration.ofSeconds(random.nextInt(3) == 0 ? random.nextInt(1, 300) : 0);
    double[] weights = new double[tenants];
    double[] largestTurns = new double[tenants];
    int[] largestJobs = new int[tenants];
    int[] longestSeconds = new int[tenants];
    for (int tenant = 0; tenant < tenants; tenant++) {
      weights[tenant] = random.nextInt(1, 64) / 8.0;
      largestJobs[tenant] = random.nextInt(1, CPUS + 1);
      longestSeconds[tenant] = random.nextInt(1, 600);
      largestTurns[tenant] =
          (double) largestJobs[tenant] / CPUS * longestSeconds[tenant] + quantum.toSeconds();
    }
    ServiceBound bound = new ServiceBound(weights, largestTurns, 1e-6, where);
    try (Run run = new Run(weights, quantum, random)) {
      run.onPlaced = bound::served;
      for (int i = 0; i < 3_000; i++) {
        if (random.nextInt(BURST / 2) == 0) {
          int tenant = random.nextInt(tenants);
          for (int n = random.nextInt(BURST); n > 0; n--) {
            bound.arrived(tenant);
            run.submit(
                tenant,
                1 + random.nextInt(largestJobs[tenant]),
                1 + random.nextInt(longestSeconds[tenant]));
          }
        } else {
          run.toNextCompletion();
        }
      }
    }
    return bound.needed();
  }

  /** While one tenant has 20,000 jobs, another's only one is placed as soon as one has ended. */
  @Test
  void oneTenantFloods_anothersOnlyJobIsNext() {
    double[] weights = {1, 1};
    List<Integer> placed = new ArrayList<>();
    try (Run run = new Run(weights, Duration.ZERO, new SplittableRandom(1))) {
      run.onPlaced = (tenant, seconds) -> placed.add(tenant);
      for (int i = 0; i < 20_000; i++) {
        run.submitOnly(0, 1, 60);
      }
      run.step();
      assertThat(placed).hasSize(CPUS).containsOnly(0);

      run.submit(1, 1, 60);
      run.toNextCompletion();

      assertThat(placed).hasSize(CPUS + 1).endsWith(1);
    }
  }

  /** A tenant that was away has no credit: from its return on it gets its weight's part. */
  @Test
  void returningTenant_getsItsPartFromThenOn() {
    double[] weights = {1, 1};
    double[] service = new double[weights.length];
    try (Run run = new Run(weights, Duration.ZERO, Seed.orElse(3).random())) {
      run.submit(1, 1, 60);
      for (int i = 0; i < 2_000; i++) {
        if (run.waiting(0) < 10) {
          run.submit(0, 1, 60 + run.random.nextInt(60));
        }
        run.toNextCompletion();
      }
      run.onPlaced = (tenant, seconds) -> service[tenant] += seconds;
      for (int i = 0; i < 2_000; i++) {
        for (int tenant = 0; tenant < weights.length; tenant++) {
          while (run.waiting(tenant) < 10) {
            run.submit(tenant, 1, 60 + run.random.nextInt(60));
          }
        }
        run.toNextCompletion();
      }
    }

    assertThat(service[1]).isCloseTo(service[0], within(0.02 * service[0]));
  }

  @Test
  void fairShare_endlessWork_weightsOneTwoFour_servedInThatRatio() {
    double[] service = new double[3];
    FairShareConfig config =
        FairShareConfig.builder().weight("t0", 1).weight("t1", 2).weight("t2", 4).build();
    try (Run run = new Run(3, QueueStrategy.fairShare(config), Seed.orElse(4).random())) {
      run.onPlaced = (tenant, seconds) -> service[tenant] += seconds;
      for (int i = 0; i < 6_000; i++) {
        for (int tenant = 0; tenant < service.length; tenant++) {
          while (run.waiting(tenant) < 20) {
            run.submit(tenant, 1, 60 + run.random.nextInt(600));
          }
        }
        run.toNextCompletion();
      }
    }

    double total = Arrays.stream(service).sum();
    for (int tenant = 0; tenant < service.length; tenant++) {
      double share = total * (1 << tenant) / 7;
      assertThat(service[tenant]).as("tenant %d", tenant).isCloseTo(share, within(0.02 * share));
    }
  }

  /**
   * One that had the fleet to itself has used h ÷ ln 2 seconds of it. While another gets all, they
   * are even when half of that has decayed: after one half-life. From then on each gets half.
   */
  @Test
  void fairShare_returningTenant_evenAfterOneHalfLife() {
    long halfLife = 3_600;
    FairShareConfig config =
        FairShareConfig.builder().halfLife(Duration.ofSeconds(halfLife)).build();
    double[] service = new double[2];
    long[] first = {0, 0};
    try (Run run = new Run(2, QueueStrategy.fairShare(config), Seed.orElse(5).random())) {
      while (run.seconds < 12 * halfLife) {
        run.keepWaiting(0);
        run.toNextCompletion();
      }
      long back = run.seconds;
      run.onPlaced =
          (tenant, seconds) -> {
            first[tenant] = first[tenant] == 0 ? run.seconds - back : first[tenant];
            service[tenant] += run.seconds < back + 1.5 * halfLife ? 0 : seconds;
          };
      while (run.seconds < back + 7 * halfLife) {
        run.keepWaiting(1);
        run.keepWaiting(0);
        run.toNextCompletion();
      }
    }

    assertThat((double) first[0]).isEqualTo((double) halfLife, within(0.05 * halfLife));
    assertThat(service[1]).isCloseTo(service[0], within(0.02 * service[0]));
  }

  @FunctionalInterface
  private interface Placements {
    void placed(int tenant, double fleetSeconds);
  }

  private record Ending(long atSeconds, String jobId) implements Comparable<Ending> {
    @Override
    public int compareTo(Ending other) {
      int order = Long.compare(atSeconds, other.atSeconds);
      return order != 0 ? order : jobId.compareTo(other.jobId);
    }
  }

  /** One worker, and jobs that end when they said. */
  private static final class Run implements AutoCloseable {
    final SplittableRandom random;
    final Stage stage;
    Placements onPlaced = (tenant, seconds) -> {};

    private final Map<String, Job> waiting = new HashMap<>();
    private final int[] waitingOf;
    private final ArrayDeque<JobEvent.Placed> heard = new ArrayDeque<>();
    private final PriorityQueue<Ending> endings = new PriorityQueue<>();
    long seconds;
    private long jobs;

    Run(double[] weights, Duration quantum, SplittableRandom random) {
      this(weights.length, fair(weights, quantum), random);
    }

    private static QueueStrategy fair(double[] weights, Duration quantum) {
      QueueStrategy.Fair fair = QueueStrategy.fairByTenant().quantum(quantum);
      for (int tenant = 0; tenant < weights.length; tenant++) {
        fair = fair.weight("t" + tenant, weights[tenant]);
      }
      return fair;
    }

    Run(int tenants, QueueStrategy strategy, SplittableRandom random) {
      this.random = random;
      waitingOf = new int[tenants];
      SchedulerConfig config =
          SchedulerConfig.builder("default")
              .queueStrategy(strategy)
              .backfill(Backfill.strict())
              .build();
      stage =
          Stage.with(
              options -> options.config(config).healthTimeout(Duration.ZERO).listener(this::listen),
              TestFilter.fits());
      stage.addWorker("w-1", CPUS);
    }

    int waiting(int tenant) {
      return waitingOf[tenant];
    }

    void submit(int tenant, int cpus, int forSeconds) {
      submitOnly(tenant, cpus, forSeconds);
      step();
    }

    void keepWaiting(int tenant) {
      while (waiting(tenant) < 10) {
        submit(tenant, 1, 60 + random.nextInt(60));
      }
    }

    void submitOnly(int tenant, int cpus, int forSeconds) {
      Job job =
          Stage.job("j-%07d".formatted(jobs++), cpus)
              .tenant("t" + tenant)
              .timeLimit(Duration.ofSeconds(forSeconds))
              .build();
      waiting.put(job.id(), job);
      waitingOf[tenant]++;
      stage.scheduler.submit(job);
    }

    void toNextCompletion() {
      Ending ending = endings.poll();
      if (ending != null) {
        stage.clock.advance(Duration.ofSeconds(ending.atSeconds - seconds));
        seconds = ending.atSeconds;
        stage.scheduler.complete(ending.jobId);
        step();
      }
    }

    /** What was heard is told outside of the listener, where a failed assertion is not caught. */
    void step() {
      stage.scheduler.step();
      while (!heard.isEmpty()) {
        Job job = requireNonNull(waiting.remove(heard.remove().jobId()));
        long forSeconds = requireNonNull(job.timeLimit()).toSeconds();
        int tenant = Integer.parseInt(job.tenant().substring(1));
        waitingOf[tenant]--;
        endings.add(new Ending(seconds + forSeconds, job.id()));
        double share = job.requirements().resources().cpuMillis() / (1000.0 * CPUS);
        onPlaced.placed(tenant, share * forSeconds);
      }
    }

    private void listen(SchedulerEvent event) {
      if (event instanceof JobEvent.Placed placed) {
        heard.add(placed);
      }
    }

    @Override
    public void close() {
      stage.close();
    }
  }
}
