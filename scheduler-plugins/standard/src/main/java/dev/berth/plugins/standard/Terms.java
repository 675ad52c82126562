package dev.berth.plugins.standard;

import dev.berth.model.LabelRequirement;
import dev.berth.model.NodeSelectorTerm;
import dev.berth.spi.WorkerBlock;
import dev.berth.spi.WorkerView;
import java.util.List;

/** Whether workers satisfy every requirement of an affinity term, one worker or 64 at a time. */
final class Terms {

  private Terms() {}

  static boolean matches(NodeSelectorTerm term, WorkerView worker) {
    List<LabelRequirement> requirements = term.requirements();
    for (int r = 0; r < requirements.size(); r++) {
      if (!worker.matches(requirements.get(r))) {
        return false;
      }
    }
    return true;
  }

  /** Those of some workers of a word that satisfy the term; stops asking once none is left. */
  static long matching(NodeSelectorTerm term, WorkerBlock block, int word, long workers) {
    List<LabelRequirement> requirements = term.requirements();
    long left = workers;
    for (int r = 0; r < requirements.size() && left != 0; r++) {
      left &= block.matching(requirements.get(r), word);
    }
    return left;
  }
}
