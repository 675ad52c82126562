package dev.berth.plugins.standard;

import dev.berth.model.PreferredTerm;
import dev.berth.model.Requirements;
import dev.berth.model.Taint;
import dev.berth.model.TaintEffect;
import dev.berth.spi.JobView;
import dev.berth.spi.ScorePlugin;
import dev.berth.spi.WorkerBlock;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Score {@code affinityPreference}, weight 20: prefers workers whose labels match what the job
 * prefers, and whose taints do not ask to be avoided.
 *
 * <pre>{@code
 * matched = 1,000,000 * weight of the matched preferred terms / weight of all, rounded down
 *           1,000,000 for a job without preferences
 * score   = matched, halved (rounded down) where a PreferNoSchedule taint is not tolerated
 * }</pre>
 *
 * <p><b>Reads:</b> {@link WorkerFacet#LABELS}, {@link WorkerFacet#TAINTS}. <b>Cost:</b> for jobs
 * without preferences one bitset operation for 64 workers; each preferred requirement adds another,
 * each matched term an addition a worker.
 *
 * <p><b>Thread-safety:</b> stateless. <b>Source:</b> kube-scheduler's NodeAffinity and
 * TaintToleration scores. We differ: absolute marks instead of marks relative to the best worker of
 * the round, and one untolerated taint weighs as much as several.
 */
public final class AffinityPreferenceScore implements ScorePlugin {

  /** Made by the ServiceLoader, or by a host that registers plugins by hand. */
  public AffinityPreferenceScore() {}

  @Override
  public String name() {
    return "affinityPreference";
  }

  @Override
  public int defaultWeight() {
    return 20;
  }

  @Override
  public Set<WorkerFacet> reads() {
    return Set.of(WorkerFacet.LABELS, WorkerFacet.TAINTS);
  }

  @Override
  public int score(JobView job, WorkerView worker) {
    Requirements asked = job.requirements();
    List<PreferredTerm> terms = asked.nodeAffinity().preferred();
    int matched = 0;
    for (int t = 0; t < terms.size(); t++) {
      if (Terms.matches(terms.get(t).term(), worker)) {
        matched += terms.get(t).weight();
      }
    }
    List<Taint> taints = worker.taints();
    boolean avoid = false;
    for (int t = 0; t < taints.size() && !avoid; t++) {
      avoid =
          taints.get(t).effect() == TaintEffect.PREFER_NO_SCHEDULE
              && !Taints.tolerated(taints.get(t), asked.tolerations());
    }
    return grade(matched, totalWeight(terms), avoid);
  }

  @Override
  public void score(JobView job, WorkerBlock block, int[] out) {
    Requirements asked = job.requirements();
    List<PreferredTerm> terms = asked.nodeAffinity().preferred();
    int total = totalWeight(terms);
    for (int word = 0; word < block.words(); word++) {
      long candidates = block.candidates(word);
      if (candidates == 0) {
        continue;
      }
      long avoid =
          candidates & block.untolerated(asked.tolerations(), TaintEffect.PREFER_NO_SCHEDULE, word);
      int start = word << 6;
      int end = Math.min(start + Long.SIZE, block.size());
      if (total == 0) {
        Arrays.fill(out, start, end, grade(0, 0, false));
        for (long rest = avoid; rest != 0; rest &= rest - 1) {
          out[Words.index(word, rest)] = grade(0, 0, true);
        }
      } else {
        Arrays.fill(out, start, end, 0);
        addMatches(terms, block, word, out);
        for (long rest = candidates; rest != 0; rest &= rest - 1) {
          int i = Words.index(word, rest);
          out[i] = grade(out[i], total, (avoid & Long.lowestOneBit(rest)) != 0);
        }
      }
    }
  }

  /** Adds to each candidate of one word the weights of the terms it matches. */
  private static void addMatches(
      List<PreferredTerm> terms, WorkerBlock block, int word, int[] out) {
    long candidates = block.candidates(word);
    for (int t = 0; t < terms.size(); t++) {
      int weight = terms.get(t).weight();
      long matching = Terms.matching(terms.get(t).term(), block, word, candidates);
      for (long rest = matching; rest != 0; rest &= rest - 1) {
        out[Words.index(word, rest)] += weight;
      }
    }
  }

  private static int totalWeight(List<PreferredTerm> terms) {
    int total = 0;
    for (int t = 0; t < terms.size(); t++) {
      total += terms.get(t).weight();
    }
    return total;
  }

  /** A total of 0 stands for no preferences. */
  private static int grade(int matched, int total, boolean avoid) {
    // Exact: the quotient of a double is never rounded up to the next integer when total is small.
    int grade = total == 0 ? MAX_SCORE : (int) ((double) MAX_SCORE * matched / total);
    return avoid ? grade / 2 : grade;
  }
}
