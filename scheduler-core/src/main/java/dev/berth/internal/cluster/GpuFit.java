package dev.berth.internal.cluster;

import dev.berth.internal.cluster.GpuKinds.Kind;
import dev.berth.model.GpuRequest;
import dev.berth.model.Locality;
import dev.berth.model.Placement;
import dev.berth.model.Requirements;
import dev.berth.model.Resources;
import dev.berth.placement.GpuChoice;
import dev.berth.placement.GpuState;
import java.util.Arrays;

/**
 * Says whether and where a worker's GPUs suit a job, with the working memory that needs.
 *
 * <p><b>Thread-safety:</b> none; each scan thread has its own. <b>Cost:</b> no allocation once a
 * request is known; one look at the summary where that settles it, for small machines one more at
 * {@link GpuAnswers}, else that of {@link GpuChoice}.
 */
final class GpuFit {

  private final GpuKinds kinds;
  private final GpuAnswers answers;
  private final GpuState state = new GpuState();
  private final int[] numbers = new int[RowBlock.MAX_SIZE];
  private final GpuGrant.Interned grants = new GpuGrant.Interned();

  GpuFit(GpuKinds kinds) {
    this.kinds = kinds;
    answers = new GpuAnswers(kinds);
  }

  /** Whether a row's GPUs suit, wherever on the worker they are. */
  boolean fits(WorkerRows rows, int row, GpuRequest request) {
    long summary = rows.gpuSummary(row);
    boolean summaryFits = summaryFits(summary, request);
    if (!summaryFits || isSettled(request)) {
      return summaryFits;
    }
    Kind kind = kind(summary, rows, row);
    GpuAnswers.Answer answer = answers.of(request);
    if (kind.isTabled && isTabled(request)) {
      int found = answer.found(kind, GpuDevices.idleMask(summary));
      if (found != GpuAnswers.DEPENDS) {
        return found != GpuAnswers.UNSUITABLE;
      }
    }
    long may = answer.allowed(kind);
    if (request.isWhole()) {
      long free = idle(summary, rows, row) & may;
      return request.links() == Locality.REQUIRE
          ? kind.layout.chooseLinked(request.count(), free) != GpuChoice.NONE
          : Long.bitCount(free) >= request.count();
    }
    return may != 0
        && ((may == kind.all && request.memoryBytes() == 0)
            || anyHasRoom(rows.gpus(row), request, may));
  }

  /** The candidates of one word of a block whose GPUs suit. */
  long fitting(RowBlock block, int word, GpuRequest request) {
    long candidates = block.candidates(word);
    if (candidates == 0) {
      return 0;
    }
    int from = word << 6;
    int to = Math.min(from + Long.SIZE, block.size());
    if (isSettled(request)) {
      spare(block, from, to, request, numbers);
      return candidates & ~RowBlock.below(numbers, word, 0);
    }
    long fitting = 0;
    long unsure = candidates;
    if (isTabled(request)) {
      boolean isAll = recall(block, from, to, answers.of(request), numbers);
      fitting = candidates & ~RowBlock.below(numbers, word, GpuAnswers.UNSUITABLE + 1);
      unsure &= isAll ? 0 : RowBlock.below(numbers, word, GpuAnswers.UNSUITABLE);
    }
    for (; unsure != 0; unsure &= unsure - 1) {
      int bit = Long.numberOfTrailingZeros(unsure);
      boolean fits = fits(block.rows(), block.row(from + bit), request);
      fitting |= fits ? 1L << bit : 0;
    }
    return fitting;
  }

  /** How much more is free than a request asks, of whatever devices; below 0 if less. */
  private static void spare(RowBlock block, int from, int to, GpuRequest request, int[] out) {
    WorkerRows rows = block.rows();
    boolean isWhole = request.isWhole();
    int least = least(request);
    for (int i = from; i < to; i++) {
      long summary = rows.gpuSummary(block.row(i));
      out[i] = free(summary, isWhole) - least;
    }
  }

  /** What is known of some workers, candidates or not; returns whether that is all. */
  private boolean recall(RowBlock block, int from, int to, GpuAnswers.Answer answer, int[] out) {
    WorkerRows rows = block.rows();
    int unsure = 0;
    for (int i = from; i < to; i++) {
      int known = answer.known(rows.gpuSummary(block.row(i)));
      out[i] = known;
      unsure |= known - GpuAnswers.UNSUITABLE;
    }
    return unsure >= 0 || findOut(block, from, to, answer, out);
  }

