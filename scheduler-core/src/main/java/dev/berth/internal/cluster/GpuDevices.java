package dev.berth.internal.cluster;

import dev.berth.internal.cluster.GpuKinds.Kind;
import dev.berth.model.GpuDevice;
import dev.berth.model.GpuRequest;
import dev.berth.model.GpuTopology;
import dev.berth.model.NumaNode;
import dev.berth.model.Placement;
import dev.berth.model.Requirements;
import dev.berth.model.Worker;
import dev.berth.placement.GpuState;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What is free of one worker's GPUs and, where jobs are bound to them, of its NUMA nodes.
 *
 * <p>Most questions are settled by a summary, one {@code long} that {@link WorkerRows} keeps in the
 * worker's hot line and that is made here. Devices that failed count as having nothing free:
 *
 * <pre>
 *   | kind 16 | idle mask, up to 8 GPUs 8 | free thousandths 16 | largest free 10 | idle 7 | GPUs 7 |
 * </pre>
 *
 * <p><b>Thread-safety:</b> one writer; readers of other threads only while it rests (the scan).
 * <b>Cost:</b> O(GPUs touched) for a move, O(GPUs) for a summary. <b>Memory:</b> 56 bytes and three
 * a GPU; amounts of memory and of NUMA nodes only once a job took some.
 */
final class GpuDevices {

  /** Kinds from this number on are not in a summary. */
  static final int NUMBERED_KINDS = 0xffff;

  private static final int MASKED_GPUS = 8;
  private static final int SEVEN_BITS = 0x7f;
  private static final short[] NO_DEVICE = {};
  private static final byte[] NO_JOB = {};

  private final Kind kind;
  private final short[] freeMillis;

  /** For each GPU that a job holds whole, how many that job has here. */
  private final byte[] jobSizes;

  private long idle;
  private final long failed;
  private long @Nullable [] freeMemory;
  private long @Nullable [] numaFreeCpu;
  private long @Nullable [] numaFreeMemory;

  private GpuDevices(Kind kind, long failed) {
    this.kind = kind;
    this.failed = failed;
    int count = topology().gpus().size();
    freeMillis = count == 0 ? NO_DEVICE : new short[count];
    jobSizes = count == 0 ? NO_JOB : new byte[count];
    Arrays.fill(freeMillis, (short) GpuDevice.MILLIS);
    idle = all() & ~failed;
  }

  /** A worker's devices, idle. */
  static GpuDevices of(Kind kind, Set<Integer> failedGpus) {
    long failed = 0;
    for (int gpu : failedGpus) {
      failed |= 1L << gpu;
    }
    return new GpuDevices(kind, failed);
  }

  static int count(long summary) {
    return (int) summary & SEVEN_BITS;
  }

  static int idleCount(long summary) {
    return (int) (summary >>> 7) & SEVEN_BITS;
  }

  static int largestFree(long summary) {
    return (int) (summary >>> 14) & 0x3ff;
  }

  static int totalFree(long summary) {
    return (int) (summary >>> 24) & 0xffff;
  }

  /** The number of the kind, {@value #NUMBERED_KINDS} for all from there on. */
  static int kindNumber(long summary) {
    return (int) (summary >>> 48);
  }

  /** Whether {@link #idleMask} has all of its idle GPUs. */
  static boolean isMasked(long summary) {
    return count(summary) <= MASKED_GPUS;
  }

  /** Those of the first eight GPUs that are idle, as a mask of indexes. */
  static long idleMask(long summary) {
    return (summary >>> 40) & 0xff;
  }

  /** {@link #kindNumber} and {@link #idleMask} in one, the mask in the lowest eight bits. */
  static int kindAndIdle(long summary) {
    return (int) (summary >>> 40);
  }

  long summary() {
    long total = 0;
    long largest = 0;
    for (int gpu = 0; gpu < freeMillis.length; gpu++) {
      int free = freeMillis(gpu);
      total += free;
      largest = Math.max(largest, free);
    }
    long number = Math.min(kind.number, NUMBERED_KINDS);
    return number << 48
        | (idle & 0xff) << 40
        | total << 24
        | largest << 14
        | (long) Long.bitCount(idle) << 7
        | freeMillis.length;
  }

  Kind kind() {
    return kind;
  }

  GpuTopology topology() {
    return kind.layout.topology();
  }

  long idle() {
    return idle;
  }

  /** Shows a cursor what is free of the devices. */
  GpuState showTo(GpuState state) {
    return state.devices(kind.layout, idle, all() & ~failed, freeMillis, freeMemory);
  }

  /** Shows a cursor what is free beside them. */
  GpuState showTo(GpuState state, long freeCpu, long freeMemoryBytes) {
    return showTo(state).host(freeCpu, freeMemoryBytes, numaFreeCpu, numaFreeMemory);
  }

