package dev.berth;

import dev.berth.event.JobEvent;
import dev.berth.event.SchedulerEvent;
import dev.berth.event.SchedulerListener;
import dev.berth.event.WorkerEvent;
import dev.berth.model.Job;
import dev.berth.model.Resources;
import dev.berth.model.Worker;
import dev.berth.model.WorkerState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fleet and its jobs as the events tell of them, in plain objects: at every event it is known
 * who waits, who runs where and what is free, and whether the event may be.
 */
final class WitnessedFleet implements SchedulerListener {

  /** How a profile of these tests orders its jobs, as far as that is checked. */
  enum Order {
    /** The oldest first, and nobody passes it. */
    STRICT,
    /** By priority, then age; whoever fits nowhere steps aside. */
    PRIORITY,
    /** The same, and jobs go up a band for each so long a wait. */
    AGEING,
    /** Anything else. */
    UNCHECKED
  }

  private enum Place {
    NOWHERE,
    HELD,
    WAITING,
    PLACED,
    OVER
  }

  static final class Known {
    final Job job;
    final long number;
    private Place place = Place.NOWHERE;
    Instant queuedAt = Instant.EPOCH;
    private @Nullable Machine machine;

    Known(Job job, long number) {
      this.job = job;
      this.number = number;
    }

    boolean isWaiting() {
      return place == Place.WAITING;
    }

    boolean isHeld() {
      return place == Place.HELD;
    }
  }

  private static final class Machine {
    Worker worker;
    boolean takesJobs = true;
    final List<Known> jobs = new ArrayList<>();

    Machine(Worker worker) {
      this.worker = worker;
    }

    long free(String resource) {
      long free = worker.capacity().get(resource);
      for (Known each : jobs) {
        free -= each.job.requirements().resources().get(resource);
      }
      return free;
    }

    boolean hasRoom(Job job) {
      Resources asked = job.requirements().resources();
      return takesJobs
          && asked.cpuMillis() <= free(Resources.CPU)
          && asked.memoryBytes() <= free(Resources.MEMORY)
          && asked.gpuMillis() <= free(Resources.GPU)
          && asked.extras().entrySet().stream().allMatch(e -> e.getValue() <= free(e.getKey()));
    }
  }

  private static final int[] BANDS = {0, 250, 500, 750, 1000};

  private final Map<String, Order> orders;
  private final Duration ageing;
  private final Map<String, Worker> announced = new HashMap<>();
  private final Map<String, Machine> machines = new LinkedHashMap<>();
  final Map<String, Known> jobs = new LinkedHashMap<>();
  private long submitted;
  long events;
  long orderChecks;
  private @Nullable AssertionError broken;

  WitnessedFleet(Map<String, Order> orders, Duration ageing) {
    this.orders = orders;
    this.ageing = ageing;
  }

  /** A job is about to be submitted. */
  void submitting(Job job) {
    jobs.put(job.id(), new Known(job, submitted++));
  }

  /** A worker is about to be registered or updated. */
  void announcing(Worker worker) {
    announced.put(worker.id(), worker);
  }

  List<Known> waiting() {
    return jobs.values().stream().filter(Known::isWaiting).toList();
  }

  List<Known> placed() {
    return jobs.values().stream().filter(job -> job.machine != null).toList();
  }

  List<String> workers() {
    return List.copyOf(machines.keySet());
  }

  /** Whether a job has room on some worker now. */
  boolean fitsSomewhere(Job job) {
    return machines.values().stream().anyMatch(machine -> machine.hasRoom(job));
  }

  /** Throws when an event so far was one that may not be. */
  void check() {
    if (broken != null) {
      throw broken;
    }
  }

  @Override
  public void onEvent(SchedulerEvent event) {
    events++;
    try {
      witness(event);
    } catch (AssertionError first) { // the scheduler forgives its listeners
      broken = broken == null ? first : broken;
    }
  }

  private void witness(SchedulerEvent event) {
    if (event instanceof JobEvent job) {
      onJob(job, jobs.get(job.jobId()));
    } else if (event instanceof WorkerEvent worker) {
      onWorker(worker);
    }
  }

