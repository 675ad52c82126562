package dev.berth.simulator.demo;

import dev.berth.model.Placement;
import dev.berth.model.Priority;
import dev.berth.model.Resources;
import dev.berth.model.Worker;
import dev.berth.simulator.replay.ClusterBooks;
import dev.berth.simulator.replay.Fragmentation;
import dev.berth.simulator.replay.TimeSeries;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is written down of a day: utilization, queue and fragmentation over time, the waits, and
 * counts. Fragmentation is measured against the day's own GPU jobs.
 *
 * <p><b>Thread-safety:</b> none. <b>Units:</b> times in nanoseconds, waits in seconds.
 */
final class DayRecord {
  /** From the most to the least urgent, as tables show them. */
  static final List<Priority> PRIORITIES =
      List.of(Priority.CRITICAL, Priority.HIGH, Priority.MEDIUM, Priority.LOW, Priority.BATCH);

  static final List<String> RESOURCES =
      List.of(Resources.CPU, Resources.MEMORY, Resources.GPU, Resources.STORAGE);

  private static final double NANOS_PER_SECOND = 1e9;
  private static final double PERCENT = 100;

  private final List<Worker> workers;
  private final ClusterBooks books;
  private final Map<String, TimeSeries> utilization = new LinkedHashMap<>();
  private final Map<Priority, TimeSeries> queue = new LinkedHashMap<>();
  private final Map<Priority, List<Double>> waits = new LinkedHashMap<>();
  private final TimeSeries fragmented = new TimeSeries();
  private final Map<Priority, Integer> waiting = new LinkedHashMap<>();
  private final List<double[]> frames = new ArrayList<>();
  private long placed;
  private long completed;
  private long failed;
  private long evicted;
  private long running;
  private int unhealthy;
  private int outages;
  private int drains;

  DayRecord(Fleet fleet, Workload work) {
    this.workers = fleet.workers();
    this.books =
        new ClusterBooks(
            workers,
            Fragmentation.typicalOf(
                work.jobs().stream()
                    .map(job -> job.job().requirements())
                    .filter(asked -> asked.gpus().count() > 0)
                    .map(
                        asked ->
                            new Fragmentation.Demand(asked.resources().cpuMillis(), asked.gpus()))
                    .toList()));
    RESOURCES.forEach(name -> utilization.put(name, new TimeSeries()));
    PRIORITIES.forEach(
        priority -> {
          queue.put(priority, new TimeSeries());
          waits.put(priority, new ArrayList<>());
          waiting.put(priority, 0);
        });
    use(0);
  }

  void queued(long now, DemoJob job) {
    changeQueue(now, job, 1);
  }

  void placed(long now, DemoJob job, Placement placement, boolean first) {
    changeQueue(now, job, -1);
    books.place(job.job().requirements(), placement);
    use(now);
    running++;
    if (first) {
      placed++;
      waitsOf(job.job().priority()).add((now - job.submitNanos()) / NANOS_PER_SECOND);
    }
  }

  void released(long now, DemoJob job, Placement placement) {
    books.release(job.job().requirements(), placement);
    use(now);
    running--;
  }

  void completed() {
    completed++;
  }

  void failed() {
    failed++;
  }

  void evicted() {
    evicted++;
  }

  void unhealthy() {
    unhealthy++;
  }

  void outage() {
    outages++;
  }

  void drain() {
    drains++;
  }

  /** Notes how full each worker is now. */
  void frame() {
    frames.add(workers.stream().mapToDouble(worker -> books.fullest(worker.id())).toArray());
  }

  private void use(long now) {
    for (Map.Entry<String, TimeSeries> each : utilization.entrySet()) {
      long all = books.capacity().get(each.getKey());
      double share = all == 0 ? 0 : (double) books.requested().get(each.getKey()) / all;
      each.getValue().append(now, PERCENT * share);
    }
    long gpus = books.capacity().gpuMillis();
    fragmented.append(now, gpus == 0 ? 0 : PERCENT * books.fragmentedGpuMillis() / gpus);
  }

  private void changeQueue(long now, DemoJob job, int by) {
    Priority priority = job.job().priority();
    int length = waiting.merge(priority, by, Integer::sum);
    TimeSeries series = queue.get(priority);
    if (series != null) {
      series.append(now, length);
    }
  }

  private List<Double> waitsOf(Priority priority) {
    return waits.computeIfAbsent(priority, key -> new ArrayList<>());
  }

  /** The waits of the placed jobs of a priority, in seconds, in no stated order. */
  double[] waits(Priority priority) {
    return waitsOf(priority).stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** How many jobs of a priority wait at the end. */
  int stillWaiting(Priority priority) {
    return waiting.getOrDefault(priority, 0);
  }

  /** The mean of a resource's utilization in each of so many parts of the day, in percent. */
  double[] utilization(String resource, int parts) {
    TimeSeries series = utilization.get(resource);
    return series == null ? new double[parts] : series.means(0, DaySimulation.DAY_NANOS, parts);
  }

  /** The longest queue of a priority in each of so many parts of the day. */
  double[] queue(Priority priority, int parts) {
    TimeSeries series = queue.get(priority);
    return series == null ? new double[parts] : series.maxima(0, DaySimulation.DAY_NANOS, parts);
  }

  /** The mean of the fragmented share of the GPUs in each of so many parts of the day. */
  double[] fragmented(int parts) {
    return fragmented.means(0, DaySimulation.DAY_NANOS, parts);
  }

  /** How full each worker was, in the order of the fleet, at each moment noted. */
  List<double[]> frames() {
    return frames;
  }

  long placedJobs() {
    return placed;
  }

  long completedJobs() {
    return completed;
  }

  long failedRuns() {
    return failed;
  }

  long evictedRuns() {
    return evicted;
  }

  long runningJobs() {
    return running;
  }

  int unhealthyWorkers() {
    return unhealthy;
  }

  int outages() {
    return outages;
  }

  int drains() {
    return drains;
  }
}