  /** Free thousandths of a device; none of one that failed. */
  int freeMillis(int gpu) {
    return (failed >>> gpu & 1) != 0 ? 0 : freeMillis[gpu];
  }

  /** Thousandths that jobs hold, of devices that failed too. */
  int requestedMillis() {
    int requested = 0;
    for (short free : freeMillis) {
      requested += GpuDevice.MILLIS - free;
    }
    return requested;
  }

  int jobSize(int gpu) {
    return jobSizes[gpu];
  }

  String model(int gpu) {
    return topology().gpus().get(gpu).model();
  }

  /** Whether one device has a share's thousandths; there must be one left for memory alone. */
  boolean hasMillis(int gpu, GpuRequest request) {
    return freeMillis(gpu) >= Math.max(1, request.milliPerGpu());
  }

  /** Whether one device has room for a request's share. */
  boolean hasRoom(int gpu, GpuRequest request) {
    return hasMillis(gpu, request)
        && (request.memoryBytes() == 0 || freeMemory(gpu) >= request.memoryBytes());
  }

  long memory(int gpu) {
    return kind.memory[gpu];
  }

  /** Memory that no share took; none of a device that failed. */
  long freeMemory(int gpu) {
    if ((failed >>> gpu & 1) != 0) {
      return 0;
    }
    return freeMemory == null ? memory(gpu) : freeMemory[gpu];
  }

  /** Takes what a job asks for, with sign -1, or gives it back, with sign 1. */
  void move(Requirements requirements, long chosen, int numaNode, int sign) {
    GpuRequest request = requirements.gpus();
    if (request.memoryBytes() > 0 && freeMemory == null) {
      freeMemory = kind.memory.clone();
    }
    byte size = (byte) (request.isWhole() && sign < 0 ? Long.bitCount(chosen) : 0);
    for (long left = chosen; left != 0; left &= left - 1) {
      int gpu = Long.numberOfTrailingZeros(left);
      freeMillis[gpu] += (short) (sign * request.milliPerGpu());
      if (freeMemory != null) {
        freeMemory[gpu] += sign * request.memoryBytes();
      }
      if (request.isWhole()) {
        jobSizes[gpu] = size;
      }
      idle = (idle & ~(1L << gpu)) | (isIdle(gpu) ? 1L << gpu : 0);
    }
    if (numaNode != Placement.ANY_NODE) {
      bind(requirements, numaNode, sign);
    }
  }

  private boolean isIdle(int gpu) {
    return freeMillis(gpu) == GpuDevice.MILLIS
        && (freeMemory == null || freeMemory[gpu] == kind.memory[gpu]);
  }

  private void bind(Requirements requirements, int numaNode, int sign) {
    if (numaFreeCpu == null || numaFreeMemory == null) {
      numaFreeCpu = IntStream.range(0, nodes()).mapToLong(this::cpuOf).toArray();
      numaFreeMemory = IntStream.range(0, nodes()).mapToLong(this::memoryOf).toArray();
    }
    numaFreeCpu[numaNode] += sign * requirements.resources().cpuMillis();
    numaFreeMemory[numaNode] += sign * requirements.resources().memoryBytes();
  }

  /** The NUMA nodes, a bit for each, that have so much left for a job that is bound to one. */
  int nodesWithRoom(long cpuMillis, long memoryBytes) {
    int withRoom = 0;
    for (int node = nodes() - 1; node >= 0; node--) {
      long freeCpu = numaFreeCpu == null ? kind.layout.cpuOf(node) : numaFreeCpu[node];
      long freeOfMemory =
          numaFreeMemory == null ? kind.layout.memoryOf(node) : numaFreeMemory[node];
      long spare = (freeCpu - cpuMillis) | (freeOfMemory - memoryBytes);
      withRoom |= (int) (~spare >>> 63) << node; // its sign: a branch would be a coin toss
    }
    return withRoom;
  }

  private int nodes() {
    return Math.max(1, topology().numaNodes().size());
  }

  /** Cores of a NUMA node; without end where none is named: that one is the whole worker. */
  private long cpuOf(int node) {
    List<NumaNode> nodes = topology().numaNodes();
    return nodes.isEmpty() ? Long.MAX_VALUE : nodes.get(node).cpuMillis();
  }

  private long memoryOf(int node) {
    List<NumaNode> nodes = topology().numaNodes();
    return nodes.isEmpty() ? Long.MAX_VALUE : nodes.get(node).memoryBytes();
  }

  // ---- replacing

