package dev.berth.internal.policy.hold;

import org.jspecify.annotations.Nullable;

/**
 * What a limit is counted by: the job's tenant, or the value of one of its labels.
 *
 * @param label null for the tenant
 */
record Key(@Nullable String label) {

  /** Null for a job that the limit does not concern. */
  @Nullable String of(GatedJob job) {
    return label == null ? job.tenant() : job.labels().get(label);
  }

  /** As in "tenant ci" or "label team=ml". */
  String inWords(GatedJob job) {
    return label == null ? "tenant " + job.tenant() : "label " + label + "=" + of(job);
  }
}
