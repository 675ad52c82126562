package dev.berth.model;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Why a quota does not admit a job now, with the numbers.
 *
 * <p><b>Units:</b> as {@link Resources}; jobs are counted. <b>Thread-safety:</b> immutable.
 *
 * @param quota the quota that has no room
 * @param cause what kind of room is missing
 * @param resource of which resource; {@link #JOBS} or {@link #CONCURRENT_JOBS}
 * @param asked what the job would add
 * @param used what others use
 * @param limit of how much: for resources in a cohort, its own amount
 * @param available how much it might still use, borrowed amounts among it
 * @param lent what of its own others have borrowed
 * @param inFavourOf whom it gives way to: the job before it, or the quota that waits for its own
 */
public record QuotaShortfall(
    String quota,
    Cause cause,
    String resource,
    long asked,
    long used,
    long limit,
    long available,
    List<Loan> lent,
    @Nullable String inFavourOf) {

  /** The number of jobs that are not over. */
  public static final String JOBS = "jobs";

  /** The number of jobs that are queued or placed. */
  public static final String CONCURRENT_JOBS = "concurrent jobs";

  private static final int SHOWN_BORROWERS = 3;

  /** What kind of room is missing. */
  public enum Cause {
    /** The quota's limit, with all it may borrow, is used up. */
    LIMIT,
    /** What its cohort has left is too little. */
    COHORT,
    /** Another member of the cohort waits for what it lent, so nobody borrows more. */
    RECLAIM,
    /** The job asks for more than the quota could give if nobody used anything. */
    IMPOSSIBLE,
    /** There may be room, but another job has waited for it longer or is more urgent. */
    TURN
  }

  public QuotaShortfall {
    Check.id("quota", quota, "quota shortfall");
    String owner = "shortfall of quota " + quota;
    Check.present("cause", cause, owner);
    Check.present("resource", resource, owner);
    lent = Check.list("lent", lent, 0, Integer.MAX_VALUE, owner);
  }

  /**
   * For a person, as in "quota ci: cpu asked 4,000, used 14,000 of 16,000 millicores (2,000
   * borrowed by batch)".
   */
  public String message() {
    String start = "quota " + quota + ": ";
    if (cause == Cause.TURN) {
      return start + "waits behind job " + inFavourOf;
    }
    if (cause == Cause.IMPOSSIBLE) {
      return start
          + resource
          + " asked "
          + Amounts.bare(resource, asked)
          + ", at most "
          + Amounts.exact(resource, available)
          + " possible";
    }
    if (resource.equals(JOBS) || resource.equals(CONCURRENT_JOBS)) {
      return start + Amounts.number(used) + " of " + Amounts.number(limit) + " " + resource;
    }
    return start + resource + " " + numbers() + loans() + why();
  }

  private String numbers() {
    return "asked "
        + Amounts.bare(resource, asked)
        + ", used "
        + Amounts.bare(resource, used)
        + " of "
        + Amounts.exact(resource, limit);
  }

  private String loans() {
    if (lent.isEmpty()) {
      return "";
    }
    var byBorrower = new TreeMap<String, Long>();
    lent.forEach(loan -> byBorrower.merge(loan.borrower(), loan.amount(), Long::sum));
    var text = new StringBuilder(" (");
    int shown = 0;
    for (Map.Entry<String, Long> debt : byBorrower.entrySet()) {
      if (shown == SHOWN_BORROWERS) {
        text.append(" and ").append(Amounts.count(byBorrower.size() - shown, "other"));
        break;
      }
      text.append(shown++ == 0 ? "" : ", ").append(Amounts.bare(resource, debt.getValue()));
      text.append(" borrowed by ").append(debt.getKey());
    }
    return text.append(')').toString();
  }

  private String why() {
    return switch (cause) {
      case LIMIT, IMPOSSIBLE, TURN -> "";
      case COHORT -> ", " + Amounts.bare(resource, available) + " left with its cohort's";
      case RECLAIM -> ", and nobody borrows while quota " + inFavourOf + " waits for its own";
    };
  }
}
