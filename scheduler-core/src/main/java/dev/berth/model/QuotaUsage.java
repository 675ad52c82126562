package dev.berth.model;

import java.util.List;
import java.util.Map;

/**
 * A quota and what is used of it, as it was at one moment.
 *
 * <p><b>Units:</b> as {@link Resources}. <b>Thread-safety:</b> immutable.
 *
 * @param used by resource, what the jobs it counts use while queued or placed, of all it limits;
 *     more than the limit if it borrows, or the limit was lowered since
 * @param jobs how many it counts that are not over, those held among them
 * @param concurrentJobs how many of these are queued or placed
 * @param waitingJobs how many are held until it has room
 * @param borrowed what it owes other members of its cohort
 * @param lent what other members owe it
 */
public record QuotaUsage(
    Quota quota,
    Map<String, Long> used,
    int jobs,
    int concurrentJobs,
    int waitingJobs,
    List<Loan> borrowed,
    List<Loan> lent) {
  public QuotaUsage {
    Check.present("quota", quota, "quota usage");
    String owner = "usage of quota " + quota.name();
    used = Check.amountsByName("used", used, Long.MAX_VALUE, owner);
    Check.notNegative("jobs", jobs, owner);
    Check.notNegative("concurrentJobs", concurrentJobs, owner);
    Check.notNegative("waitingJobs", waitingJobs, owner);
    borrowed = Check.list("borrowed", borrowed, 0, Integer.MAX_VALUE, owner);
    lent = Check.list("lent", lent, 0, Integer.MAX_VALUE, owner);
  }
}