  private void onJob(JobEvent event, @Nullable Known job) {
    if (job == null) {
      throw new AssertionError(event + " is of a job that nobody submitted");
    }
    if (event instanceof JobEvent.Queued) {
      demand(!job.isWaiting() && job.machine == null && job.place != Place.OVER, event);
      job.place = Place.WAITING;
      job.queuedAt = event.at();
    } else if (event instanceof JobEvent.Held) {
      demand(job.machine == null && job.place != Place.OVER, event);
      job.place = Place.HELD;
    } else if (event instanceof JobEvent.Placed placed) {
      demand(job.isWaiting(), event);
      checkOrder(job, placed.at());
      place(job, placed);
    } else if (event instanceof JobEvent.Completed) {
      leave(job, event);
      over(job);
    } else if (event instanceof JobEvent.Failed failed) {
      leave(job, event);
      if (!failed.willRetry()) {
        over(job);
      }
    } else if (event instanceof JobEvent.Evicted) {
      leave(job, event);
    } else if (event instanceof JobEvent.Cancelled) {
      if (job.machine != null) {
        leave(job, event);
      }
      over(job);
    }
  }

  private void over(Known job) {
    job.place = Place.OVER;
    jobs.remove(job.job.id());
  }

  private void place(Known job, JobEvent.Placed placed) {
    Machine machine = machines.get(placed.placement().workerId());
    demand(machine != null && machine.hasRoom(job.job), placed);
    if (machine != null) {
      job.place = Place.PLACED;
      job.machine = machine;
      machine.jobs.add(job);
    }
  }

  private static void leave(Known job, JobEvent event) {
    Machine machine = job.machine;
    demand(machine != null, event);
    if (machine != null) {
      machine.jobs.remove(job);
      job.machine = null;
      job.place = Place.NOWHERE;
    }
  }

  private void onWorker(WorkerEvent event) {
    Worker worker = announced.get(event.workerId());
    if (worker == null) {
      throw new AssertionError(event + " is of a worker that nobody announced");
    }
    if (event instanceof WorkerEvent.Registered) {
      machines.put(worker.id(), new Machine(worker));
      return;
    }
    Machine machine = machines.get(event.workerId());
    if (machine == null) {
      throw new AssertionError(event + " is of a worker that is not there");
    }
    if (event instanceof WorkerEvent.Updated) {
      machine.worker = worker;
    } else if (event instanceof WorkerEvent.StateChanged changed) {
      machine.takesJobs = changed.to() == WorkerState.AVAILABLE;
    } else if (event instanceof WorkerEvent.Removed) {
      demand(machine.jobs.isEmpty(), event);
      machines.remove(event.workerId());
    }
  }

  private static void demand(boolean holds, SchedulerEvent event) {
    if (!holds) {
      throw new AssertionError("this may not be: " + event);
    }
  }

  // ---- order

  /** Nobody who was before this job, and could be somewhere now, was passed over. */
  private void checkOrder(Known job, Instant now) {
    Order order = orders.getOrDefault(job.job.profile(), Order.UNCHECKED);
    if (order == Order.UNCHECKED) {
      return;
    }
    orderChecks++;
    for (Known other : jobs.values()) {
      if (other.isWaiting()
          && other.job.profile().equals(job.job.profile())
          && isBefore(other, job, order, now)
          && (order == Order.STRICT || fitsSomewhere(other.job))) {
        throw new AssertionError(
            job.job.id() + " was placed, though before it could have been " + other.job);
      }
    }
  }

  private boolean isBefore(Known one, Known other, Order order, Instant now) {
    int band = order == Order.STRICT ? 0 : band(one, order, now);
    int otherBand = order == Order.STRICT ? 0 : band(other, order, now);
    return band == otherBand ? one.number < other.number : band > otherBand;
  }

  /** The priority, after as many steps up as full spans of waiting. */
  private int band(Known job, Order order, Instant now) {
    int band = job.job.priority().value();
    long spans =
        order == Order.AGEING
            ? Duration.between(job.queuedAt, now).toNanos() / ageing.toNanos()
            : 0;
    for (int next : BANDS) {
      if (next > band && spans > 0) {
        band = next;
        spans--;
      }
    }
    return band;
  }
}
