package dev.berth.spi;

import java.util.List;
import java.util.Set;

/**
 * A requirement or wish about the company a job keeps: how many jobs of some kind its zone, rack or
 * host holds already. Spreading and affinity between jobs are of this kind.
 *
 * <p>A <em>domain</em> is all workers that have the same value of one label, the <em>topology
 * key</em>. The plugin breaks what a job asks into {@linkplain DomainTerm terms}, each about one
 * topology key. The engine keeps the counts that the terms need up to date and asks the terms about
 * domains, not about workers:
 *
 * <pre>
 *   placed jobs ──{@link DomainTally}──▶ a count per domain ──{@link DomainView}──▶ {@link DomainTerm}: accepted? grade
 * </pre>
 *
 * <p>A worker is feasible when each term accepts its domain; the term's grades, times the plugin's
 * weight, are added to the worker's other grades. So an answer for a zone of a thousand workers
 * costs one call.
 *
 * <p><b>Thread-safety:</b> as {@link Plugin}. <b>Faults:</b> a term that throws fails closed, as a
 * filter does.
 */
public interface DomainPlugin extends Plugin {

  /** The weight its grades have where a profile names none. */
  int defaultWeight();

  /**
   * By what a job, once placed, counts for others, whatever those ask themselves: one that wants no
   * neighbour of some kind imposes the count of jobs that want none.
   *
   * @param job any job; read no more of it than {@link #readsOfJob} declares
   * @return distinct tallies; empty for most jobs
   */
  default List<DomainTally> imposes(JobView job) {
    return List.of();
  }

  /**
   * What a job asks of its company, and what its company asks of it. Asked once for a class of
   * jobs, and again when {@code imposed} has changed.
   *
   * @param job what is to be placed; read no more of it than {@link #readsOfJob} declares
   * @param imposed what jobs of any profile {@linkplain #imposes impose} by this plugin, in a fixed
   *     order; what only jobs that are gone imposed may be among it, and counts 0
   * @return the terms in a fixed order; empty, and free of cost, for a job that does not care and
   *     that nobody who imposes anything cares about
   */
  List<DomainTerm> terms(JobView job, Set<DomainTally> imposed);

  /** Domains follow from labels; nothing else is read of a worker. */
  @Override
  default Set<WorkerFacet> reads() {
    return Set.of(WorkerFacet.LABELS);
  }
}
