package dev.berth;

import dev.berth.event.EngineEvent;
import dev.berth.event.JobEvent;
import dev.berth.event.SchedulerEvent;
import dev.berth.event.SchedulerListener;
import dev.berth.event.WorkerEvent;
import dev.berth.model.GpuDevice;
import dev.berth.model.GpuLink;
import dev.berth.model.GpuRequest;
import dev.berth.model.GpuSplit;
import dev.berth.model.Job;
import dev.berth.model.Limits;
import dev.berth.model.Locality;
import dev.berth.model.NumaNode;
import dev.berth.model.Placement;
import dev.berth.model.Resources;
import dev.berth.model.Worker;
import dev.berth.model.WorkerState;
import dev.berth.model.WorkerStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who has which GPUs, as the events alone tell it, in plain objects and loops: at every event it is
 * known what is free of every device and NUMA node, and whether the event may be.
 */
final class GpuBook implements SchedulerListener {

  static final class Known {
    final Job job;
    private boolean waits;
    private @Nullable Placement placement;

    Known(Job job) {
      this.job = job;
    }

    boolean isWaiting() {
      return waits;
    }

    boolean isPlaced() {
      return placement != null;
    }
  }

  /** What a job has of one worker. */
  private record Held(Job job, Placement part) {
    GpuRequest request() {
      return job.requirements().gpus();
    }

    Resources resources() {
      return partOf(job, part.gpus().size());
    }
  }

  private static final class Machine {
    Worker worker;
    boolean takesJobs = true;
    final List<Held> held = new ArrayList<>();
    private Resources requested = Resources.ZERO;

    Machine(Worker worker) {
      this.worker = worker;
    }

    GpuDevice gpu(int index) {
      return worker.gpus().get(index);
    }

    /** Adds everything up anew, and sees that nobody has too much. */
    void changed() {
      requested = Resources.ZERO;
      for (Held each : held) {
        requested = requested.plus(each.resources());
      }
      check();
    }

    int millis(int gpu) {
      int sum = 0;
      for (Held each : held) {
        sum += each.part.gpus().contains(gpu) ? each.request().milliPerGpu() : 0;
      }
      return sum;
    }

    long memory(int gpu) {
      long sum = 0;
      for (Held each : held) {
        sum += each.part.gpus().contains(gpu) ? each.request().memoryBytes() : 0;
      }
      return sum;
    }

    int holders(int gpu) {
      int holders = 0;
      for (Held each : held) {
        holders += each.part.gpus().contains(gpu) ? 1 : 0;
      }
      return holders;
    }

    boolean isIdle(int gpu) {
      return holders(gpu) == 0 && !worker.failedGpus().contains(gpu);
    }

    /** The nodes it names, or the one that is all of it. */
    List<NumaNode> nodes() {
      Resources all = worker.capacity();
      List<NumaNode> named = worker.topology().numaNodes();
      return named.isEmpty() ? List.of(new NumaNode(0, all.cpuMillis(), all.memoryBytes())) : named;
    }

    /** What jobs that are bound to a node have of it. */
    Resources bound(int node) {
      Resources sum = Resources.ZERO;
      for (Held each : held) {
        sum = each.part.numaNode() == node ? sum.plus(each.resources()) : sum;
      }
      return sum;
    }

    boolean isLinked(List<Integer> gpus) {
      return gpus.size() == 1
          || worker.topology().links().stream()
              .anyMatch(link -> link.kind().isFast() && link.gpus().containsAll(gpus));
    }

    // ---- what it could take

    /** Whether it could take a job, or a part of so many of its GPUs. */
    boolean couldTake(Job job, int gpus, boolean onOneNode) {
      Resources asked = partOf(job, gpus);
      if (!takesJobs || !requested.plus(asked).fitsIn(worker.capacity())) {
        return false;
      }
      if (gpus == 0) {
        return true;
      }
      Set<Integer> suited = new TreeSet<>();
      for (GpuDevice device : worker.gpus()) {
        if (suits(device, job.requirements().gpus())) {
          suited.add(device.index());
        }
      }
      if (!onOneNode) {
        return areEnough(suited, job, gpus);
      }
      return nodes().stream()
          .filter(
              node ->
                  bound(node.index()).cpuMillis() + asked.cpuMillis() <= node.cpuMillis()
                      && bound(node.index()).memoryBytes() + asked.memoryBytes()
                          <= node.memoryBytes())
          .anyMatch(node -> areEnough(of(node, suited), job, gpus));
    }

    boolean couldTake(Job job, int gpus) {
      return couldTake(job, gpus, job.requirements().gpus().numa() == Locality.REQUIRE);
    }