  /** The same use of a replacement's devices, which {@link #keptBy} finds nothing against. */
  GpuDevices on(Kind newKind, Worker replacement) {
    GpuDevices renewed = newKind.devices(replacement);
    int kept = Math.min(freeMillis.length, renewed.freeMillis.length);
    System.arraycopy(freeMillis, 0, renewed.freeMillis, 0, kept);
    System.arraycopy(jobSizes, 0, renewed.jobSizes, 0, kept);
    if (freeMemory != null) {
      long[] whole = renewed.kind.memory.clone();
      for (int gpu = 0; gpu < kept; gpu++) {
        whole[gpu] -= kind.memory[gpu] - freeMemory[gpu];
      }
      renewed.freeMemory = whole;
    }
    if (numaFreeCpu != null && numaFreeMemory != null) {
      renewed.bindAs(this, numaFreeCpu, numaFreeMemory);
    }
    for (int gpu = 0; gpu < renewed.freeMillis.length; gpu++) {
      renewed.idle &= renewed.isIdle(gpu) ? -1L : ~(1L << gpu);
    }
    return renewed;
  }

  private void bindAs(GpuDevices former, long[] formerCpu, long[] formerMemory) {
    int nodes = nodes();
    numaFreeCpu = new long[nodes];
    numaFreeMemory = new long[nodes];
    for (int node = 0; node < nodes; node++) {
      numaFreeCpu[node] = cpuOf(node);
      numaFreeMemory[node] = memoryOf(node);
      if (node < formerCpu.length) {
        numaFreeCpu[node] -= former.boundCpu(node, formerCpu);
        numaFreeMemory[node] -= former.boundMemory(node, formerMemory);
      }
    }
  }

  private long boundCpu(int node, long[] free) {
    return cpuOf(node) - free[node];
  }

  private long boundMemory(int node, long[] free) {
    return memoryOf(node) - free[node];
  }

  /** What is in use and would not be there any more, or not as it is; null if nothing. */
  @Nullable String keptBy(GpuTopology replacement) {
    for (int gpu = 0; gpu < freeMillis.length; gpu++) {
      boolean busy =
          freeMillis[gpu] < GpuDevice.MILLIS
              || (freeMemory != null && freeMemory[gpu] < kind.memory[gpu]);
      if (busy && !isSame(topology().gpus().get(gpu), replacement.gpus())) {
        return "GPU " + gpu;
      }
    }
    if (numaFreeCpu == null || numaFreeMemory == null) {
      return null;
    }
    for (int node = 0; node < numaFreeCpu.length; node++) {
      long cpu = boundCpu(node, numaFreeCpu);
      long memory = boundMemory(node, numaFreeMemory);
      if ((cpu > 0 || memory > 0) && !hasNode(replacement.numaNodes(), node, cpu, memory)) {
        return "NUMA node " + node + " with " + cpu + " cpuMillis and " + memory + " memoryBytes";
      }
    }
    return null;
  }

  private static boolean hasNode(List<NumaNode> nodes, int node, long cpu, long memory) {
    return nodes.isEmpty()
        ? node == 0
        : node < nodes.size()
            && nodes.get(node).cpuMillis() >= cpu
            && nodes.get(node).memoryBytes() >= memory;
  }

  private static boolean isSame(GpuDevice device, List<GpuDevice> replacements) {
    return device.index() < replacements.size() && device.equals(replacements.get(device.index()));
  }

  // ---- for tests

  /** Throws unless every amount is within 0 … what there is, and the idle ones are idle. */
  void checkInvariants(String workerId) {
    for (int gpu = 0; gpu < freeMillis.length; gpu++) {
      String name = workerId + ": GPU " + gpu;
      checkRange(name + " thousandths", freeMillis[gpu], GpuDevice.MILLIS);
      if (freeMemory != null) {
        checkRange(name + " memory", freeMemory[gpu], kind.memory[gpu]);
      }
      boolean listed = (idle >>> gpu & 1) != 0;
      if (listed != isIdle(gpu) || (jobSizes[gpu] > 0 && freeMillis[gpu] != 0)) {
        throw new IllegalStateException(name + " is idle, or held whole, only by one account");
      }
    }
    if (numaFreeCpu != null && numaFreeMemory != null) {
      for (int node = 0; node < numaFreeCpu.length; node++) {
        String name = workerId + ": NUMA node " + node;
        checkRange(name + " cpu", numaFreeCpu[node], cpuOf(node));
        checkRange(name + " memory", numaFreeMemory[node], memoryOf(node));
      }
    }
  }

  private static void checkRange(String name, long free, long whole) {
    if (free < 0 || free > whole) {
      throw new IllegalStateException(name + ": free " + free + " not in 0 … " + whole);
    }
  }

  private long all() {
    int count = freeMillis.length;
    return count == Long.SIZE ? -1L : (1L << count) - 1;
  }
}
