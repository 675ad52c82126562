package dev.berth.testkit;

import dev.berth.model.LabelRequirement;
import dev.berth.model.TaintEffect;
import dev.berth.model.Toleration;
import dev.berth.spi.Plugin;
import dev.berth.spi.WorkerBlock;
import dev.berth.spi.WorkerView;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * A block of workers as a plugin sees it, for tests by hand. It shows everything of every worker;
 * {@link #seenBy} shows only what a plugin declares to read, of candidates only.
 *
 * <p><b>Thread-safety:</b> none. <b>Cost:</b> each answer is a loop over 64 workers.
 */
public final class TestBlock implements WorkerBlock {

  private final List<TestWorker> workers;
  private final BitSet candidates = new BitSet();

  private TestBlock(List<TestWorker> workers) {
    if (workers.isEmpty() || workers.size() > MAX_SIZE) {
      throw new IllegalArgumentException(
          "workers (" + workers.size() + ") of a block must be 1 to " + MAX_SIZE);
    }
    this.workers = List.copyOf(workers);
    candidates.set(0, workers.size());
  }

  /** A block in which every worker is a candidate. */
  public static TestBlock of(List<TestWorker> workers) {
    return new TestBlock(workers);
  }

  /**
   * What a plugin may see of it: throws an {@link AssertionError} when something is asked that the
   * plugin does not declare, or a worker is read that is no candidate. Both have the same
   * candidates.
   */
  public WorkerBlock seenBy(Plugin plugin) {
    return new CheckedBlock(this, Reading.byHand(plugin));
  }

  /** Whether a worker has not been rejected. */
  public boolean isCandidate(int index) {
    return candidates.get(index);
  }

  TestWorker worker(int index) {
    return workers.get(index);
  }

  @Override
  public int size() {
    return workers.size();
  }

  @Override
  public int next(int from) {
    return candidates.nextSetBit(from);
  }

  @Override
  public WorkerView at(int index) {
    return workers.get(index);
  }

  @Override
  public void reject(int index) {
    candidates.clear(index);
  }

  @Override
  public int words() {
    return (size() + Long.SIZE - 1) / Long.SIZE;
  }

  @Override
  public long candidates(int word) {
    return bits(word, candidates::get);
  }

  @Override
  public void retain(int word, long mask) {
    int first = Math.multiplyExact(word, Long.SIZE);
    for (int bit = 0; bit < Long.SIZE; bit++) {
      if ((mask >>> bit & 1) == 0) {
        candidates.clear(first + bit);
      }
    }
  }

  @Override
  public long takingJobs(int word) {
    return bits(word, index -> worker(index).state().takesJobs());
  }

  @Override
  public long matching(LabelRequirement requirement, int word) {
    return bits(word, index -> worker(index).matches(requirement));
  }

  @Override
  public long labelled(String key, String value, int word) {
    return bits(word, index -> value.equals(worker(index).label(key)));
  }

  @Override
  public long untolerated(List<Toleration> tolerations, TaintEffect effect, int word) {
    return bits(
        word,
        index ->
            worker(index).taints().stream()
                .filter(taint -> taint.effect() == effect)
                .anyMatch(taint -> tolerations.stream().noneMatch(t -> t.tolerates(taint))));
  }

  private long bits(int word, IntPredicate property) {
    long bits = 0;
    for (int bit = 0; bit < Long.SIZE && Long.SIZE * word + bit < size(); bit++) {
      bits |= property.test(Long.SIZE * word + bit) ? 1L << bit : 0;
    }
    return bits;
  }
}