    private boolean suits(GpuDevice device, GpuRequest request) {
      int gpu = device.index();
      return request.allows(device)
          && (request.isWhole()
              ? isIdle(gpu)
              : !worker.failedGpus().contains(gpu)
                  && millis(gpu) + Math.max(1, request.milliPerGpu()) <= GpuDevice.MILLIS
                  && memory(gpu) + request.memoryBytes() <= memoryToShare(device, request));
    }

    /** A device whose memory nobody knows is shared by thousandths alone. */
    private static long memoryToShare(GpuDevice device, GpuRequest request) {
      return request.memoryBytes() == 0 ? Long.MAX_VALUE : device.memoryBytes();
    }

    private Set<Integer> of(NumaNode node, Set<Integer> gpus) {
      Set<Integer> here = new TreeSet<>(gpus);
      here.removeIf(gpu -> gpu(gpu).numaNode() != node.index());
      return here;
    }

    private boolean areEnough(Set<Integer> suited, Job job, int gpus) {
      if (gpus == 1 || job.requirements().gpus().links() != Locality.REQUIRE) {
        return suited.size() >= gpus;
      }
      for (GpuLink link : worker.topology().links()) {
        Set<Integer> linked = new TreeSet<>(suited);
        linked.retainAll(link.gpus());
        if (link.kind().isFast() && linked.size() >= gpus) {
          return true;
        }
      }
      return false;
    }

    // ---- what must be so

    private void check() {
      for (GpuDevice device : worker.gpus()) {
        check(device);
      }
      for (NumaNode node : nodes()) {
        Resources bound = bound(node.index());
        demand(bound.cpuMillis() <= node.cpuMillis(), "cpu of ", node, this);
        demand(bound.memoryBytes() <= node.memoryBytes(), "memory of ", node, this);
      }
      demand(requested.fitsIn(worker.capacity()), "capacity", this);
    }

    private void check(GpuDevice device) {
      int gpu = device.index();
      demand(millis(gpu) <= GpuDevice.MILLIS, "thousandths of ", device, this);
      demand(memory(gpu) <= device.memoryBytes(), "memory of ", device, this);
      for (Held each : held) {
        if (each.part.gpus().contains(gpu)) {
          demand(each.request().allows(device), "kind of ", device, this);
          demand(!each.request().isWhole() || holders(gpu) == 1, "sharers of ", device, this);
        }
      }
    }

    @Override
    public String toString() {
      return worker + " holding " + held;
    }
  }

  private final Map<String, Worker> announced = new HashMap<>();
  private final Map<String, Machine> machines = new LinkedHashMap<>();
  private final Map<String, Known> jobs = new LinkedHashMap<>();
  private final Map<String, Set<Integer>> lost = new HashMap<>();
  private final Set<String> choosing;
  private @Nullable AssertionError broken;
  long events;
  long placements;
  long splits;
  long moves;
  long losses;

  /**
   * An empty book.
   *
   * @param choosing the profiles in which a plugin chooses the GPU of a share
   */
  GpuBook(Set<String> choosing) {
    this.choosing = choosing;
  }

  /** A job is about to be submitted. */
  void submitting(Job job) {
    jobs.put(job.id(), new Known(job));
  }

  /** A worker is about to be registered or replaced. */
  void announcing(Worker worker) {
    announced.put(worker.id(), worker);
  }

  List<Known> jobs() {
    return List.copyOf(jobs.values());
  }

  List<Known> placed() {
    return jobs.values().stream().filter(Known::isPlaced).toList();
  }

  List<Known> waiting() {
    return jobs.values().stream().filter(Known::isWaiting).toList();
  }

  /** The workers as they are. */
  List<Worker> workers() {
    return machines.values().stream().map(machine -> machine.worker).toList();
  }

  boolean has(String workerId) {
    return machines.containsKey(workerId);
  }

  /** Throws when an event so far was one that may not be, or left anybody with too much. */
  void check() {
    if (broken != null) {
      throw broken;
    }
  }

  /** Throws unless a worker's status is what the book says. */
  void compare(WorkerStatus status) {
    Machine machine = machine(status.worker().id());
    demand(
        status.requested().equals(machine.requested)
            && status.runningJobs() == machine.held.size()
            && status.worker().equals(machine.worker),
        status,
        machine);
  }

  /** Whether a job could be placed now, on one worker or on as many as it may be. */
  boolean fitsSomewhere(Job job) {
    GpuRequest request = job.requirements().gpus();
    int perWorker = request.split().gpusPerWorker();
    long could = 0;
    for (Machine machine : machines.values()) {
      int most = request.count();
      if (perWorker == GpuSplit.ANY) {
        most = Math.min(most, Limits.GPUS);
        while (most > 0 && !machine.couldTake(job, most)) {
          most--;
        }
      } else if (perWorker > 0) {
        most = machine.couldTake(job, perWorker) ? perWorker : 0;
      } else if (machine.couldTake(job, most)) {
        return true;
      } else {
        most = 0;
      }
      could += most;
    }
    return request.count() > 0 && could >= request.count();
  }

