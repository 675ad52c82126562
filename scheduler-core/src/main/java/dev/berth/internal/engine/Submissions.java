package dev.berth.internal.engine;

import dev.berth.model.Dependency;
import dev.berth.model.Job;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The way jobs come in: what the caller's thread can check is checked here, then a command is sent.
 *
 * <p>A job is known, and others may depend on it, only once its command was sent: so the engine
 * always hears of a job before it hears of those that depend on it, and nobody waits for a job that
 * was never taken in.
 *
 * <p><b>Thread-safety:</b> any thread. <b>Cost:</b> O(jobs + dependencies). <b>Errors:</b> as those
 * of {@link EngineClient}; then nothing was taken in.
 */
final class Submissions {

  private static final JobRecord[] NO_JOBS = {};
  private static final int MOST_NAMED = 12;

  private final Engine engine;
  private final EngineOptions options;
  private final Consumer<Command> send;

  Submissions(Engine engine, EngineOptions options, Consumer<Command> send) {
    this.engine = engine;
    this.options = options;
    this.send = send;
  }

  // ---- one

  record Submission(JobRecord job) implements Command {
    @Override
    public void apply(Engine engine) {
      engine.jobs().submitted(job);
    }

    @Override
    public void reject(RuntimeException reason) {
      job.abandon(reason, CompletableFuture.failedFuture(reason));
    }
  }

  JobRecord submit(Job submitted) {
    Job job = options.admission().prepare(submitted);
    checkProfile(job);
    for (Dependency dependency : job.conditions().dependencies()) {
      if (dependency.jobId().equals(job.id())) {
        throw circle(job.id() + " -> " + job.id(), job.id());
      }
    }
    JobRecord record =
        new JobRecord(job, options.wallClock().instant(), dependencies(job, id -> null));
    take(record);
    try {
      send.accept(new Submission(record));
    } catch (RuntimeException notSent) {
      engine.jobs().directory().remove(record);
      throw notSent;
    }
    record.sent();
    return record;
  }

  // ---- several

  record Batch(List<JobRecord> jobs) implements Command {
    @Override
    public void apply(Engine engine) {
      engine.jobs().submitted(jobs);
    }

    @Override
    public void reject(RuntimeException reason) {
      CompletableFuture<?> failed = CompletableFuture.failedFuture(reason);
      jobs.forEach(job -> job.abandon(reason, failed));
    }
  }

  /** Takes all in, or none. Their dependencies may name each other, in any order. */
  List<JobRecord> submitAll(Collection<Job> submitted) {
    List<Job> jobs = submitted.stream().map(options.admission()::prepare).toList();
    if (jobs.isEmpty()) {
      return List.of();
    }
    jobs.forEach(this::checkProfile);
    List<JobRecord> records = records(jobs);
    int taken = 0;
    try {
      for (; taken < records.size(); taken++) {
        take(records.get(taken));
      }
      send.accept(new Batch(records));
    } catch (RuntimeException notSent) {
      records.subList(0, taken).forEach(engine.jobs().directory()::remove);
      throw notSent;
    }
    records.forEach(JobRecord::sent);
    return records;
  }

  /**
   * The jobs' records, in the jobs' order. They are made in another: each after those it depends
   * on, by going down its dependencies first. A job that is come upon while it is on the way down
   * closes a circle.
   */
  private List<JobRecord> records(List<Job> jobs) {
    Map<String, Integer> positions = new HashMap<>(2 * jobs.size());
    for (Job job : jobs) {
      if (positions.put(job.id(), positions.size()) != null) {
        throw new IllegalArgumentException(
            "job id '%s' is there twice among the %d jobs submitted together"
                .formatted(job.id(), jobs.size()));
      }
    }
    Instant now = options.wallClock().instant();
    @Nullable JobRecord[] records = new @Nullable JobRecord[jobs.size()];
    Function<String, @Nullable JobRecord> made =
        id -> {
          Integer position = positions.get(id);
          return position == null ? null : records[position];
        };
    int[] seen = new int[jobs.size()]; // how many of its dependencies were gone down to
    ArrayDeque<Integer> way = new ArrayDeque<>();
    for (int start = 0; start < jobs.size(); start++) {
      if (records[start] == null) {
        way.push(start);
      }
      while (!way.isEmpty()) {
        int at = way.peek();
        Job job = jobs.get(at);
        List<Dependency> dependencies = job.conditions().dependencies();
        if (seen[at] == dependencies.size()) {
          records[at] = new JobRecord(job, now, dependencies(job, made));
          way.pop();
          continue;
        }
        Integer next = positions.get(dependencies.get(seen[at]++).jobId());
        if (next != null && records[next] == null) {
          if (seen[next] > 0) {
            throw circle(names(jobs, way, next), jobs.get(next).id());
          }
          way.push(next);
        }
      }
    }
    return Arrays.asList(records);
  }

  /** The circle that closes at a job, as in "a -> b -> a"; a very long one in part. */
  private static String names(List<Job> jobs, ArrayDeque<Integer> way, int closing) {
    List<String> names = new ArrayList<>();
    var fromBottom = way.descendingIterator();
    while (fromBottom.hasNext()) {
      int position = fromBottom.next();
      if (position == closing || !names.isEmpty()) {
        names.add(jobs.get(position).id());
      }
    }
    if (names.size() > MOST_NAMED) {
      int left = names.size() - MOST_NAMED;
      List<String> middle = names.subList(MOST_NAMED / 2, names.size() - MOST_NAMED / 2);
      middle.clear();
      names.add(MOST_NAMED / 2, "(" + left + " more)");
    }
    names.add(jobs.get(closing).id());
    return String.join(" -> ", names);
  }

  private static IllegalArgumentException circle(String names, String job) {
    return new IllegalArgumentException(
        "the dependencies of job %s lead back to it: %s".formatted(job, names));
  }

  // ---- both

  private void checkProfile(Job job) {
    if (!engine.profiles().containsKey(job.profile())) {
      throw new IllegalArgumentException(
          "profile '%s' of job %s is not among those configured: %s"
              .formatted(job.profile(), job.id(), engine.profiles().keySet()));
    }
  }

  private void take(JobRecord record) {
    JobRecord other = engine.jobs().directory().putIfAbsent(record);
    if (other != null) {
      throw new IllegalArgumentException(
          "job id '%s' is taken by a job that is %s".formatted(record.id(), other.state()));
    }
  }

  private JobRecord[] dependencies(Job job, Function<String, @Nullable JobRecord> besideKnown) {
    List<Dependency> dependencies = job.conditions().dependencies();
    if (dependencies.isEmpty()) {
      return NO_JOBS;
    }
    JobRecord[] records = new JobRecord[dependencies.size()];
    for (int i = 0; i < records.length; i++) {
      String id = dependencies.get(i).jobId();
      JobRecord beside = besideKnown.apply(id);
      records[i] = beside == null ? known(id, job) : beside;
    }
    return records;
  }

  private JobRecord known(String id, Job dependent) {
    JobRecord known = engine.jobs().directory().get(id);
    if (known == null || !known.isKnown()) {
      throw new IllegalArgumentException(
          "job %s depends on job %s, which is unknown\nMaybe it is long over: the last %d jobs that ended are remembered."
              .formatted(dependent.id(), id, options.finishedJobsKept()));
    }
    return known;
  }
}
