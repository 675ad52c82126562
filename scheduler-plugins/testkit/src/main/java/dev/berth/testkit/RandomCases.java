package dev.berth.testkit;

import dev.berth.model.GpuDemand;
import dev.berth.model.GpuDevice;
import dev.berth.model.GpuLink;
import dev.berth.model.GpuTopology;
import dev.berth.model.Job;
import dev.berth.model.JobAffinity;
import dev.berth.model.LabelRequirement;
import dev.berth.model.LabelSelector;
import dev.berth.model.Limits;
import dev.berth.model.Locality;
import dev.berth.model.Location;
import dev.berth.model.Priority;
import dev.berth.model.Requirements;
import dev.berth.model.Resources;
import dev.berth.model.TaintEffect;
import dev.berth.model.Toleration;
import dev.berth.model.TopologySpread;
import dev.berth.model.Worker;
import dev.berth.model.WorkerState;
import dev.berth.spi.JobFacet;
import dev.berth.spi.WorkerFacet;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Random workers and jobs, such that a good part of them suit each other; now and then with amounts
 * at the limits.
 *
 * <p><b>Thread-safety:</b> none. Equal seeds and words give equal cases.
 */
final class RandomCases {

  private static final List<Priority> PRIORITIES =
      List.of(Priority.CRITICAL, Priority.HIGH, Priority.MEDIUM, Priority.LOW, Priority.BATCH);
  private static final List<TaintEffect> EFFECTS = List.of(TaintEffect.values());
  private static final List<WorkerState> STATES =
      List.of(WorkerState.AVAILABLE, WorkerState.DRAINING, WorkerState.UNHEALTHY);
  private static final List<Locality> LOCALITIES = List.of(Locality.values());
  private static final long GIB = 1L << 30;
  private static final int LOADS = 1_001;
  private static final int DEMAND_JOBS = 200;

  private final SplittableRandom random;
  private final Words words;

  RandomCases(long seed, Words words) {
    random = new SplittableRandom(seed);
    this.words = words;
  }

  /** True once in so many times. */
  boolean chance(int times) {
    return random.nextInt(times) == 0;
  }

  int number(int from, int below) {
    return random.nextInt(from, below);
  }

  <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  /** Puts a list in random order. */
  <T> void shuffle(List<T> list) {
    for (int i = list.size() - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      T moved = list.set(i, list.get(other));
      list.set(other, moved);
    }
  }

  // ---- workers

