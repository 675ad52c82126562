package dev.berth.internal.cluster;

import dev.berth.model.GpuRequest;
import dev.berth.model.LabelRequirement;
import dev.berth.model.Requirements;
import dev.berth.model.Taint;
import dev.berth.model.TaintEffect;
import dev.berth.model.Toleration;
import dev.berth.model.Worker;
import dev.berth.spi.WorkerBlock;
import dev.berth.spi.WorkerView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cursor over blocks of {@link WorkerRows} that plugins are given, with the candidates of the
 * block it stands on: neighbouring rows, or any rows gathered into a block.
 *
 * <p><b>Thread-safety:</b> one thread at a time; each scan thread has its own.
 */
public final class RowBlock implements WorkerBlock {

  private static final int WORDS = MAX_SIZE / Long.SIZE;

  private final WorkerRows rows;
  private final RowView view;
  private final LabelIndex.Matching matching;
  private final TaintIndex.Untolerated[] untolerated;
  private final long[] candidates = new long[WORDS];

  /** The rows of a gathered block; {@code null} while the rows are neighbours. */
  private int @Nullable [] gathered;

  private final int[] gatheredRows = new int[MAX_SIZE];
  private int base;
  private int size;
  private int words;
  private boolean rejected;

  public RowBlock(WorkerRows rows) {
    this.rows = rows;
    view = new RowView(rows);
    matching = new LabelIndex.Matching(rows.labels);
    TaintEffect[] effects = TaintEffect.values();
    untolerated = new TaintIndex.Untolerated[effects.length];
    for (TaintEffect effect : effects) {
      untolerated[effect.ordinal()] = new TaintIndex.Untolerated(rows.taints, effect);
    }
  }

  /** How many blocks the fleet spans. */
  public static int count(WorkerRows rows) {
    return (rows.limit() + MAX_SIZE - 1) / MAX_SIZE;
  }

  /** How many words the candidates of so many blocks take. */
  public static int words(int blocks) {
    return blocks * WORDS;
  }

  /** Moves to a block with every worker a candidate. */
  public void open(int block) {
    move(block);
    int firstWord = base / Long.SIZE;
    for (int word = 0; word < words; word++) {
      candidates[word] = rows.present(firstWord + word);
    }
  }

  /** Moves to any rows, each that holds a worker a candidate; at most {@value #MAX_SIZE}. */
  public void gather(int[] fromRows, int from, int count) {
    gathered = gatheredRows;
    System.arraycopy(fromRows, from, gatheredRows, 0, count);
    size = count;
    words = (count + Long.SIZE - 1) / Long.SIZE;
    rejected = false;
    for (int word = 0; word < words; word++) {
      long present = 0;
      for (int i = word << 6, end = end(word); i < end; i++) {
        int row = gatheredRows[i];
        present |= (rows.present(row >>> 6) >>> row & 1) << i;
      }
      candidates[word] = present;
    }
  }

  /** Moves to a block with the candidates that {@link #save} kept. */
  public void load(int block, long[] saved) {
    move(block);
    System.arraycopy(saved, base / Long.SIZE, candidates, 0, words);
  }

  /** Keeps the candidates for the whole fleet, each word at its place. */
  public void save(long[] saved) {
    System.arraycopy(candidates, 0, saved, base / Long.SIZE, words);
  }

  private void move(int block) {
    gathered = null;
    base = block * MAX_SIZE;
    size = Math.min(MAX_SIZE, rows.limit() - base);
    words = (size + Long.SIZE - 1) / Long.SIZE;
    rejected = false;
  }

  /**
   * Which of a word's 64 numbers are below a bound, where differences fit an int: by their signs,
   * as a comparison of random numbers is a coin toss to a branch predictor.
   *
   * @param numbers one for each index of a block, {@value #MAX_SIZE}
   */
  public static long below(int[] numbers, int word, int bound) {
    int half = Long.SIZE / 2;
    int low = 0;
    int high = 0;
    for (int from = word << 6, i = from + half - 1; i >= from; i--) { // two sums at once
      low = low << 1 | (numbers[i] - bound) >>> 31;
      high = high << 1 | (numbers[i + half] - bound) >>> 31;
    }
    return (long) high << half | Integer.toUnsignedLong(low);
  }