  private boolean fitsOneWorker(Job job) {
    return machines.values().stream()
        .anyMatch(machine -> machine.couldTake(job, job.requirements().gpus().count()));
  }

  // ---- events

  @Override
  public void onEvent(SchedulerEvent event) {
    events++;
    try {
      if (event instanceof JobEvent job) {
        Known known = jobs.get(job.jobId());
        demand(known != null, event, "a job that nobody submitted");
        if (known != null) {
          onJob(job, known);
        }
      } else if (event instanceof WorkerEvent worker) {
        onWorker(worker);
      } else if (event instanceof EngineEvent fault) {
        throw new AssertionError(fault.toString());
      }
    } catch (AssertionError first) { // the scheduler forgives its listeners
      broken = broken == null ? first : broken;
    } catch (RuntimeException first) {
      broken = broken == null ? new AssertionError("at " + event, first) : broken;
    }
  }

  private void onJob(JobEvent event, Known job) {
    if (event instanceof JobEvent.Queued) {
      demand(!job.waits && job.placement == null, event, "neither waiting nor placed before");
      job.waits = true;
    } else if (event instanceof JobEvent.Placed placed) {
      demand(job.waits, event, "waiting before");
      job.waits = false;
      place(job, placed.placement(), event);
    } else if (event instanceof JobEvent.Moved moved) {
      demand(job.job.movable() && moved.from().equals(job.placement), event, job.placement);
      leave(job, event);
      place(job, moved.to(), event);
      demand(moved.from().others().isEmpty(), event, "on one worker before");
      demand(moved.to().others().isEmpty(), event, "on one worker after");
      moves++;
    } else if (event instanceof JobEvent.Completed) {
      end(job, event);
    } else if (event instanceof JobEvent.Failed failed) {
      leave(job, event);
      if (!failed.willRetry()) {
        jobs.remove(job.job.id());
      }
    } else if (event instanceof JobEvent.Evicted) {
      leave(job, event);
    } else if (event instanceof JobEvent.Cancelled) {
      if (job.placement != null) {
        leave(job, event);
      }
      jobs.remove(job.job.id());
    } else if (event instanceof JobEvent.GpusLost gone) {
      demand(lost.put(gone.jobId(), new TreeSet<>(gone.gpus())) == null, event, "told once");
      losses++;
    }
  }

  private void end(Known job, JobEvent event) {
    leave(job, event);
    jobs.remove(job.job.id());
  }

  private void leave(Known job, JobEvent event) {
    Placement placement = job.placement;
    demand(placement != null, event, "placed before");
    if (placement != null) {
      for (Placement part : placement.parts()) {
        Machine machine = machine(part.workerId());
        demand(machine.held.remove(new Held(job.job, part)), event, machine);
        machine.changed();
      }
    }
    job.placement = null;
  }

  private void onWorker(WorkerEvent event) {
    String id = event.workerId();
    if (event instanceof WorkerEvent.Registered) {
      machines.put(id, new Machine(announced(id)));
      return;
    }
    Machine machine = machine(id);
    if (event instanceof WorkerEvent.Updated) {
      replace(machine, announced(id), event);
    } else if (event instanceof WorkerEvent.StateChanged changed) {
      machine.takesJobs = changed.to() == WorkerState.AVAILABLE;
    } else if (event instanceof WorkerEvent.Removed) {
      demand(machine.held.isEmpty(), event, machine);
      machines.remove(id);
    }
  }

  /** Whoever uses a device that broke has been told which. */
  private void replace(Machine machine, Worker replacement, WorkerEvent event) {
    Set<Integer> broke = new TreeSet<>(replacement.failedGpus());
    broke.removeAll(machine.worker.failedGpus());
    Map<String, Set<Integer>> expected = new HashMap<>();
    for (Held each : machine.held) {
      Set<Integer> its = new TreeSet<>(each.part.gpus());
      its.retainAll(broke);
      if (!its.isEmpty()) {
        expected.put(each.job.id(), its);
      }
    }
    demand(lost.equals(expected), event, lost, expected);
    lost.clear();
    machine.worker = replacement;
    machine.changed();
  }

  private Worker announced(String id) {
    Worker worker = announced.get(id);
    if (worker == null) {
      throw new AssertionError(id + " is a worker that nobody announced");
    }
    return worker;
  }

