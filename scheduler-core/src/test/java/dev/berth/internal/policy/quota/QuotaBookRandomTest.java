package dev.berth.internal.policy.quota;

import dev.berth.model.Job;
import dev.berth.model.Priority;
import dev.berth.model.Quota;
import dev.berth.model.QuotaOrder;
import dev.berth.model.QuotaShortfall;
import dev.berth.testing.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Long random lives of a book, every step of which a naive look at all jobs must agree with. */
class QuotaBookRandomTest {
  private static final int OPERATIONS = 200_000;
  private static final int STEPS_A_LOOK = 4;
  private static final int MOST_JOBS = 40;
  private static final String[] TENANTS = {"a", "b", "c", "d"};
  private static final String[] QUEUES = {"q", "r"};
  private static final Priority[] PRIORITIES = {Priority.LOW, Priority.MEDIUM, Priority.HIGH};

  private final Seed seed = Seed.orElse(20_240_611);
  private final SplittableRandom random = seed.random();
  private final List<BookedJob> jobs = new ArrayList<>();
  private final QuotaBook book = new QuotaBook(new QuotaRules());
  private final NaiveQuotas naive = new NaiveQuotas(book.rules(), jobs);
  private long sequence;
  private int admissions;

  @Test
  void everyStep_agreesWithANaiveLookAtAllJobs() {
    for (int i = 0; i < 6; i++) {
      put();
    }
    for (int step = 0; step < OPERATIONS; step++) {
      String did = "nothing";
      try {
        did = step();
        settle();
        book.checkInvariants(jobs);
        if (step % STEPS_A_LOOK == 0) { // who waits in vain goes on doing so
          naive.checkWaiting();
        }
      } catch (RuntimeException | AssertionError wrong) {
        throw new AssertionError("step " + step + ", " + did + "; " + seed, wrong);
      }
    }
    if (admissions < OPERATIONS / 20) {
      throw new AssertionError("only " + admissions + " waiting jobs were admitted; " + seed);
    }
  }

  private String step() {
    int dice = random.nextInt(1_000);
    if (dice < 6) {
      return put();
    }
    if (dice < 7) {
      String name = "quota-" + random.nextInt(8);
      book.remove(name, jobs);
      return "remove " + name;
    }
    if (jobs.isEmpty() || (dice < 500 && jobs.size() < MOST_JOBS)) {
      return submit();
    }
    BookedJob job = jobs.get(random.nextInt(jobs.size()));
    if (dice >= 600 && dice < 650 && !job.suspended) {
      book.giveBack(job);
      job.admitted = false;
      job.suspended = true;
      return "suspend " + job;
    }
    if (dice >= 650 && dice < 800 && job.suspended) {
      job.suspended = false;
      tryAdmit(job);
      return "resume " + job;
    }
    book.leave(job);
    jobs.remove(job);
    return "end " + job;
  }

  private String submit() {
    Job.Builder job =
        Job.builder("j-" + sequence)
            .tenant(TENANTS[random.nextInt(TENANTS.length)])
            .queue(QUEUES[random.nextInt(QUEUES.length)])
            .priority(PRIORITIES[random.nextInt(PRIORITIES.length)])
            .cpuMillis(random.nextInt(6))
            .memoryBytes(random.nextInt(4));
    if (random.nextInt(4) == 0) {
      job.gpus(1 + random.nextInt(2));
    }
    if (random.nextInt(5) == 0) {
      job.extra("licence", 1);
    }
    BookedJob booked = new BookedJob(job.build(), sequence++);
    QuotaShortfall refused = book.enter(booked);
    if ((refused != null) != naive.isOneTooMany(booked)) {
      throw new AssertionError(booked + " was refused with " + refused);
    }
    if (refused == null) {
      jobs.add(booked);
      tryAdmit(booked);
    }
    return "submit " + booked;
  }

  private void tryAdmit(BookedJob job) {
    String objection = naive.objectionTo(job);
    job.admitted = book.tryAdmit(job) == null;
    if (job.admitted != (objection == null)) {
      throw new AssertionError(job + " admitted: " + job.admitted + ", but: " + objection);
    }
  }

  private void settle() {
    QuotaJob next;
    while ((next = book.next()) != null) {
      BookedJob job = (BookedJob) next;
      String objection = naive.objectionTo(job); // which does not count it as admitted yet
      job.admitted = true;
      admissions++;
      if (objection != null) {
        throw new AssertionError(job + " was admitted, but " + objection);
      }
    }
  }

  private String put() {
    List<Quota> present = book.rules().all();
    Quota quota =
        present.isEmpty() || random.nextBoolean()
            ? randomQuota()
            : changed(present.get(random.nextInt(present.size())));
    try {
      book.put(quota, jobs, job -> ((BookedJob) job).admitted);
    } catch (IllegalArgumentException refused) {
      return "refused " + quota;
    }
    return "put " + quota;
  }

  /** The same jobs and resources, other amounts and perhaps another cohort. */
  private Quota changed(Quota quota) {
    String cohort = random.nextInt(3) == 0 ? null : random.nextBoolean() ? "small" : "large";
    Map<String, Long> limits = new TreeMap<>();
    quota
        .limits()
        .forEach((resource, limit) -> limits.put(resource, limit / 2 + random.nextLong(limit + 2)));
    return new Quota(
        quota.name(),
        quota.tenant(),
        quota.queue(),
        quota.priorityClasses(),
        limits,
        quota.maxJobs(),
        quota.maxConcurrentJobs(),
        cohort,
        cohort == null ? Map.of() : quota.borrowingLimits(),
        cohort == null ? Map.of() : quota.lendingLimits(),
        quota.order());
  }

  private Quota randomQuota() {
    Quota.Builder quota = Quota.builder("quota-" + random.nextInt(8));
    if (random.nextInt(8) > 0) {
      quota.tenant(TENANTS[random.nextInt(TENANTS.length)]);
    }
    if (random.nextInt(4) == 0) {
      quota.queue(QUEUES[random.nextInt(QUEUES.length)]);
    }
    if (random.nextInt(6) == 0) {
      quota.priorityClass(PRIORITIES[random.nextInt(PRIORITIES.length)].name());
    }
    boolean shares = random.nextInt(3) > 0;
    if (shares) {
      quota.cohort(random.nextInt(4) == 0 ? "small" : "large");
    }
    limit(quota, "cpu", 20, shares);
    if (random.nextBoolean()) {
      limit(quota, "memory", 12, shares);
    }
    if (random.nextInt(3) == 0) {
      limit(quota, "gpu", 5_000, shares);
    }
    if (random.nextInt(4) == 0) {
      limit(quota, "licence", 3, shares);
    }
    if (random.nextInt(6) == 0) {
      quota.maxConcurrentJobs(random.nextInt(12));
    }
    if (random.nextInt(6) == 0) {
      quota.maxJobs(random.nextInt(30));
    }
    return quota.order(random.nextBoolean() ? QuotaOrder.STRICT : QuotaOrder.BEST_EFFORT).build();
  }

  private void limit(Quota.Builder quota, String resource, int most, boolean shares) {
    quota.limit(
        resource, random.nextInt(6) == 0 ? random.nextInt(3) : most / 2 + random.nextInt(most));
    if (shares && random.nextInt(3) == 0) {
      quota.borrowingLimit(resource, random.nextInt(most));
    }
    if (shares && random.nextInt(3) == 0) {
      quota.lendingLimit(resource, random.nextInt(most));
    }
  }
}