  private boolean findOut(RowBlock block, int from, int to, GpuAnswers.Answer answer, int[] out) {
    boolean isAll = true;
    for (int i = from; i < to; i++) {
      long summary = block.rows().gpuSummary(block.row(i));
      int number = GpuDevices.kindNumber(summary);
      if (out[i] == GpuAnswers.UNKNOWN && number < kinds.count() && kinds.of(number).isTabled) {
        out[i] = answer.found(kinds.of(number), GpuDevices.idleMask(summary));
      }
      isAll &= out[i] >= GpuAnswers.UNSUITABLE;
    }
    return isAll;
  }

  /** Whether a worker's summary says all. */
  private static boolean isSettled(GpuRequest request) {
    return request.takesAny() && request.memoryBytes() == 0 && request.links() != Locality.REQUIRE;
  }

  /**
   * Whether it finds GPUs on a small machine just if it does with room on none of its NUMA nodes.
   */
  private static boolean isTabled(GpuRequest request) {
    return !request.isWhole() || request.numa() != Locality.REQUIRE;
  }

  private Kind kind(long summary, WorkerRows rows, int row) {
    int number = GpuDevices.kindNumber(summary);
    return number < GpuDevices.NUMBERED_KINDS ? kinds.of(number) : rows.gpus(row).kind();
  }

  private static long idle(long summary, WorkerRows rows, int row) {
    return GpuDevices.isMasked(summary) ? GpuDevices.idleMask(summary) : rows.gpus(row).idle();
  }

  /** Whether as much is free as a request asks, of whatever devices. */
  private static boolean summaryFits(long summary, GpuRequest request) {
    return free(summary, request.isWhole()) >= least(request);
  }

  private static int free(long summary, boolean isWhole) {
    return isWhole ? GpuDevices.idleCount(summary) : GpuDevices.largestFree(summary);
  }

  private static int least(GpuRequest request) {
    return request.isWhole() ? request.count() : Math.max(1, request.milliPerGpu());
  }

  private static boolean anyHasRoom(GpuDevices devices, GpuRequest request, long may) {
    for (long left = may; left != 0; left &= left - 1) {
      if (devices.hasRoom(Long.numberOfTrailingZeros(left), request)) {
        return true;
      }
    }
    return false;
  }

  /** Whether one device may hold a share, as far as a plugin sees: its model and thousandths. */
  static boolean shareSeemsToFit(GpuDevices devices, int gpu, GpuRequest request) {
    return gpu >= 0
        && gpu < devices.topology().gpus().size()
        && !request.isWhole()
        && request.allows(devices.model(gpu))
        && devices.hasMillis(gpu, request);
  }

  /** Whether one device may hold a job's share; asked after {@link #choose} there. */
  boolean shareFits(GpuDevices devices, int gpu, Requirements requirements) {
    GpuRequest request = requirements.gpus();
    return shareSeemsToFit(devices, gpu, request)
        && (answers.of(request).allowed(devices.kind()) >>> gpu & 1) != 0
        && devices.hasRoom(gpu, request)
        && (request.numa() != Locality.REQUIRE
            || numaNode(requirements, 1L << gpu) != Placement.ANY_NODE);
  }

  /** The GPUs a job gets, as a mask of indexes; {@link GpuChoice#NONE} if they do not suit. */
  long choose(GpuDevices devices, Requirements requirements, long freeCpu, long freeMemory) {
    GpuRequest request = requirements.gpus();
    Resources asked = requirements.resources();
    return GpuChoice.choose(
        request,
        asked.cpuMillis(),
        asked.memoryBytes(),
        devices.showTo(state, freeCpu, freeMemory),
        answers.of(request).allowed(devices.kind()));
  }

  /**
   * What a job is given that {@linkplain #choose fits}.
   *
   * @param gpu the one for a share, if it may go there, or {@link WorkerRows#ANY_GPU}
   */
  GpuGrant grant(
      GpuDevices devices, Requirements requirements, long freeCpu, long freeMemory, int gpu) {
    if (requirements.gpus().count() == 0) {
      return GpuGrant.NONE;
    }
    long chosen = choose(devices, requirements, freeCpu, freeMemory);
    if (gpu != WorkerRows.ANY_GPU && shareFits(devices, gpu, requirements)) {
      chosen = 1L << gpu;
    }
    int numaNode = numaNode(requirements, chosen);
    return grants.of(chosen, numaNode, quality(requirements, chosen, numaNode));
  }

