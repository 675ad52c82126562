package dev.berth.internal.cluster;

import dev.berth.internal.cluster.GpuKinds.Kind;
import dev.berth.model.GpuRequest;
import dev.berth.placement.GpuChoice;
import dev.berth.placement.GpuLayout;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * What was found out about requests on each kind of machine, so that a worker costs a look into a
 * table: which GPUs a request allows and, by the GPUs that are idle and the NUMA nodes that have
 * room, how good the ones are that it would get.
 *
 * <p>Equal requests share their answers. Which is whose is remembered by identity for up to {@value
 * #KEPT} requests: jobs of one class have one request.
 *
 * <p><b>Thread-safety:</b> none; each scan thread has its own. <b>Cost:</b> a comparison and two
 * array reads where the request is the one asked about last. <b>Memory:</b> 256 bytes a request,
 * kind of machine and set of NUMA nodes that came up, for at most {@value #MOST} requests and
 * {@value GpuKinds#TABLED_KINDS} kinds.
 */
final class GpuAnswers {

  private static final int KEPT = 1024;
  private static final int MOST = 256;

  /** In place of a quality: nobody asked yet. */
  static final int UNKNOWN = 0;

  /** In place of a quality: idle GPUs will not do, what is left of others may. */
  static final int DEPENDS = 1;

  /** In place of a quality: they do not suit. */
  static final int UNSUITABLE = 2;

  private final GpuKinds kinds;
  private final Map<GpuRequest, Answer> answers = new HashMap<>();
  private final IdentityHashMap<GpuRequest, Answer> byIdentity = new IdentityHashMap<>();
  private GpuRequest lastAsked = GpuRequest.NONE;
  private Answer last;

  GpuAnswers(GpuKinds kinds) {
    this.kinds = kinds;
    last = new Answer(GpuRequest.NONE);
  }

  /** What is known of a request. */
  Answer of(GpuRequest request) {
    if (lastAsked != request) {
      last = find(request);
      lastAsked = request;
    }
    return last;
  }

  private Answer find(GpuRequest request) {
    Answer known = byIdentity.get(request);
    if (known == null) {
      known = answers.get(request);
      if (known == null) {
        if (answers.size() == MOST) {
          answers.clear();
        }
        known = new Answer(request);
        answers.put(request, known);
      }
      if (byIdentity.size() == KEPT) {
        byIdentity.clear();
      }
      byIdentity.put(request, known);
    }
    return known;
  }

  /** What is known of one request, by the numbers of kinds. */
  final class Answer {

    private static final byte[] NOTHING = {};

    private final GpuRequest request;
    private long[] allowed = {};

    /** With no NUMA node, by what stands first in a worker's summary: kind and idle GPUs. */
    private byte[] floating = NOTHING;

    /** With some, by kind, and then by nodes and idle GPUs. */
    private byte[][] bound = {};

    private Answer(GpuRequest request) {
      this.request = request;
    }

    /** The GPUs of a kind of machine, as a mask of indexes, that the request allows. */
    long allowed(Kind kind) {
      if (kind.number >= allowed.length) {
        compare();
      }
      return allowed[kind.number];
    }

    private void compare() {
      int from = allowed.length;
      allowed = Arrays.copyOf(allowed, kinds.count());
      for (int number = from; number < allowed.length; number++) {
        allowed[number] = kinds.of(number).layout.allowed(request);
      }
    }

    /**
     * How good the GPUs are that the request would get of a worker with no NUMA node, from its
     * summary alone; or {@link #UNKNOWN}, {@link #DEPENDS}, {@link #UNSUITABLE}.
     */
    int known(long summary) {
      int at = GpuDevices.kindAndIdle(summary);
      return at < floating.length ? floating[at] & 0xff : UNKNOWN;
    }

    /** The same, found out if need be; of a {@linkplain Kind#isTabled small} machine. */
    int found(Kind kind, long idle) {
      int at = kind.number << GpuKinds.TABLED | (int) idle;
      int quality = at < floating.length ? floating[at] & 0xff : UNKNOWN;
      if (quality == UNKNOWN) {
        quality = request.isWhole() ? judge(kind, idle, 0) : judgeShare(kind, idle);
        if (at >= floating.length) {
          int known = Math.min(kinds.count(), GpuKinds.TABLED_KINDS);
          floating = Arrays.copyOf(floating, known << GpuKinds.TABLED);
        }
        floating[at] = (byte) quality;
      }
      return quality;
    }

    /**
     * How good the whole GPUs are that the request would get of a {@linkplain Kind#isTabled small}
     * machine, or 0 if they do not suit.
     *
     * @param idle the GPUs that are idle
     * @param nodes the NUMA nodes with room for the job, a bit for each; 0 where it asks for none
     */
    int quality(Kind kind, long idle, int nodes) {
      int quality = nodes == 0 ? found(kind, idle) : foundBound(kind, idle, nodes);
      return quality == UNSUITABLE ? 0 : quality;
    }

    private int foundBound(Kind kind, long idle, int nodes) {
      byte[] known = kind.number < bound.length ? bound[kind.number] : NOTHING;
      int at = nodes << GpuKinds.TABLED | (int) idle;
      int quality = at < known.length ? known[at] & 0xff : UNKNOWN;
      if (quality == UNKNOWN) {
        quality = judge(kind, idle, nodes);
        remember(kind, at, (byte) quality);
      }
      return quality;
    }

    private void remember(Kind kind, int at, byte quality) {
      if (kind.number >= bound.length) {
        int from = bound.length;
        bound = Arrays.copyOf(bound, Math.min(kinds.count(), GpuKinds.TABLED_KINDS));
        Arrays.fill(bound, from, bound.length, NOTHING);
      }
      if (at >= bound[kind.number].length) {
        bound[kind.number] = new byte[1 << kind.layout.numaNodes() << GpuKinds.TABLED];
      }
      bound[kind.number][at] = quality;
    }

    private int judge(Kind kind, long idle, int nodes) {
      GpuLayout layout = kind.layout;
      long local = 0;
      for (int node = 0; node < layout.numaNodes(); node++) {
        local |= (nodes >>> node & 1) != 0 ? layout.numaMask(node) : 0;
      }
      long chosen =
          GpuChoice.chooseWhole(request.count(), request, layout, idle, allowed(kind), local);
      if (chosen == GpuChoice.NONE) {
        return UNSUITABLE;
      }
      boolean isBound = (chosen & ~local) == 0 && layout.numaSpan(chosen) == 1;
      return GpuChoice.quality(layout, idle, chosen, isBound);
    }

    /** An idle GPU has all its memory free. */
    private int judgeShare(Kind kind, long idle) {
      long may = allowed(kind);
      for (long left = may & idle; left != 0; left &= left - 1) {
        if (kind.memory[Long.numberOfTrailingZeros(left)] >= request.memoryBytes()) {
          return kind.linkedQuality;
        }
      }
      return may == 0 ? UNSUITABLE : DEPENDS;
    }
  }
}
