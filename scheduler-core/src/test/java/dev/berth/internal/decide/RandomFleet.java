package dev.berth.internal.decide;

import dev.berth.internal.cluster.GpuGrant;
import dev.berth.internal.cluster.WorkerRows;
import dev.berth.model.GpuRequest;
import dev.berth.model.NodeAffinity;
import dev.berth.model.Priority;
import dev.berth.model.Rejection;
import dev.berth.model.Requirements;
import dev.berth.model.Resources;
import dev.berth.model.Usage;
import dev.berth.model.Worker;
import dev.berth.model.WorkerState;
import dev.berth.spi.FilterPlugin;
import dev.berth.spi.JobView;
import dev.berth.spi.ScorePlugin;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** Workers that come, go and change at random, with classes of jobs and those placed. */
final class RandomFleet {

  final SplittableRandom random;
  final WorkerRows rows = new WorkerRows();
  final List<ClassJob> classes = new ArrayList<>();
  private final List<Integer> present = new ArrayList<>();
  private final List<Held> held = new ArrayList<>();
  private int workers;

  private record Held(int row, Requirements requirements) {}

  RandomFleet(SplittableRandom random, int size, int classCount) {
    this.random = random;
    for (int i = 0; i < size; i++) {
      addWorker();
    }
    for (int i = 0; i < classCount; i++) {
      classes.add(newClass(i));
    }
  }

  /** A job like all of its class. */
  record ClassJob(int number, Requirements requirements) implements JobView {
    @Override
    public Priority priority() {
      return Priority.MEDIUM;
    }

    @Override
    public String id() {
      return "job-of-" + number;
    }

    @Override
    public String tenant() {
      return "tenant";
    }

    @Override
    public Map<String, String> labels() {
      return Map.of();
    }
  }

  /** Gives a number to another class. */
  void renew(int number) {
    classes.set(number, newClass(number));
  }

  private ClassJob newClass(int number) {
    // Now and then one that fits nowhere.
    long millis = random.nextInt(10) == 0 ? 8_000 : 100 + random.nextInt(3_000);
    return new ClassJob(
        number,
        new Requirements(
            Resources.builder().cpuMillis(millis).build(),
            GpuRequest.NONE,
            Map.of(),
            NodeAffinity.NONE,
            List.of(),
            null));
  }

  void place(int row, ClassJob job) {
    if (random.nextInt(4) > 0) {
      rows.reserve(row, job.requirements());
      held.add(new Held(row, job.requirements()));
    }
  }

  void change() {
    switch (random.nextInt(12)) {
      case 0 -> {
        if (random.nextInt(8) == 0) {
          addWorker();
        }
      }
      case 1 -> removeIdle();
      case 2 -> rows.setState(anyRow(), WorkerState.DRAINING);
      case 3, 4 -> rows.setState(anyRow(), WorkerState.AVAILABLE);
      case 5 -> update();
      case 6, 7 -> rows.setUsage(anyRow(), new Usage(random.nextInt(101), 0, 0));
      default -> complete();
    }
  }

  private void addWorker() {
    present.add(rows.add(worker("w-" + workers++)));
  }

  private Worker worker(String id) {
    Worker.Builder worker = Worker.builder(id).cpuMillis(4_000 + 1_000L * random.nextInt(4));
    return (random.nextBoolean() ? worker.label("zone", "a") : worker).build();
  }

  private int anyRow() {
    return present.get(random.nextInt(present.size()));
  }

  private void removeIdle() {
    int index = random.nextInt(present.size());
    int row = present.get(index);
    if (present.size() > 3 && rows.jobCount(row) == 0) {
      rows.remove(row);
      present.remove(/* index */ index);
    }
  }

  /** Refused where the jobs there need more; that is fine. */
  private void update() {
    int row = anyRow();
    String ignored = rows.update(row, worker(rows.worker(row).id()));
  }

  private void complete() {
    if (!held.isEmpty()) {
      Held job = held.remove(random.nextInt(held.size()));
      rows.release(job.row, job.requirements, GpuGrant.NONE);
    }
  }

  /** Accepts a worker that takes jobs and has the cpu. */
  record Room() implements FilterPlugin {
    @Override
    public String name() {
      return "room";
    }

    @Override
    public Set<WorkerFacet> reads() {
      return Set.of(WorkerFacet.RESOURCES, WorkerFacet.STATE);
    }

    @Override
    public boolean accepts(JobView job, WorkerView worker) {
      return worker.state().takesJobs()
          && worker.freeCpuMillis() >= job.requirements().resources().cpuMillis();
    }

    @Override
    public List<Rejection> explain(JobView job, WorkerView worker) {
      return List.of();
    }
  }

  /** Reads one facet, and gives so few different grades that many workers tie. */
  record Grade(String name, WorkerFacet facet, int grades) implements ScorePlugin {
    @Override
    public int defaultWeight() {
      return 10;
    }

    @Override
    public Set<WorkerFacet> reads() {
      return Set.of(facet);
    }

    @Override
    public int score(JobView job, WorkerView worker) {
      long read =
          switch (facet) {
            case RESOURCES -> worker.freeCpuMillis() / 700;
            case USAGE -> worker.cpuLoadMillis();
            case JOBS -> worker.jobCount();
            case LABELS -> worker.label("zone") == null ? 0 : 1;
            case STATE -> worker.state() == WorkerState.RUNNING ? 1 : 0;
            default -> throw new IllegalArgumentException(facet.name());
          };
      long mixed = (read + 1) * job.requirements().resources().cpuMillis() * 0x9E3779B97F4A7C15L;
      return Math.floorMod(mixed >>> 7, grades) * (MAX_SCORE / grades);
    }
  }
}
