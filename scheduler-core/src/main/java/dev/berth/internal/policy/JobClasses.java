package dev.berth.internal.policy;

import dev.berth.model.Job;
import dev.berth.spi.JobFacet;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The classes of jobs there are, each with a number.
 *
 * <p>A class outlives its last job for a while, because what is known of it is worth keeping: the
 * {@value #IDLE_KEPT} that lost theirs most lately stay.
 *
 * <p><b>Thread-safety:</b> none; owned by the engine. <b>Cost:</b> O(1), the hash of a job's
 * requirements among it, which these keep.
 */
public final class JobClasses {

  static final int IDLE_KEPT = 1024;

  private final Set<JobFacet> facets;
  private final Consumer<JobClass> onForgotten;
  private final Map<JobClass.Key, JobClass> classes = new HashMap<>();
  private final LinkedHashSet<JobClass> idle = new LinkedHashSet<>();
  private final ArrayDeque<Integer> freeNumbers = new ArrayDeque<>();
  private int numbers;

  /**
   * No classes yet.
   *
   * @param facets what plugins read of a job beyond requirements and priority
   * @param onForgotten told of every class whose number becomes free
   */
  public JobClasses(Set<JobFacet> facets, Consumer<JobClass> onForgotten) {
    this.facets = facets;
    this.onForgotten = onForgotten;
  }

  /** The class of a job, which has one job more. */
  JobClass admit(Job spec) {
    JobClass.Key key =
        new JobClass.Key(
            spec.profile(),
            spec.priority(),
            spec.requirements(),
            facets.contains(JobFacet.TENANT) ? spec.tenant() : null,
            facets.contains(JobFacet.LABELS) ? spec.labels() : null,
            facets.contains(JobFacet.ID) ? spec.id() : null);
    JobClass jobClass = classes.get(key);
    if (jobClass == null) {
      jobClass = new JobClass(key, freeNumbers.isEmpty() ? numbers++ : freeNumbers.pop());
      classes.put(key, jobClass);
    } else if (jobClass.jobs == 0) {
      idle.remove(jobClass);
    }
    jobClass.jobs++;
    return jobClass;
  }

  /** A job is final; true when it was the last of its class. */
  boolean forget(WaitingJob job) {
    JobClass jobClass = job.jobClass();
    if (--jobClass.jobs > 0) {
      return false;
    }
    jobClass.refusals = 0;
    idle.add(jobClass);
    if (idle.size() > IDLE_KEPT) {
      JobClass oldest = idle.iterator().next();
      idle.remove(oldest);
      classes.remove(oldest.key());
      onForgotten.accept(oldest);
      freeNumbers.push(oldest.number());
    }
    return true;
  }
}
