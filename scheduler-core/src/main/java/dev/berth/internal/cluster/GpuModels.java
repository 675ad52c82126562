package dev.berth.internal.cluster;

import dev.berth.model.GpuDevice;
import dev.berth.model.GpuRequest;
import dev.berth.model.Worker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which GPU models each row has: the distinct line-ups of models in the fleet, and the number of
 * each row's.
 *
 * <p>A fleet has thousands of GPUs in a handful of line-ups, so a request's models are compared
 * once with each line-up and not with every GPU: see {@link Allowed}.
 *
 * <p><b>Thread-safety:</b> one writer; readers of other threads only while it rests (the scan).
 * <b>Memory:</b> four bytes a row; a line-up, once seen, stays.
 */
final class GpuModels {

  private final Map<List<String>, Integer> numbers = new HashMap<>();
  private final List<List<String>> lineUps = new ArrayList<>();
  private int[] lineUpOfRow = new int[64];

  void set(int row, Worker worker) {
    if (row >= lineUpOfRow.length) {
      lineUpOfRow = Arrays.copyOf(lineUpOfRow, Math.max(row + 1, 2 * lineUpOfRow.length));
    }
    List<String> models = worker.gpus().stream().map(GpuDevice::model).toList();
    Integer number = numbers.get(models);
    if (number == null) {
      number = lineUps.size();
      numbers.put(models, number);
      lineUps.add(models);
    }
    lineUpOfRow[row] = number;
  }

  String model(int row, int gpu) {
    return lineUps.get(lineUpOfRow[row]).get(gpu);
  }

  /**
   * The GPUs that a set of models allows. Remembers the last set it was asked about, by identity.
   *
   * <p><b>Thread-safety:</b> none; each scan thread has its own.
   */
  static final class Allowed {

    private final GpuModels models;
    private long[] masks = new long[4];
    private int known;
    private @Nullable Set<String> asked;

    Allowed(GpuModels models) {
      this.models = models;
    }

    /** The GPUs of a row, as a mask of indexes, whose model a request allows. */
    long of(int row, GpuRequest request) {
      if (request.models() != asked) {
        asked = request.models();
        known = 0;
      }
      if (known < models.lineUps.size()) {
        compare(request);
      }
      return masks[models.lineUpOfRow[row]];
    }

    private void compare(GpuRequest request) {
      int count = models.lineUps.size();
      if (count > masks.length) {
        masks = Arrays.copyOf(masks, 2 * count);
      }
      for (; known < count; known++) {
        List<String> lineUp = models.lineUps.get(known);
        long mask = 0;
        for (int gpu = 0; gpu < lineUp.size(); gpu++) {
          mask |= request.allows(lineUp.get(gpu)) ? 1L << gpu : 0;
        }
        masks[known] = mask;
      }
    }
  }
}
