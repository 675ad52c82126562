package dev.berth.benchmarks.micro;

import dev.berth.benchmarks.measure.Cpu;
import dev.berth.benchmarks.measure.Figures;
import dev.berth.benchmarks.measure.Measurement;
import dev.berth.benchmarks.measure.Settings;
import dev.berth.model.GpuDevice;
import dev.berth.model.GpuLink;
import dev.berth.model.GpuRequest;
import dev.berth.model.GpuTopology;
import dev.berth.model.Locality;
import dev.berth.placement.GpuChoice;
import dev.berth.placement.GpuLayout;
import dev.berth.placement.GpuState;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * What it costs to find a job's GPUs on every worker of a fleet: CPU time a worker, for each kind
 * of request.
 *
 * <p>Workers are of several kinds in random order: with 8 devices on one NVSwitch, in pairs, in two
 * quads, without links, and half as many with 4 and 2. Each device is idle with one chance in two,
 * else shared or full; half of the workers have jobs bound to their NUMA nodes. Requests ask 1, 2,
 * 4 and 8 whole devices in turn (shares: 100 to 900 thousandths); each is put to all workers.
 *
 * <pre>
 *   workers    how many (10,000)
 *   devices    16 for machines of 16 devices only (8)
 *   millis     how long to warm up and to measure each (1,000)
 *
 *   whole      ns of CPU time a worker: whole devices, no wish; kind and idle devices alone
 *   whole.all  the same for all workers together
 *   found      percent of the workers that had what was asked
 *   links      fast links required; kind and idle devices alone
 *   cursor     whole devices, no wish; a cursor is moved to everything a worker has free
 *   numa       one NUMA node required; with the cursor, as what follows
 *   both       both preferred
 *   share      a share of one device
 *   bytes      allocated a worker
 * </pre>
 *
 * <p><b>Command:</b> {@code java -jar scheduler-benchmarks/target/benchmarks.jar measure
 * micro.GpuChoiceCost}
 */
public final class GpuChoiceCost implements Measurement {

  private static final int[] COUNTS = {1, 2, 4, 8};
  private static final long CPU = 64_000;
  private static final long MEMORY = 1L << 39;

  private GpuLayout[] layouts = {};
  private long[] idle = {};
  private short[][] millis = {};
  private long[][] nodeCpu = {};
  private long[][] nodeMemory = {};
  private final GpuState state = new GpuState();
  private long found;
  private long checksum;

  @Override
  public Figures measure(Settings settings) {
    fill(settings.number("workers", 10_000), settings.number("devices", 8) > 8);
    long nanos = settings.number("millis", 1_000) * 1_000_000L;
    GpuRequest whole = GpuRequest.whole(1);
    List<Way> ways =
        List.of(
            new Way("whole", whole, this::askDirectly),
            new Way("links", whole.withLinks(Locality.REQUIRE), this::askDirectly),
            new Way("cursor", whole, this::ask),
            new Way("numa", whole.withNuma(Locality.REQUIRE), this::ask),
            new Way("both", whole.withNuma(Locality.PREFER).withLinks(Locality.PREFER), this::ask),
            new Way("share", GpuRequest.share(1), this::ask));
    measure(ways, nanos); // warms up with every kind in turn
    Figures figures = measure(ways, nanos);
    if (checksum == 0) {
      throw new AssertionError("nothing was ever found");
    }
    return figures;
  }

  private Figures measure(List<Way> ways, long nanos) {
    Figures figures = new Figures();
    long before = Cpu.allocatedBytes();
    long asked = 0;
    for (Way way : ways) {
      Run run = run(requests(way.wish), way.ask, nanos);
      asked += run.asked;
      figures.with(way.name, run.nanos());
      if (way.name.equals("whole")) {
        figures.with("whole.all", run.nanos() * layouts.length);
        figures.with("found", 100.0 * run.found / run.asked);
      }
    }
    return figures.with("bytes", (double) (Cpu.allocatedBytes() - before) / asked);
  }

  /** One kind of request, and how it is put to all workers. */
  private record Way(String name, GpuRequest wish, Consumer<GpuRequest> ask) {}

  private record Run(long spent, long asked, long found) {
    double nanos() {
      return (double) spent / asked;
    }
  }

  private Run run(GpuRequest[] requests, Consumer<GpuRequest> way, long nanos) {
    found = 0;
    long started = Cpu.threadNanos();
    long asked = 0;
    long spent = 0;
    for (int i = 0; spent < nanos; i++) {
      way.accept(requests[i % requests.length]);
      asked += layouts.length;
      spent = Cpu.threadNanos() - started;
    }
    return new Run(spent, asked, found);
  }

