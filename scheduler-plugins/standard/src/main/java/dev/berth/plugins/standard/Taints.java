package dev.berth.plugins.standard;

import dev.berth.model.Taint;
import dev.berth.model.Toleration;
import java.util.List;

/** Whether a taint is covered by any of a job's tolerations. */
final class Taints {

  private Taints() {}

  static boolean tolerated(Taint taint, List<Toleration> tolerations) {
    for (int t = 0; t < tolerations.size(); t++) {
      if (tolerations.get(t).tolerates(taint)) {
        return true;
      }
    }
    return false;
  }
}
