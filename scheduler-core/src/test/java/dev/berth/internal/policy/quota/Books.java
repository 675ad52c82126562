package dev.berth.internal.policy.quota;

import dev.berth.model.Job;
import dev.berth.model.Priority;
import dev.berth.model.Quota;
import dev.berth.model.QuotaShortfall;
import dev.berth.model.QuotaUsage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A book and its jobs, audited after every step: so a test reads as a story. */
final class Books {
  final QuotaBook book;
  final Map<String, BookedJob> jobs = new LinkedHashMap<>();
  private long sequence;

  Books(Quota... quotas) {
    book = new QuotaBook(QuotaRules.of(List.of(quotas)));
  }

  /** A job of a tenant that asks for so many millicores. */
  static Job.Builder job(String id, String tenant, long cpu) {
    return Job.builder(id).tenant(tenant).cpuMillis(cpu);
  }

  /** Submits; null when it is admitted, else why not. */
  @Nullable String submit(String id, String tenant, long cpu) {
    return submit(job(id, tenant, cpu).build());
  }

  @Nullable String submit(String id, String tenant, long cpu, Priority priority) {
    return submit(job(id, tenant, cpu).priority(priority).build());
  }

  @Nullable String submit(Job job) {
    BookedJob booked = new BookedJob(job, sequence++);
    QuotaShortfall shortfall = book.enter(booked);
    if (shortfall != null) {
      return shortfall.message();
    }
    jobs.put(job.id(), booked);
    return tryAdmit(booked);
  }

  private @Nullable String tryAdmit(BookedJob job) {
    QuotaShortfall shortfall = book.tryAdmit(job);
    job.admitted = shortfall == null;
    settle();
    return shortfall == null ? null : shortfall.message();
  }

  /** Ends a job; who was admitted instead, in order. */
  List<String> end(String id) {
    book.leave(Objects.requireNonNull(jobs.remove(id)));
    return settle();
  }

  List<String> suspend(String id) {
    BookedJob job = job(id);
    book.giveBack(job);
    job.admitted = false;
    return settle();
  }

  @Nullable String resume(String id) {
    return tryAdmit(job(id));
  }

  List<String> put(Quota quota) {
    book.put(quota, jobs.values(), job -> ((BookedJob) job).admitted);
    return settle();
  }

  List<String> remove(String quota) {
    book.remove(quota, jobs.values());
    return settle();
  }

  private List<String> settle() {
    List<String> admitted = new ArrayList<>();
    QuotaJob next;
    while ((next = book.next()) != null) {
      ((BookedJob) next).admitted = true;
      admitted.add(next.job().id());
    }
    book.checkInvariants(jobs.values());
    return admitted;
  }

  BookedJob job(String id) {
    return Objects.requireNonNull(jobs.get(id));
  }

  boolean isAdmitted(String id) {
    return job(id).admitted;
  }

  /** Why a job waits now. */
  String why(String id) {
    return Objects.requireNonNull(book.shortfall(job(id))).message();
  }

  QuotaUsage usage(String quota) {
    return book.usage(quota).get(0);
  }

  long used(String quota) {
    return usage(quota).used().getOrDefault("cpu", 0L);
  }

  /** Who owes whom, in words. */
  List<String> loans(String quota) {
    List<String> loans = new ArrayList<>();
    usage(quota).borrowed().forEach(loan -> loans.add(loan.toString()));
    usage(quota).lent().forEach(loan -> loans.add(loan.toString()));
    return loans;
  }
}