  private static GpuRequest[] requests(GpuRequest wish) {
    GpuRequest[] requests = new GpuRequest[COUNTS.length];
    for (int i = 0; i < COUNTS.length; i++) {
      requests[i] =
          wish.isWhole()
              ? GpuRequest.whole(COUNTS[i]).withNuma(wish.numa()).withLinks(wish.links())
              : GpuRequest.share(100 * COUNTS[i] + 100);
    }
    return requests;
  }

  private void askDirectly(GpuRequest request) {
    for (int worker = 0; worker < layouts.length; worker++) {
      long chosen =
          GpuChoice.chooseWhole(request.count(), request, layouts[worker], idle[worker], -1, 0);
      found += chosen == GpuChoice.NONE ? 0 : 1;
      checksum += chosen;
    }
  }

  private void ask(GpuRequest request) {
    for (int worker = 0; worker < layouts.length; worker++) {
      state
          .devices(
              layouts[worker], idle[worker], -1L >>> -millis[worker].length, millis[worker], null)
          .host(CPU, MEMORY, nodeCpu[worker], nodeMemory[worker]);
      long chosen = GpuChoice.choose(request, 8_000, 1L << 35, state, -1);
      found += chosen == GpuChoice.NONE ? 0 : 1;
      checksum += chosen;
    }
  }

  private void fill(int workers, boolean isLarge) {
    GpuLayout[] kinds = isLarge ? large() : usual();
    SplittableRandom random = new SplittableRandom(42);
    layouts = new GpuLayout[workers];
    idle = new long[workers];
    millis = new short[workers][];
    nodeCpu = new long[workers][];
    nodeMemory = new long[workers][];
    for (int worker = 0; worker < workers; worker++) {
      GpuLayout layout = kinds[random.nextInt(kinds.length)];
      layouts[worker] = layout;
      short[] free = new short[layout.topology().gpus().size()];
      for (int gpu = 0; gpu < free.length; gpu++) {
        boolean isIdle = random.nextBoolean();
        free[gpu] = (short) (isIdle ? GpuDevice.MILLIS : 50 * random.nextInt(20));
        idle[worker] |= isIdle ? 1L << gpu : 0;
      }
      millis[worker] = free;
      if (random.nextBoolean()) {
        nodeCpu[worker] = random.longs(layout.numaNodes(), 0, CPU / 2).toArray();
        nodeMemory[worker] = random.longs(layout.numaNodes(), 0, MEMORY / 2).toArray();
      }
    }
  }

  private static GpuLayout[] usual() {
    GpuLayout switched = GpuLayout.of(GpuTopology.nvSwitch(8, "H100", 80L << 30, 2, CPU, MEMORY));
    GpuLayout pairs = GpuLayout.of(GpuTopology.pairs(8, "V100", 32L << 30, 2, CPU, MEMORY));
    GpuLayout pcie = GpuLayout.of(GpuTopology.pcie(8, "A10", 24L << 30, 2, CPU, MEMORY));
    GpuLayout quads = GpuLayout.of(quads());
    GpuLayout four = GpuLayout.of(GpuTopology.pairs(4, "V100", 16L << 30, 2, CPU, MEMORY));
    GpuLayout two = GpuLayout.of(GpuTopology.pcie(2, "T4", 16L << 30, 1, CPU, MEMORY));
    return new GpuLayout[] {switched, switched, pairs, pairs, pcie, pcie, quads, quads, four, two};
  }

  private static GpuTopology quads() {
    return GpuTopology.builder()
        .numaNode(CPU / 2, MEMORY / 2)
        .gpus(4, "A100", 40L << 30)
        .numaNode(CPU / 2, MEMORY / 2)
        .gpus(4, "A100", 40L << 30)
        .link(GpuLink.Kind.NVLINK, 0, 1, 2, 3)
        .link(GpuLink.Kind.NVLINK, 4, 5, 6, 7)
        .link(GpuLink.Kind.PCIE_SWITCH, 0, 1)
        .link(GpuLink.Kind.PCIE_SWITCH, 2, 3)
        .link(GpuLink.Kind.PCIE_SWITCH, 4, 5)
        .link(GpuLink.Kind.PCIE_SWITCH, 6, 7)
        .build();
  }

  private static GpuLayout[] large() {
    return new GpuLayout[] {
      GpuLayout.of(GpuTopology.nvSwitch(16, "V100", 32L << 30, 2, CPU, MEMORY)),
      GpuLayout.of(GpuTopology.pairs(16, "K80", 12L << 30, 4, CPU, MEMORY))
    };
  }
}
