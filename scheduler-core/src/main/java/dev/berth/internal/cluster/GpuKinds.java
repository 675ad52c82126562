package dev.berth.internal.cluster;

import dev.berth.model.GpuDevice;
import dev.berth.model.GpuRequest;
import dev.berth.model.GpuTopology;
import dev.berth.model.Placement;
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

  private static final int TABLED = 8;

  /** One kind of machine. */
  static final class Kind {
    final int number;
    final GpuLayout layout;

    /** All its GPUs. */
    final long all;

    /** Memory of each. */
    final long[] memory;

    /** How good linked GPUs are, such as the one of a share, for a job without a wish for NUMA. */
    final int linkedQuality;

    /** How good the best so many of so many idle GPUs are; for up to {@value #TABLED} GPUs. */
    private final byte @Nullable [] quality;

    /** For all its workers, if it has no GPU. */
    private final @Nullable GpuDevices none;

    private Kind(int number, GpuLayout layout) {
      this.number = number;
      this.layout = layout;
      all = layout.allowed(GpuRequest.NONE);
      memory = layout.topology().gpus().stream().mapToLong(GpuDevice::memoryBytes).toArray();
      linkedQuality =
          Placement.WHOLE
              + Placement.LINK_LOCAL
              + (layout.numaNodes() == 1 ? Placement.NUMA_LOCAL : 0);
      quality = Long.bitCount(all) <= TABLED ? qualities() : null;
      none = layout.topology().gpus().isEmpty() ? GpuDevices.of(this, Set.of()) : null;
    }

    private byte[] qualities() {
      byte[] table = new byte[(TABLED + 1) << TABLED];
      for (int idle = 0; idle <= all; idle++) {
        for (int count = 1; count <= TABLED; count++) {
          table[count << TABLED | idle] = (byte) judge(count, idle);
        }
      }
      return table;
    }

    /**
     * How good the best so many of these idle GPUs are for a job without a wish for NUMA or links,
     * or 0 if there are not as many.
     */
    int quality(int count, long idle) {
      return quality == null || count > TABLED
          ? judge(count, idle)
          : quality[count << TABLED | (int) idle] & 0xff;
    }

    private int judge(int count, long idle) {
      long chosen = layout.choose(count, idle);
      if (chosen == 0) {
        return 0;
      }
      boolean isLinked = chosen == idle || layout.isLinked(chosen);
      return Placement.WHOLE
          + (layout.numaNodes() == 1 ? Placement.NUMA_LOCAL : 0)
          + (isLinked ? Placement.LINK_LOCAL : 0);
    }

    /** What is free of such a worker's devices, to begin with. */
    GpuDevices devices(Worker worker) {
      return none != null ? none : GpuDevices.of(this, worker.failedGpus());
    }
  }

  private final Map<GpuTopology, Kind> kinds = new HashMap<>();
  private final List<Kind> byNumber = new ArrayList<>();

  /** The kind that a row's summary names, or its devices know. */
  Kind of(long summary, GpuDevices devices) {
    int number = GpuDevices.kindNumber(summary);
    return number < GpuDevices.NUMBERED_KINDS ? byNumber.get(number) : devices.kind();
  }

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
   * The GPUs that requests allow, by their models and memory. Remembers the last {@value #KEPT}
   * requests it was asked about, by identity.
   *
   * <p><b>Thread-safety:</b> none; each scan thread has its own.
   */
  static final class Allowed {

    private static final int KEPT = 64;

    /** What is known of one request, by the numbers of kinds. */
    private static final class Answer {
      GpuRequest request;
      long[] masks = new long[4];
      int known;

      Answer(GpuRequest request) {
        this.request = request;
      }
    }

    private final GpuKinds kinds;
    private final @Nullable Answer[] answers = new @Nullable Answer[KEPT];
    private @Nullable Answer last;

    Allowed(GpuKinds kinds) {
      this.kinds = kinds;
    }

    /** The GPUs of a kind of machine, as a mask of indexes, that a request allows. */
    long of(Kind kind, GpuRequest request) {
      if (request.takesAny()) {
        return kind.all;
      }
      Answer answer = last;
      if (answer == null || answer.request != request) {
        answer = find(request);
        last = answer;
      }
      if (answer.known <= kind.number) {
        compare(answer);
      }
      return answer.masks[kind.number];
    }

    private Answer find(GpuRequest request) {
      int slot = System.identityHashCode(request) & (KEPT - 1);
      Answer answer = answers[slot];
      if (answer == null) {
        answer = new Answer(request);
        answers[slot] = answer;
      } else if (answer.request != request) {
        answer.request = request; // two that share a slot are compared anew each time
        answer.known = 0;
      }
      return answer;
    }

    private void compare(Answer answer) {
      int count = kinds.byNumber.size();
      if (count > answer.masks.length) {
        answer.masks = Arrays.copyOf(answer.masks, 2 * count);
      }
      for (; answer.known < count; answer.known++) {
        answer.masks[answer.known] =
            kinds.byNumber.get(answer.known).layout.allowed(answer.request);
      }
    }
  }
}