  /** So many workers with ids from w-0 on. */
  List<TestWorker> workers(int count) {
    List<TestWorker> workers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      workers.add(worker("w-" + i));
    }
    return workers;
  }

  /** What random jobs ask for, the same for equal trials. */
  static GpuDemand demand(Trials trials) {
    RandomCases random = new RandomCases(trials.seed(), new Words(trials));
    List<Requirements> jobs = new ArrayList<>();
    for (int i = 0; i < DEMAND_JOBS; i++) {
      jobs.add(random.job("j").requirements());
    }
    return GpuDemand.ofJobs(jobs);
  }

  /** A job that asks for a share of a GPU. */
  Job shareJob(String id) {
    Job.Builder job = Job.builder(id).cpuMillis(number(0, 2) * 500L);
    int share = chance(2) ? 250 * number(1, 4) : number(1, GpuDevice.MILLIS);
    job.gpuShare(share);
    return (chance(4) ? job.gpuModels(pick(words.gpuModels())) : job).build();
  }

  /** A worker with something going on. */
  TestWorker worker(String id) {
    Worker record = workerRecord(id);
    TestWorker worker =
        TestWorker.of(record).load(number(0, LOADS), number(0, LOADS), number(0, LOADS));
    if (!chance(3)) {
      worker = busy(worker, number(1, 20));
    }
    return chance(4) ? worker.in(pick(STATES)) : worker;
  }

  private TestWorker busy(TestWorker idle, int jobs) {
    int[] used = new int[idle.gpuCount()];
    int[] sizes = new int[used.length];
    for (int gpu = 0; gpu < used.length; gpu++) {
      used[gpu] = pick(List.of(0, 0, 250, 500, GpuDevice.MILLIS));
      sizes[gpu] = used[gpu] == GpuDevice.MILLIS ? number(0, Math.min(3, used.length + 1)) : 0;
    }
    return idle.jobs(jobs)
        .requested(partOf(idle.worker().capacity()))
        .gpuUsed(used)
        .gpuJobSizes(sizes);
  }

  /** A worker without anything going on. */
  Worker workerRecord(String id) {
    boolean extreme = chance(20);
    Worker.Builder worker =
        Worker.builder(id)
            .cpuMillis(extreme ? limit() : 1_000L * number(1, 17))
            .memoryBytes(extreme ? limit() : GIB * number(1, 65))
            .storageBytes(chance(3) ? 0 : GIB * number(1, 200));
    for (String extra : words.extras()) {
      if (!chance(3)) {
        worker.extra(extra, number(1, 6));
      }
    }
    addGpus(worker);
    Words.Labels labels = words.workerLabels();
    for (String key : labels.keys()) {
      if (!chance(3)) {
        worker.label(key, pick(labels.values(key)));
      }
    }
    for (int taints = chance(3) ? number(1, 3) : 0; taints > 0; taints--) {
      worker.taint(pick(words.taintKeys()), pick(words.taintValues()), pick(EFFECTS));
    }
    return worker.build();
  }

  private void addGpus(Worker.Builder worker) {
    int gpus = chance(2) ? 0 : number(1, chance(20) ? Limits.GPUS + 1 : 9);
    String model = pick(words.gpuModels());
    boolean mixed = chance(3);
    long memory = GIB * pick(List.of(0, 16, 80));
    GpuTopology.Builder topology = GpuTopology.builder();
    for (int gpu = 0; gpu < gpus; gpu++) {
      topology.gpus(1, mixed ? pick(words.gpuModels()) : model, memory);
    }
    for (int gpu = 0; gpu + 1 < gpus; gpu += 2) {
      if (chance(2)) {
        topology.link(chance(4) ? GpuLink.Kind.PCIE_SWITCH : GpuLink.Kind.NVLINK, gpu, gpu + 1);
      }
    }
    worker.topology(topology.build());
    if (gpus > 0 && chance(8)) {
      worker.failedGpu(number(0, gpus));
    }
  }

  /** The same worker with something else about one facet, and nothing else about the others. */
  TestWorker change(TestWorker worker, WorkerFacet facet) {
    TestWorker other = worker(worker.id());
    Worker record = worker.worker();
    Worker fresh = other.worker();
    return switch (facet) {
      case RESOURCES -> {
        Resources capacity = withGpus(fresh.capacity(), record.capacity().gpuMillis());
        TestWorker changed =
            TestWorker.of(
                    new Worker(
                        record.id(),
                        capacity,
                        record.topology(),
                        record.failedGpus(),
                        record.labels(),
                        record.taints()))
                .jobs(worker.jobCount())
                .gpuUsed(worker.gpuUsed())
                .gpuJobSizes(worker.gpuJobSizes())
                .in(worker.state())
                .load(worker.cpuLoadMillis(), worker.memoryLoadMillis(), worker.ioLoadMillis());
        yield worker.jobCount() == 0 ? changed : changed.requested(partOf(capacity));
      }
      case GPUS -> {
        Resources capacity = withGpus(record.capacity(), fresh.capacity().gpuMillis());
        TestWorker changed =
            TestWorker.of(
                    new Worker(
                        record.id(),
                        capacity,
                        fresh.topology(),
                        fresh.failedGpus(),
                        record.labels(),
                        record.taints()))
                .jobs(worker.jobCount())
                .requested(worker.requested())
                .in(worker.state())
                .load(worker.cpuLoadMillis(), worker.memoryLoadMillis(), worker.ioLoadMillis());
        yield worker.jobCount() == 0
            ? changed
            : changed.gpuUsed(other.gpuUsed()).gpuJobSizes(other.gpuJobSizes());
      }
      case LABELS ->
          worker.as(
              new Worker(
                  record.id(),
                  record.capacity(),
                  record.topology(),
                  record.failedGpus(),
                  fresh.labels(),
                  record.taints()));
      case TAINTS ->
          worker.as(
              new Worker(
                  record.id(),
                  record.capacity(),
                  record.topology(),
                  record.failedGpus(),
                  record.labels(),
                  fresh.taints()));
      case STATE -> worker.in(pick(STATES));
      case USAGE -> worker.load(number(0, LOADS), number(0, LOADS), number(0, LOADS));
      // From none to some would change the state as well.
      case JOBS -> worker.jobCount() == 0 ? worker : worker.jobs(number(1, 20));
    };
  }

  private static Resources withGpus(Resources amounts, long gpuMillis) {
    return new Resources(
        amounts.cpuMillis(),
        amounts.memoryBytes(),
        gpuMillis,
        amounts.storageBytes(),
        amounts.extras());
  }

  private Resources partOf(Resources capacity) {
    Resources.Builder part =
        Resources.builder()
            .cpuMillis(random.nextLong(capacity.cpuMillis() + 1))
            .memoryBytes(random.nextLong(capacity.memoryBytes() + 1))
            .storageBytes(random.nextLong(capacity.storageBytes() + 1));
    capacity.extras().forEach((name, amount) -> part.extra(name, random.nextLong(amount + 1)));
    return part.build();
  }

  private long limit() {
    return chance(2) ? 0 : Limits.AMOUNT;
  }

  // ---- jobs

  /** A job. */
  Job job(String id) {
    Job.Builder job =
        Job.builder(id)
            .tenant(pick(words.tenants()))
            .priority(pick(PRIORITIES))
            .cpuMillis(chance(4) ? 0 : chance(50) ? Limits.AMOUNT : 100L * number(1, 40))
            .memoryBytes(chance(4) ? 0 : chance(50) ? Limits.AMOUNT : GIB / 4 * number(1, 40))
            .storageBytes(chance(4) ? GIB * number(1, 50) : 0);
    if (chance(8)) {
      job.extra(pick(words.extras()), number(1, 4));
    }
    switch (number(0, 10)) {
      case 0 -> job.gpus(number(1, 4));
      case 1 -> job.gpus(number(1, 4)).gpuLinks(pick(LOCALITIES)).gpuNuma(pick(LOCALITIES));
      case 2 -> job.gpuShare(number(1, GpuDevice.MILLIS + 1));
      case 3 -> job.gpuShare(250).gpuModels(pick(words.gpuModels()));
      case 4 ->
          job.gpus(1)
              .gpuModels(pick(words.gpuModels()), pick(words.gpuModels()))
              .gpuMinMemory(chance(3) ? 16 * GIB : 0);
      default -> job.gpus(0);
    }
    addWishes(job);
    Words.Labels labels = words.jobLabels();
    for (String key : labels.keys()) {
      if (!chance(3)) {
        job.label(key, pick(labels.values(key)));
      }
    }
    return job.build();
  }

  private void addWishes(Job.Builder job) {
    if (chance(6)) {
      String key = pick(words.workerLabels().keys());
      job.nodeSelector(key, pick(words.workerLabels().values(key)));
    }
    for (int terms = chance(4) ? number(1, 3) : 0; terms > 0; terms--) {
      job.require(requirement());
    }
    for (int terms = chance(3) ? number(1, 4) : 0; terms > 0; terms--) {
      job.prefer(number(1, 101), requirement());
    }
    for (int tolerations = chance(2) ? number(1, 4) : 0; tolerations > 0; tolerations--) {
      job.tolerate(toleration());
    }
    for (int wishes = chance(4) ? number(1, 4) : 0; wishes > 0; wishes--) {
      addCompany(job);
    }
    String region = maybe(Location.REGION);
    String zone = maybe(Location.ZONE);
    String rack = maybe(Location.RACK);
    String host = maybe(Location.HOST);
    if (chance(3) && (region != null || zone != null || rack != null || host != null)) {
      job.near(new Location(region, zone, rack, host));
    }
  }

  /** Wishes about other jobs, for domain plugins. */
  private void addCompany(Job.Builder job) {
    String domain = pick(words.workerLabels().keys());
    LabelSelector others = selector();
    switch (number(0, 6)) {
      case 0 -> job.spread(TopologySpread.hard(domain, number(1, 4), others));
      case 1 -> job.spread(TopologySpread.soft(domain, number(1, 4), others));
      case 2 -> job.affinity(JobAffinity.same(domain, others));
      case 3 -> job.affinity(JobAffinity.different(domain, others));
      case 4 -> job.affinity(JobAffinity.preferSame(number(1, 101), domain, others));
      default -> job.affinity(JobAffinity.preferDifferent(number(1, 101), domain, others));
    }
  }

  private LabelSelector selector() {
    String key = pick(words.jobLabels().keys());
    List<String> values = words.jobLabels().values(key);
    return chance(5)
        ? LabelSelector.EVERY_JOB
        : LabelSelector.of(LabelRequirement.in(key, pick(values), pick(values)));
  }

  private Toleration toleration() {
    return switch (number(0, 4)) {
      case 0 -> Toleration.everything();
      case 1 -> Toleration.exists(pick(words.taintKeys()));
      case 2 -> Toleration.exists(pick(words.taintKeys()), pick(EFFECTS));
      default -> Toleration.equal(pick(words.taintKeys()), pick(words.taintValues()));
    };
  }

  private LabelRequirement requirement() {
    String key = pick(words.workerLabels().keys());
    List<String> values = words.workerLabels().values(key);
    return switch (number(0, 6)) {
      case 0 -> LabelRequirement.in(key, pick(values), pick(values));
      case 1 -> LabelRequirement.notIn(key, pick(values));
      case 2 -> LabelRequirement.exists(key);
      case 3 -> LabelRequirement.doesNotExist(key);
      case 4 -> LabelRequirement.gt(key, number(0, 20));
      default -> LabelRequirement.lt(key, number(0, 20));
    };
  }

  private @Nullable String maybe(String key) {
    return chance(2) ? pick(words.workerLabels().values(key)) : null;
  }

  /** The same job with something else about one facet, and nothing else about the others. */
  Job change(Job job, JobFacet facet) {
    return switch (facet) {
      case ID ->
          new Job(
              "k-" + number(0, 1_000),
              job.tenant(),
              job.profile(),
              job.queue(),
              job.priority(),
              job.requirements(),
              job.labels(),
              job.timeLimit(),
              job.conditions(),
              job.maxRetries(),
              job.suspended(),
              job.movable());
      case TENANT -> job.toBuilder().tenant(pick(words.tenants())).build();
      case LABELS ->
          new Job(
              job.id(),
              job.tenant(),
              job.profile(),
              job.queue(),
              job.priority(),
              job.requirements(),
              job(job.id()).labels(),
              job.timeLimit(),
              job.conditions(),
              job.maxRetries(),
              job.suspended(),
              job.movable());
    };
  }
}