  WorkerRows rows() {
    return rows;
  }

  /** The row of an index. */
  public int row(int index) {
    return gathered == null ? base + index : gathered[index];
  }

  /** Whether the worker at an index is a candidate. */
  public boolean isCandidate(int index) {
    return (candidates[index >>> 6] >>> index & 1) != 0;
  }

  /** Whether no candidate is left. */
  public boolean isEmpty() {
    long any = 0;
    for (int word = 0; word < words; word++) {
      any |= candidates[word];
    }
    return any == 0;
  }

  /** How many candidates are left. */
  public int candidateCount() {
    int count = 0;
    for (int word = 0; word < words; word++) {
      count += Long.bitCount(candidates[word]);
    }
    return count;
  }

  /** Whether a candidate was taken away since the last call or move. */
  public boolean takeRejected() {
    boolean was = rejected;
    rejected = false;
    return was;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int next(int from) {
    int word = from >>> 6;
    if (word >= words) {
      return -1;
    }
    long bits = candidates[word] & -1L << from;
    while (bits == 0) {
      if (++word == words) {
        return -1;
      }
      bits = candidates[word];
    }
    return (word << 6) + Long.numberOfTrailingZeros(bits);
  }

  @Override
  public WorkerView at(int index) {
    return view.at(row(index));
  }

  @Override
  public void reject(int index) {
    candidates[index >>> 6] &= ~(1L << index);
    rejected = true;
  }

  @Override
  public int words() {
    return words;
  }

  @Override
  public long candidates(int word) {
    return candidates[word];
  }

  @Override
  public void retain(int word, long mask) {
    long before = candidates[word];
    long after = before & mask;
    candidates[word] = after;
    rejected |= before != after;
  }

  @Override
  public long takingJobs(int word) {
    if (gathered == null) {
      return rows.takingJobs(base / Long.SIZE + word);
    }
    long taking = 0;
    for (int i = word << 6, end = end(word); i < end; i++) {
      int row = gathered[i];
      taking |= (rows.takingJobs(row >>> 6) >>> row & 1) << i;
    }
    return taking;
  }

  @Override
  public long matching(LabelRequirement requirement, int word) {
    LabelIndex.Answer answer = matching.find(requirement);
    if (gathered == null) {
      return answer.word(base / Long.SIZE + word);
    }
    long matched = 0;
    for (int i = word << 6, end = end(word); i < end; i++) {
      int row = gathered[i];
      matched |= (answer.word(row >>> 6) >>> row & 1) << i;
    }
    return matched;
  }

  @Override
  public long labelled(String key, String value, int word) {
    SparseBits labelled = rows.labels.labelled(key, value);
    if (labelled == null || gathered == null) {
      return labelled == null ? 0 : labelled.word(base / Long.SIZE + word);
    }
    long carrying = 0;
    for (int i = word << 6, end = end(word); i < end; i++) {
      carrying |= (labelled.get(gathered[i]) ? 1L : 0) << i;
    }
    return carrying;
  }

  @Override
  public long untolerated(List<Toleration> tolerations, TaintEffect effect, int word) {
    if (gathered == null) {
      return untolerated[effect.ordinal()].word(tolerations, base / Long.SIZE + word);
    }
    long repelling = 0;
    for (int i = word << 6, end = end(word); i < end; i++) {
      int row = gathered[i];
      if (rows.taints.isTainted(row) && repels(rows.worker(row), tolerations, effect)) {
        repelling |= 1L << i;
      }
    }
    return repelling;
  }

  @Override
  public long fitting(GpuRequest request, int word) {
    return view.gpuFit().fitting(this, word, request);
  }

  @Override
  public void gpuQualities(Requirements requirements, int[] out) {
    view.gpuFit().qualities(this, requirements, out);
  }

  private static boolean repels(Worker worker, List<Toleration> tolerations, TaintEffect effect) {
    List<Taint> taints = worker.taints();
    for (int t = 0; t < taints.size(); t++) {
      if (taints.get(t).effect() == effect
          && !TaintIndex.Untolerated.tolerated(taints.get(t), tolerations)) {
        return true;
      }
    }
    return false;
  }

  private int end(int word) {
    return Math.min(size, (word + 1) << 6);
  }
}
