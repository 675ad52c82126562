package dev.berth.plugins.standard;

import dev.berth.model.Rejection;
import dev.berth.model.Taint;
import dev.berth.model.TaintEffect;
import dev.berth.model.Toleration;
import dev.berth.spi.FilterPlugin;
import dev.berth.spi.JobView;
import dev.berth.spi.WorkerBlock;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Filter {@code taints}: a job must tolerate every taint of the worker with effect NoSchedule or
 * NoExecute. PreferNoSchedule is a matter of taste and left to {@link AffinityPreferenceScore}.
 *
 * <p><b>Reads:</b> {@link WorkerFacet#TAINTS}. <b>Cost:</b> two bitset operations for 64 workers.
 *
 * <p><b>Thread-safety:</b> stateless. <b>Source:</b> kube-scheduler's TaintToleration. We differ: a
 * taint that comes later evicts nothing, whatever its effect; it keeps new jobs away.
 */
public final class TaintsFilter implements FilterPlugin {

  /** Made by the ServiceLoader, or by a host that registers plugins by hand. */
  public TaintsFilter() {}

  @Override
  public String name() {
    return "taints";
  }

  @Override
  public Set<WorkerFacet> reads() {
    return Set.of(WorkerFacet.TAINTS);
  }

  @Override
  public boolean accepts(JobView job, WorkerView worker) {
    List<Taint> taints = worker.taints();
    List<Toleration> tolerations = job.requirements().tolerations();
    for (int t = 0; t < taints.size(); t++) {
      if (repels(taints.get(t), tolerations)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public List<Rejection> explain(JobView job, WorkerView worker) {
    List<Rejection> reasons = new ArrayList<>();
    for (Taint taint : worker.taints()) {
      if (repels(taint, job.requirements().tolerations())) {
        reasons.add(Rejection.mismatch("taint", "taint " + taint + " not tolerated"));
      }
    }
    return reasons;
  }

  @Override
  public void filter(JobView job, WorkerBlock block) {
    List<Toleration> tolerations = job.requirements().tolerations();
    for (int word = 0; word < block.words(); word++) {
      if (block.candidates(word) != 0) {
        long repelling =
            block.untolerated(tolerations, TaintEffect.NO_SCHEDULE, word)
                | block.untolerated(tolerations, TaintEffect.NO_EXECUTE, word);
        block.retain(word, ~repelling);
      }
    }
  }

  private static boolean repels(Taint taint, List<Toleration> tolerations) {
    return taint.effect() != TaintEffect.PREFER_NO_SCHEDULE
        && !Taints.tolerated(taint, tolerations);
  }
}
