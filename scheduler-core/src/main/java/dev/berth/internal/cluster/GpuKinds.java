package dev.berth.internal.cluster;

import dev.berth.model.GpuRequest;
import dev.berth.model.GpuTopology;
import dev.berth.model.Worker;
import dev.berth.placement.GpuLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of machines in the fleet, each once and with a number: 10,000 equal workers share one
 * topology and what was worked out for it, and a request is compared once with each kind and not
 * with every GPU.
 *
 * <p><b>Thread-safety:</b> one writer; readers of other threads only while it rests (the scan).
 * <b>Memory:</b> a kind, once seen, stays.
 */
final class GpuKinds {

  /** One kind of machine. */
  static final class Kind {
    final int number;
    final GpuLayout layout;

    /** For all its workers, if it has no GPU. */
    private final @Nullable GpuDevices none;

    private Kind(int number, GpuLayout layout) {
      this.number = number;
      this.layout = layout;
      none = layout.topology().gpus().isEmpty() ? GpuDevices.of(this, Set.of()) : null;
    }

    /** What is free of such a worker's devices, to begin with. */
    GpuDevices devices(Worker worker) {
      return none != null ? none : GpuDevices.of(this, worker.failedGpus());
    }
  }

  private final Map<GpuTopology, Kind> kinds = new HashMap<>();
  private final List<Kind> byNumber = new ArrayList<>();

  /** The kind of a machine of that topology. */
  Kind of(GpuTopology topology) {
    Kind kind = kinds.get(topology);
    if (kind == null) {
      kind = new Kind(byNumber.size(), GpuLayout.of(topology));
      kinds.put(topology, kind);
      byNumber.add(kind);
    }
    return kind;
  }

  /**
   * The GPUs that requests allow, by their models and memory. Remembers the last request it was
   * asked about, by identity.
   *
   * <p><b>Thread-safety:</b> none; each scan thread has its own.
   */
  static final class Allowed {

    private final GpuKinds kinds;
    private long[] masks = new long[4];
    private int known;
    private @Nullable GpuRequest asked;

    Allowed(GpuKinds kinds) {
      this.kinds = kinds;
    }

    /** The GPUs of a kind of machine, as a mask of indexes, that a request allows. */
    long of(Kind kind, GpuRequest request) {
      if (request != asked) {
        asked = request;
        known = 0;
      }
      if (known <= kind.number) {
        compare(request);
      }
      return masks[kind.number];
    }

    private void compare(GpuRequest request) {
      int count = kinds.byNumber.size();
      if (count > masks.length) {
        masks = Arrays.copyOf(masks, 2 * count);
      }
      for (; known < count; known++) {
        masks[known] = kinds.byNumber.get(known).layout.allowed(request);
      }
    }
  }
}
