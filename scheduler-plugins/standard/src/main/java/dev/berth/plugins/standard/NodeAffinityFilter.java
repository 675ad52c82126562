package dev.berth.plugins.standard;

import dev.berth.model.LabelRequirement;
import dev.berth.model.NodeSelectorTerm;
import dev.berth.model.Rejection;
import dev.berth.model.Requirements;
import dev.berth.spi.FilterPlugin;
import dev.berth.spi.JobView;
import dev.berth.spi.WorkerBlock;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Filter {@code nodeAffinity}: a worker's labels must hold every pair of the job's node selector
 * and, where the job has required affinity terms, satisfy every requirement of at least one term.
 *
 * <p><b>Reads:</b> {@link WorkerFacet#LABELS}. <b>Cost:</b> nothing for jobs that ask neither, else
 * one bitset operation for each pair or requirement and 64 workers.
 *
 * <p><b>Thread-safety:</b> stateless. <b>Source:</b> kube-scheduler's NodeAffinity.
 */
public final class NodeAffinityFilter implements FilterPlugin {

  /** Made by the ServiceLoader, or by a host that registers plugins by hand. */
  public NodeAffinityFilter() {}

  @Override
  public String name() {
    return "nodeAffinity";
  }

  @Override
  public Set<WorkerFacet> reads() {
    return Set.of(WorkerFacet.LABELS);
  }

  @Override
  public boolean accepts(JobView job, WorkerView worker) {
    Requirements asked = job.requirements();
    List<Map.Entry<String, String>> selector = asked.nodeSelectorList();
    for (int s = 0; s < selector.size(); s++) {
      Map.Entry<String, String> pair = selector.get(s);
      if (!pair.getValue().equals(worker.label(pair.getKey()))) {
        return false;
      }
    }
    List<NodeSelectorTerm> terms = asked.nodeAffinity().required();
    for (int t = 0; t < terms.size(); t++) {
      if (Terms.matches(terms.get(t), worker)) {
        return true;
      }
    }
    return terms.isEmpty();
  }

  /**
   * Each unmet pair of the selector and, when no term is satisfied, each unmet requirement of the
   * term with the fewest of them, the first such.
   */
  @Override
  public List<Rejection> explain(JobView job, WorkerView worker) {
    Requirements asked = job.requirements();
    List<Rejection> reasons = new ArrayList<>();
    asked
        .nodeSelector()
        .forEach(
            (key, value) -> {
              if (!value.equals(worker.label(key))) {
                reasons.add(
                    Rejection.mismatch(
                        "nodeSelector", "label " + key + "=" + value + " not there"));
              }
            });
    List<NodeSelectorTerm> terms = asked.nodeAffinity().required();
    List<LabelRequirement> fewest = null;
    for (NodeSelectorTerm term : terms) {
      List<LabelRequirement> unmet =
          term.requirements().stream().filter(r -> !worker.matches(r)).toList();
      if (fewest == null || unmet.size() < fewest.size()) {
        fewest = unmet;
      }
    }
    if (fewest != null) {
      for (LabelRequirement requirement : fewest) {
        reasons.add(Rejection.mismatch("nodeAffinity", "label " + requirement + " not met"));
      }
    }
    return reasons;
  }

  @Override
  public void filter(JobView job, WorkerBlock block) {
    Requirements asked = job.requirements();
    filterSelector(asked.nodeSelectorList(), block);
    if (!asked.nodeAffinity().required().isEmpty()) {
      filterTerms(asked.nodeAffinity().required(), block);
    }
  }

  private static void filterSelector(List<Map.Entry<String, String>> selector, WorkerBlock block) {
    for (int s = 0; s < selector.size(); s++) {
      Map.Entry<String, String> pair = selector.get(s);
      for (int word = 0; word < block.words(); word++) {
        if (block.candidates(word) != 0) {
          block.retain(word, block.labelled(pair.getKey(), pair.getValue(), word));
        }
      }
    }
  }

  private static void filterTerms(List<NodeSelectorTerm> terms, WorkerBlock block) {
    for (int word = 0; word < block.words(); word++) {
      long candidates = block.candidates(word);
      long matched = 0;
      for (int t = 0; t < terms.size() && matched != candidates; t++) {
        matched |= Terms.matching(terms.get(t), block, word, candidates & ~matched);
      }
      block.retain(word, matched);
    }
  }
}
