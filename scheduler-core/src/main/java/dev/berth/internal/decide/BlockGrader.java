package dev.berth.internal.decide;

import dev.berth.internal.cluster.RowBlock;
import dev.berth.internal.cluster.WorkerRows;
import dev.berth.internal.plugin.Pipeline;
import dev.berth.internal.plugin.PluginGroup;
import dev.berth.internal.plugin.PluginSlot;
import dev.berth.spi.FilterPlugin;
import dev.berth.spi.JobView;
import dev.berth.spi.ScorePlugin;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks a profile's plugins about one block of workers: which are feasible, and what their grades
 * add up to. Every decision, from a scan or from memory, comes from here.
 *
 * <p><b>Thread-safety:</b> one thread at a time. <b>Cost:</b> a call of each plugin for a block; no
 * allocation unless a plugin faults.
 */
final class BlockGrader {

  /** Grades of all candidates are wanted, however low. */
  static final long NO_BAR = Long.MIN_VALUE;

  private final Pipeline pipeline;
  private final ScanWatch watch = new ScanWatch();
  private final RowBlock block;
  private final int[] scores = new int[RowBlock.MAX_SIZE];
  private final long[] totals = new long[RowBlock.MAX_SIZE];

  /** Instead of {@code totals} where no total can leave an int: JDK 17 adds these up in vectors. */
  private final int[] intTotals = new int[RowBlock.MAX_SIZE];

  private int refusedBy;
  private @Nullable Fault fault;

  BlockGrader(WorkerRows rows, Pipeline pipeline) {
    this.pipeline = pipeline;
    block = new RowBlock(rows);
  }

  ScanWatch watch() {
    return watch;
  }

  /** The block to stand on before a question. */
  RowBlock block() {
    return block;
  }

  /** A pass over some blocks begins. */
  void start() {
    refusedBy = 0;
    fault = null;
    watch.start(Thread.currentThread());
  }

  /** The facets read by the filters that refused a worker in this pass, as bits. */
  int refusedBy() {
    return refusedBy;
  }

  /** What stopped the pass, or null. */
  @Nullable Fault fault() {
    return fault;
  }

  /** The same, once: it is over and done with then. */
  @Nullable Fault takeFault() {
    Fault taken = fault;
    fault = null;
    return taken;
  }

  /** Leaves the candidates that the group's filters accept; false after a fault. */
  boolean filter(JobView job, PluginGroup group) {
    List<PluginSlot<FilterPlugin>> filters = group.filters();
    for (int i = 0; i < filters.size() && !block.isEmpty(); i++) {
      PluginSlot<FilterPlugin> slot = filters.get(i);
      if (!ask(slot, job)) {
        return false;
      }
      if (block.takeRejected()) {
        refusedBy |= slot.facets();
      }
    }
    return true;
  }

  private boolean ask(PluginSlot<FilterPlugin> slot, JobView job) {
    slot.ask();
    watch.enter(slot);
    try {
      slot.plugin().filter(job, block);
    } catch (Throwable thrown) { // a plugin may throw anything, and must not take the engine along
      fault = Fault.thrown(slot, thrown);
    }
    return cameBackFine();
  }

  private boolean cameBackFine() {
    PluginSlot<?> overrun = watch.leave();
    if (overrun != null) {
      fault = Fault.overrun(overrun);
    }
    return fault == null;
  }

  /**
   * Adds up the grades that the group's scores give the block's candidates; false after a fault.
   *
   * @param excluded scores to leave out
   * @param bar a total to reach: candidates that the scores still to come cannot lift to it are
   *     taken out and graded no further. {@link #NO_BAR} for none
   */
  boolean grade(JobView job, PluginGroup group, Set<PluginSlot<?>> excluded, long bar) {
    if (pipeline.totalsFitInt()) {
      Arrays.fill(intTotals, 0, block.size(), 0);
    } else {
      Arrays.fill(totals, 0, block.size(), 0);
    }
    List<PluginSlot<ScorePlugin>> slots = group.scores();
    long graded = 0;
    long left = group.weights();
    for (int i = 0; i < slots.size() && !block.isEmpty(); i++) {
      PluginSlot<ScorePlugin> slot = slots.get(i);
      // Too early nobody can be ruled out, and the look for it would be in vain.
      if (bar != NO_BAR && graded >= left) {
        ruleOut(bar - left * ScorePlugin.MAX_SCORE);
      }
      left -= slot.weight();
      if (excluded.isEmpty() || !excluded.contains(slot)) {
        graded += slot.weight();
        if (!add(slot, job)) {
          return false;
        }
      }
    }
    return true;
  }

  private void ruleOut(long least) {
    for (int word = 0; least > 0 && word < block.words(); word++) {
      if (block.candidates(word) != 0) {
        block.retain(word, ~below(word, least));
      }
    }
  }

  /** Which of 64 totals, of candidates or not, are below a bound above 0. */
  private long below(int word, long bound) {
    if (pipeline.totalsFitInt()) {
      return RowBlock.below(intTotals, word, Math.toIntExact(bound));
    }
    long below = 0;
    for (int i = word << 6, end = Math.min(i + Long.SIZE, block.size()); i < end; i++) {
      below |= ((totals[i] - bound) >>> 63) << i;
    }
    return below;
  }

  /** What the grades of a candidate of the block add up to. */
  long total(int index) {
    return pipeline.totalsFitInt() ? intTotals[index] : totals[index];
  }

  private boolean add(PluginSlot<ScorePlugin> slot, JobView job) {
    slot.ask();
    watch.enter(slot);
    try {
      slot.plugin().score(job, block, scores);
    } catch (Throwable thrown) { // as in ask
      fault = Fault.thrown(slot, thrown);
    }
    if (!cameBackFine()) {
      return false;
    }
    if (pipeline.totalsFitInt()) {
      addInts(intTotals, slot.weight(), scores, block.size());
    } else {
      addLongs(slot.weight());
    }
    // An entry of a worker that is no candidate may hold anything.
    return allInRange(scores, block.size()) || candidatesInRange(slot);
  }

  // These two are over arrays alone, so that they become vector loops wherever they are inlined.
  private static void addInts(int[] totals, int weight, int[] scores, int size) {
    for (int i = 0; i < size; i++) {
      totals[i] += weight * scores[i];
    }
  }

  private void addLongs(long weight) {
    int size = block.size();
    for (int i = 0; i < size; i++) {
      totals[i] += weight * scores[i];
    }
  }

  private static boolean allInRange(int[] scores, int size) {
    int outside = 0;
    for (int i = 0; i < size; i++) {
      outside |= scores[i] | (ScorePlugin.MAX_SCORE - scores[i]);
    }
    return outside >= 0; // negative when one of them is below 0 or above the best grade
  }

  private boolean candidatesInRange(PluginSlot<ScorePlugin> slot) {
    for (int i = block.next(0); i >= 0; i = block.next(i + 1)) {
      if (scores[i] < 0 || scores[i] > ScorePlugin.MAX_SCORE) {
        fault =
            new Fault(
                slot,
                "graded worker %s with %d, which is not 0 to %d"
                    .formatted(block.at(i).id(), scores[i], ScorePlugin.MAX_SCORE));
        return false;
      }
    }
    return true;
  }
}
