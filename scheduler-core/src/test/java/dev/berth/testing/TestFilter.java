package dev.berth.testing;

import dev.berth.model.Rejection;
import dev.berth.model.Requirements;
import dev.berth.model.Resources;
import dev.berth.spi.FilterPlugin;
import dev.berth.spi.JobFacet;
import dev.berth.spi.JobView;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;

/** A filter made of a predicate, which counts how often it is asked about a worker. */
public final class TestFilter implements FilterPlugin {

  private final String name;
  private final Set<WorkerFacet> facets;
  private final Set<JobFacet> jobFacets;
  private final BiPredicate<JobView, WorkerView> accepts;
  private final AtomicLong calls = new AtomicLong();

  private TestFilter(
      String name,
      Set<WorkerFacet> facets,
      Set<JobFacet> jobFacets,
      BiPredicate<JobView, WorkerView> accepts) {
    this.name = name;
    this.facets = facets;
    this.jobFacets = jobFacets;
    this.accepts = accepts;
  }

  /** A filter that reads some facets. */
  public static TestFilter of(
      String name, BiPredicate<JobView, WorkerView> accepts, WorkerFacet... facets) {
    Set<WorkerFacet> read = EnumSet.noneOf(WorkerFacet.class);
    read.addAll(List.of(facets));
    return new TestFilter(name, read, Set.of(), accepts);
  }

  /** Workers that take jobs and have room: the least a profile needs. */
  public static TestFilter fits() {
    return of(
        "fits",
        (job, worker) -> worker.state().takesJobs() && hasRoom(job.requirements(), worker),
        WorkerFacet.RESOURCES,
        WorkerFacet.GPUS,
        WorkerFacet.STATE);
  }

  /** The same filter, which also reads facets of the job. */
  public TestFilter readingOfJob(JobFacet... read) {
    return new TestFilter(name, facets, Set.of(read), accepts);
  }

  private static boolean hasRoom(Requirements asked, WorkerView worker) {
    Resources amounts = asked.resources();
    return amounts.cpuMillis() <= worker.freeCpuMillis()
        && amounts.memoryBytes() <= worker.freeMemoryBytes()
        && amounts.storageBytes() <= worker.freeStorageBytes()
        && amounts.extras().entrySet().stream()
            .allMatch(extra -> extra.getValue() <= worker.freeExtra(extra.getKey()))
        && worker.fits(asked.gpus())
        && worker.fitsNuma(asked);
  }

  /** How often it was asked about a worker. */
  public long calls() {
    return calls.get();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Set<WorkerFacet> reads() {
    return facets;
  }

  @Override
  public Set<JobFacet> readsOfJob() {
    return jobFacets;
  }

  @Override
  public boolean accepts(JobView job, WorkerView worker) {
    calls.incrementAndGet();
    return accepts.test(job, worker);
  }

  @Override
  public List<Rejection> explain(JobView job, WorkerView worker) {
    boolean forWantOfRoom = facets.contains(WorkerFacet.RESOURCES) && worker.state().takesJobs();
    return List.of(
        forWantOfRoom
            ? Rejection.insufficient(
                Resources.CPU, job.requirements().resources().cpuMillis(), worker.freeCpuMillis())
            : Rejection.mismatch("refused", name));
  }
}
