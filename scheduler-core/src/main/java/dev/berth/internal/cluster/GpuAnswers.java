package dev.berth.internal.cluster;

import dev.berth.internal.cluster.GpuKinds.Kind;
import dev.berth.model.GpuRequest;
import dev.berth.model.Locality;
import dev.berth.placement.GpuChoice;
import dev.berth.placement.GpuLayout;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * What was found out about requests on each kind of machine, so that a worker costs a look into a
 * table: which GPUs a request allows and, by the GPUs that are idle and the NUMA nodes that have
 * room, how good the whole ones are that it would get.
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

  /** In place of a quality: they do not suit. */
  static final int UNSUITABLE = 1;

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
    private byte[][] qualities = {};

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
     * How good the whole GPUs are that the request would get of a {@linkplain Kind#isTabled small}
     * machine, or 0 if they do not suit.
     *
     * @param idle the GPUs that are idle
     * @param nodes the NUMA nodes with room for the job, a bit for each; 0 where it asks for none
     */
    int quality(Kind kind, long idle, int nodes) {
      byte[] known = kind.number < qualities.length ? qualities[kind.number] : NOTHING;
      int at = nodes << GpuKinds.TABLED | (int) idle;
      int quality = at < known.length ? known[at] & 0xff : UNKNOWN;
      if (quality == UNKNOWN) {
        quality = judge(kind, idle, nodes);
        remember(kind, at, (byte) quality);
      }
      return quality == UNSUITABLE ? 0 : quality;
    }

    /**
     * The same with no NUMA node, from a worker's summary alone: {@link #UNSUITABLE}, or {@link
     * #UNKNOWN} of machines that are not small too.
     */
    int known(long summary) {
      int number = GpuDevices.kindNumber(summary);
      byte[] known = number < qualities.length ? qualities[number] : NOTHING;
      int idle = (int) GpuDevices.idleMask(summary);
      return idle < known.length ? known[idle] & 0xff : UNKNOWN;
    }

    private void remember(Kind kind, int at, byte quality) {
      if (kind.number >= qualities.length) {
        int from = qualities.length;
        qualities = Arrays.copyOf(qualities, Math.min(kinds.count(), GpuKinds.TABLED_KINDS));
        Arrays.fill(qualities, from, qualities.length, NOTHING);
      }
      if (at >= qualities[kind.number].length) {
        int nodes = request.numa() == Locality.NONE ? 0 : kind.layout.numaNodes();
        qualities[kind.number] = new byte[1 << nodes << GpuKinds.TABLED];
      }
      qualities[kind.number][at] = quality;
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
  }
}
