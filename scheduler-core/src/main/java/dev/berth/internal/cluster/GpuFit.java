package dev.berth.internal.cluster;

import dev.berth.internal.cluster.GpuKinds.Kind;
import dev.berth.model.GpuRequest;
import dev.berth.model.Locality;
import dev.berth.model.Placement;
import dev.berth.model.Requirements;
import dev.berth.model.Resources;
import dev.berth.placement.GpuChoice;
import dev.berth.placement.GpuState;

/**
 * Says whether and where a worker's GPUs suit a job, with the working memory that needs.
 *
 * <p><b>Thread-safety:</b> none; each scan thread has its own. <b>Cost:</b> no allocation once a
 * request is known; one look at the summary where that settles it, for whole GPUs of small machines
 * one more at {@link GpuAnswers}, else that of {@link GpuChoice}.
 */
final class GpuFit {

  private final GpuKinds kinds;
  private final GpuAnswers answers;
  private final GpuState state = new GpuState();
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
    if (kind.isTabled && fitsByTable(request)) {
      return answer.quality(kind, GpuDevices.idleMask(summary), 0) != 0;
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
    WorkerRows rows = block.rows();
    long fitting = block.candidates(word);
    if (fitting != 0) {
      fitting &= summariesFitting(rows, block, word, request);
    }
    if (isSettled(request)) {
      return fitting;
    }
    GpuAnswers.Answer answer = answers.of(request);
    boolean isTabled = fitsByTable(request);
    for (long rest = fitting; rest != 0; rest &= rest - 1) {
      int bit = Long.numberOfTrailingZeros(rest);
      int row = block.row((word << 6) + bit);
      int known = isTabled ? answer.known(rows.gpuSummary(row)) : GpuAnswers.UNKNOWN;
      if (known == GpuAnswers.UNKNOWN) {
        known = fits(rows, row, request) ? GpuAnswers.UNSUITABLE + 1 : GpuAnswers.UNSUITABLE;
      }
      fitting ^= (long) ((known - GpuAnswers.UNSUITABLE - 1) >>> 31) << bit;
    }
    return fitting;
  }

  /** Signs of differences: a branch would be a coin toss on a busy fleet. */
  private static long summariesFitting(
      WorkerRows rows, RowBlock block, int word, GpuRequest request) {
    boolean isWhole = request.isWhole();
    int least = isWhole ? request.count() : Math.max(1, request.milliPerGpu());
    long tooLittle = 0;
    for (int i = word << 6, end = Math.min(i + Long.SIZE, block.size()); i < end; i++) {
      long summary = rows.gpuSummary(block.row(i));
      int free = isWhole ? GpuDevices.idleCount(summary) : GpuDevices.largestFree(summary);
      tooLittle |= (long) ((free - least) >>> 31) << i;
    }
    return ~tooLittle;
  }

  /** Whether a worker's summary says all. */
  private static boolean isSettled(GpuRequest request) {
    return request.takesAny() && request.memoryBytes() == 0 && request.links() != Locality.REQUIRE;
  }

  /**
   * Whether it finds GPUs on a small machine just if it does with room on none of its NUMA nodes.
   */
  private static boolean fitsByTable(GpuRequest request) {
    return request.isWhole() && request.numa() != Locality.REQUIRE;
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
    return request.isWhole()
        ? GpuDevices.idleCount(summary) >= request.count()
        : GpuDevices.largestFree(summary) >= Math.max(1, request.milliPerGpu());
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
      int nodes = anyNode ? 0 : nodesWithRoom(rows, row, requirements.resources());
      return answers.of(request).quality(kind, GpuDevices.idleMask(summary), nodes);
    }
    long chosen = choose(rows.gpus(row), requirements, rows.freeCpu(row), rows.freeMemory(row));
    return chosen == GpuChoice.NONE
        ? 0
        : quality(requirements, chosen, numaNode(requirements, chosen));
  }

  /** As {@link #quality}, of a block's candidates. */
  void qualities(RowBlock block, Requirements requirements, int[] out) {
    GpuRequest request = requirements.gpus();
    boolean isTabled = request.isWhole() && request.numa() == Locality.NONE;
    WorkerRows rows = block.rows();
    GpuAnswers.Answer answer = answers.of(request);
    for (int word = 0; word < block.words(); word++) {
      for (long rest = block.candidates(word); rest != 0; rest &= rest - 1) {
        int i = (word << 6) + Long.numberOfTrailingZeros(rest);
        int row = block.row(i);
        int known = isTabled ? answer.known(rows.gpuSummary(row)) : GpuAnswers.UNKNOWN;
        out[i] = known <= GpuAnswers.UNSUITABLE ? quality(rows, row, requirements) : known;
      }
    }
  }

  private static int nodesWithRoom(WorkerRows rows, int row, Resources asked) {
    return asked.cpuMillis() <= rows.freeCpu(row) && asked.memoryBytes() <= rows.freeMemory(row)
        ? rows.gpus(row).nodesWithRoom(asked.cpuMillis(), asked.memoryBytes())
        : 0;
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
