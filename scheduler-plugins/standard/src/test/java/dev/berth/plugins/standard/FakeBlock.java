package dev.berth.plugins.standard;

import dev.berth.model.LabelRequirement;
import dev.berth.model.TaintEffect;
import dev.berth.model.Toleration;
import dev.berth.spi.WorkerBlock;
import dev.berth.spi.WorkerView;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;

/** A block over a list of workers: every answer is a loop over 64 of them. */
final class FakeBlock implements WorkerBlock {
  private final List<FakeWorker> workers;
  private final BitSet candidates = new BitSet();

  FakeBlock(List<FakeWorker> workers) {
    if (workers.size() > MAX_SIZE) {
      throw new IllegalArgumentException(workers.size() + " workers, at most " + MAX_SIZE);
    }
    this.workers = workers;
    candidates.set(0, workers.size());
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
    return (size() + 63) / 64;
  }

  @Override
  public long candidates(int word) {
    return bits(word, index -> candidates.get(index));
  }

  @Override
  public void retain(int word, long mask) {
    for (int bit = 0; bit < 64; bit++) {
      if ((mask >>> bit & 1) == 0) {
        candidates.clear(64 * word + bit);
      }
    }
  }

  @Override
  public long takingJobs(int word) {
    return bits(word, index -> workers.get(index).state().takesJobs());
  }

  @Override
  public long matching(LabelRequirement requirement, int word) {
    return bits(word, index -> workers.get(index).matches(requirement));
  }

  @Override
  public long labelled(String key, String value, int word) {
    return bits(word, index -> value.equals(workers.get(index).label(key)));
  }

  @Override
  public long untolerated(List<Toleration> tolerations, TaintEffect effect, int word) {
    return bits(
        word,
        index ->
            workers.get(index).taints().stream()
                .filter(taint -> taint.effect() == effect)
                .anyMatch(taint -> tolerations.stream().noneMatch(t -> t.tolerates(taint))));
  }

  private long bits(int word, Predicate<Integer> property) {
    long bits = 0;
    for (int bit = 0; bit < 64 && 64 * word + bit < size(); bit++) {
      bits |= property.test(64 * word + bit) ? 1L << bit : 0;
    }
    return bits;
  }
}