  private Machine machine(String id) {
    Machine machine = machines.get(id);
    if (machine == null) {
      throw new AssertionError(id + " is a worker that is not there");
    }
    return machine;
  }

  // ---- placing

  private void place(Known job, Placement placement, JobEvent event) {
    GpuRequest request = job.job.requirements().gpus();
    List<Placement> parts = placement.parts();
    int perWorker = request.split().gpusPerWorker();
    int sum = 0;
    Set<String> workers = new HashSet<>();
    for (Placement part : parts) {
      sum += part.gpus().size();
      demand(workers.add(part.workerId()), event, "one part a worker");
      demand(perWorker <= 0 || part.gpus().size() == perWorker, event, "that many a worker");
      demand(parts.size() == 1 || !part.gpus().isEmpty(), event, "GPUs in every part");
    }
    demand(sum == request.count(), event, "all the GPUs asked for");
    demand(parts.size() == 1 || request.split().isAllowed(), event, "one worker");
    if (parts.size() > 1 && perWorker == GpuSplit.ANY && isGreedy(job.job)) {
      demand(!fitsOneWorker(job.job), event, "no single worker that could take it");
    }
    parts.forEach(part -> checkPart(job.job, part, event));
    for (Placement part : parts) {
      Machine machine = machine(part.workerId());
      machine.held.add(new Held(job.job, part));
      machine.changed();
      int quality = parts.size() > 1 ? Placement.SPLIT : quality(machine, part);
      demand(part.quality() == quality, event, machine, quality);
    }
    job.placement = placement;
    placements++;
    splits += parts.size() > 1 ? 1 : 0;
  }

  private static boolean isGreedy(Job job) {
    return !job.profile().startsWith("backfill");
  }

  /** Before the part is taken: its wishes, and that nobody has it already. */
  private void checkPart(Job job, Placement part, JobEvent event) {
    GpuRequest request = job.requirements().gpus();
    Machine machine = machine(part.workerId());
    List<Integer> gpus = part.gpus();
    demand(machine.takesJobs, event, machine);
    demand(machine.couldTake(job, gpus.size()), event, machine);
    for (int gpu : gpus) {
      demand(gpu < machine.worker.gpus().size(), event, machine);
      demand(machine.suits(machine.gpu(gpu), request), event, machine);
    }
    int node = part.numaNode();
    if (node != Placement.ANY_NODE) {
      demand(request.numa() != Locality.NONE, event, "no node of its own");
      demand(gpus.stream().allMatch(gpu -> machine.gpu(gpu).numaNode() == node), event, machine);
    } else {
      demand(request.numa() != Locality.REQUIRE, event, "a node of its own");
      boolean isOwnChoice = request.isWhole() || !choosing.contains(job.profile());
      demand(
          request.numa() != Locality.PREFER
              || !isOwnChoice
              || !machine.couldTake(job, gpus.size(), true),
          event,
          machine);
    }
    demand(request.links() != Locality.REQUIRE || machine.isLinked(gpus), event, machine);
  }

  /** As {@link Placement#quality} says, of what is held already. */
  private static int quality(Machine machine, Placement part) {
    if (part.gpus().isEmpty()) {
      return Placement.WHOLE;
    }
    boolean isLocal = part.numaNode() != Placement.ANY_NODE || machine.nodes().size() == 1;
    boolean isUsedUp =
        machine.worker.gpus().stream().noneMatch(device -> machine.isIdle(device.index()));
    return Placement.WHOLE
        + (isLocal ? Placement.NUMA_LOCAL : 0)
        + (isUsedUp || machine.isLinked(part.gpus()) ? Placement.LINK_LOCAL : 0);
  }

  /** What a part of so many of a job's GPUs asks: that share of every amount, rounded up. */
  private static Resources partOf(Job job, int gpus) {
    Resources whole = job.requirements().resources();
    int count = job.requirements().gpus().count();
    return gpus == count
        ? whole
        : Resources.builder()
            .cpuMillis(share(whole.cpuMillis(), gpus, count))
            .memoryBytes(share(whole.memoryBytes(), gpus, count))
            .gpuMillis((long) gpus * GpuDevice.MILLIS)
            .build();
  }

  private static long share(long amount, int gpus, int count) {
    long rounded = amount * gpus / count;
    return rounded * count < amount * gpus ? rounded + 1 : rounded;
  }

  private static void demand(boolean holds, Object what, @Nullable Object expected) {
    demand(holds, what, "", expected);
  }

  private static void demand(boolean holds, Object what, Object more, @Nullable Object expected) {
    if (!holds) {
      throw new AssertionError("this may not be: " + what + more + "\nexpected: " + expected);
    }
  }
}
