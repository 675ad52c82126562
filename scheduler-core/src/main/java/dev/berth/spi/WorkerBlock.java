package dev.berth.spi;

import dev.berth.model.GpuRequest;
import dev.berth.model.LabelRequirement;
import dev.berth.model.Requirements;
import dev.berth.model.TaintEffect;
import dev.berth.model.Toleration;
import java.util.Arrays;
import java.util.List;

/**
 * Up to {@value #MAX_SIZE} neighbouring workers, asked about together.
 *
 * <p>A block holds a set of <em>candidates</em>, one bit a worker in words of 64. A filter takes
 * bits away; a score grades the workers whose bit is left:
 *
 * <pre>{@code
 * for (int i = block.next(0); i >= 0; i = block.next(i + 1)) {
 *   if (block.at(i).freeCpuMillis() < asked) {
 *     block.reject(i);
 *   }
 * }
 * }</pre>
 *
 * <p>States, labels and taints are answered for 64 workers at a time from bitset indexes, GPUs from
 * what is kept of each worker in one word.
 *
 * <p><b>Thread-safety:</b> confined to the calling thread and valid only during the call.
 */
public interface WorkerBlock {

  /** The most workers a block can hold; a multiple of 64. */
  int MAX_SIZE = 512;

  /** How many workers the block spans, candidates or not: indexes run from 0 to size - 1. */
  int size();

  /** The next candidate at or after an index, or -1. */
  int next(int from);

  /** The worker at a candidate's index. The same view is moved at each call. */
  WorkerView at(int index);

  /** Takes one worker out of the candidates. */
  void reject(int index);

  /** How many words of 64 workers the block spans. */
  int words();

  /** The candidates of one word, bit i for the worker at {@code 64 * word + i}. */
  long candidates(int word);

  /** Keeps of one word only the candidates whose bit is set. */
  void retain(int word, long mask);

  /** The workers of one word whose state lets them take jobs: available or running. */
  long takingJobs(int word);

  /**
   * The workers of one word whose labels satisfy a requirement. O(values that match); the first
   * time in a decision O(values named), GT and LT O(values of the key). Requirements are compared
   * by identity to reuse the last answers, so hand in the same ones.
   */
  long matching(LabelRequirement requirement, int word);

  /** The workers of one word that carry exactly this label. */
  long labelled(String key, String value, int word);

  /**
   * The workers of one word with a taint of this effect that none of these tolerations covers. The
   * list is compared by identity to reuse the last answer, so hand in the same one.
   */
  long untolerated(List<Toleration> tolerations, TaintEffect effect, int word);

  /**
   * The candidates of one word whose GPUs {@linkplain WorkerView#fits suit} a request. A nanosecond
   * or two a worker, O(GPUs) where memory or the model of a share's device matters.
   */
  default long fitting(GpuRequest request, int word) {
    long fitting = 0;
    for (long rest = candidates(word); rest != 0; rest &= rest - 1) {
      int bit = Long.numberOfTrailingZeros(rest);
      fitting |= at((word << 6) + bit).fits(request) ? 1L << bit : 0;
    }
    return fitting;
  }

  /**
   * Leaves in {@code out[i]} the {@link WorkerView#gpuQuality} of the candidate at each index, and
   * where there is none a number from 0 to 150.
   */
  default void gpuQualities(Requirements requirements, int[] out) {
    Arrays.fill(out, 0, size(), 0);
    for (int i = next(0); i >= 0; i = next(i + 1)) {
      out[i] = at(i).gpuQuality(requirements);
    }
  }
}