  /** Whether a row's GPUs suit, with cpu and memory of one NUMA node if they must be. */
  boolean fitsNuma(WorkerRows rows, int row, Requirements requirements) {
    return requirements.gpus().numa() != Locality.REQUIRE || quality(rows, row, requirements) != 0;
  }

  /** How good the GPUs are that a job would get of a row; 0 where they do not suit. */
  int quality(WorkerRows rows, int row, Requirements requirements) {
    GpuRequest request = requirements.gpus();
    long summary = rows.gpuSummary(row);
    Kind kind = kind(summary, rows, row);
    boolean anyNode = request.numa() == Locality.NONE;
    if (anyNode && !request.isWhole()) {
      return kind.linkedQuality;
    }
    if (kind.isTabled && request.isWhole()) {
      int nodes = anyNode ? 0 : nodesWithRoom(rows, row, kind, requirements.resources());
      return answers.of(request).quality(kind, GpuDevices.idleMask(summary), nodes);
    }
    long chosen = choose(rows.gpus(row), requirements, rows.freeCpu(row), rows.freeMemory(row));
    return chosen == GpuChoice.NONE
        ? 0
        : quality(requirements, chosen, numaNode(requirements, chosen));
  }

  /** As {@link #quality}, of a block's candidates, and 0 to 150 for the others. */
  void qualities(RowBlock block, Requirements requirements, int[] out) {
    GpuRequest request = requirements.gpus();
    if (!recall(block, request, out)) {
      for (int i = block.next(0); i >= 0; i = block.next(i + 1)) {
        if (out[i] < GpuAnswers.UNSUITABLE) {
          out[i] = quality(block.rows(), block.row(i), requirements);
        }
      }
    }
    for (int i = 0; i < block.size(); i++) {
      out[i] &= (GpuAnswers.UNSUITABLE - out[i]) >> 31; // what is no quality becomes 0
    }
  }

  private boolean recall(RowBlock block, GpuRequest request, int[] out) {
    if (request.numa() != Locality.NONE) {
      Arrays.fill(out, 0, block.size(), GpuAnswers.UNKNOWN);
      return false;
    }
    return request.isWhole()
        ? recall(block, 0, block.size(), answers.of(request), out)
        : recallLinked(block, out);
  }

  /** How good linked GPUs are, such as the one of a share; returns whether all are known. */
  private boolean recallLinked(RowBlock block, int[] out) {
    WorkerRows rows = block.rows();
    byte[] qualities = kinds.linkedQualities();
    int unknown = 0;
    for (int i = 0; i < block.size(); i++) {
      int number = GpuDevices.kindNumber(rows.gpuSummary(block.row(i)));
      out[i] = number < qualities.length ? qualities[number] & 0xff : GpuAnswers.UNKNOWN;
      unknown |= qualities.length - 1 - number;
    }
    return unknown >= 0;
  }

  /** The NUMA nodes with room for a job, a bit for each. */
  private static int nodesWithRoom(WorkerRows rows, int row, Kind kind, Resources asked) {
    long cpuMillis = asked.cpuMillis();
    long memoryBytes = asked.memoryBytes();
    if (cpuMillis > rows.freeCpu(row) || memoryBytes > rows.freeMemory(row)) {
      return 0;
    }
    // The worst case: all that jobs took of the worker is of one node, and that is the smallest.
    long worstCpu = kind.leastNodeCpu - (rows.cpu(row) - rows.freeCpu(row));
    long worstMemory = kind.leastNodeMemory - (rows.memory(row) - rows.freeMemory(row));
    return cpuMillis <= worstCpu && memoryBytes <= worstMemory
        ? kind.allNodes
        : rows.gpus(row).nodesWithRoom(cpuMillis, memoryBytes);
  }

  /** The NUMA node a job is bound to that gets these GPUs; after {@link #choose} there. */
  int numaNode(Requirements requirements, long chosen) {
    Resources asked = requirements.resources();
    return GpuChoice.numaNode(
        requirements.gpus(), asked.cpuMillis(), asked.memoryBytes(), state, chosen);
  }

  /** How good these GPUs are; after {@link #choose} there. */
  int quality(Requirements requirements, long chosen, int numaNode) {
    return GpuChoice.quality(requirements.gpus(), state, chosen, numaNode);
  }
}
