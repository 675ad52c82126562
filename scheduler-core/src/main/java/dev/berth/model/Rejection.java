package dev.berth.model;

/**
 * One reason why one worker will not do for one job.
 *
 * <p>Two kinds: {@link #insufficient}, where the worker is the right sort and lacks an amount,
 * which the numbers tell; and {@link #mismatch} or a code of one's own, where the subject says it
 * in words, and numbers there may be repeat those words for programs.
 *
 * @param code what kind of reason, for programs: stable and short
 * @param subject for {@link #INSUFFICIENT} the resource's name, as in {@link Resources#CPU}; else
 *     the reason in words, as in "taint dedicated=gpu:NoSchedule not tolerated"
 * @param asked the amount asked for, in the resource's unit, or the count there would be; 0 without
 *     numbers
 * @param had the amount the worker has left, or the largest count allowed; 0 without numbers
 * @param curableByPreemption whether the worker would do if other jobs left it
 */
public record Rejection(
    String code, String subject, long asked, long had, boolean curableByPreemption) {
  /** The code of {@link #insufficient}. */
  public static final String INSUFFICIENT = "insufficient";

  public Rejection {
    Check.id("code", code, "rejection");
    Check.present("subject", subject, "rejection " + code);
    Check.notNegative("asked", asked, "rejection " + code);
    Check.notNegative("had", had, "rejection " + code);
  }

  /** Too little of an amount, which could be cured by preemption. */
  public static Rejection insufficient(String subject, long asked, long had) {
    return new Rejection(INSUFFICIENT, subject, asked, had, true);
  }

  /** Not the right sort of worker, said in words. */
  public static Rejection mismatch(String code, String subject) {
    return new Rejection(code, subject, 0, 0, false);
  }

  /** As in "lacks 500 millicores of cpu (asked 2,000, has 1,500)", or the subject's own words. */
  public String message() {
    if (!lacks()) {
      return subject;
    }
    var amounts = Amounts.pair(subject, asked, had);
    return String.format(
        "lacks %s of %s (asked %s, has %s)",
        Amounts.rounded(subject, asked - had), subject, amounts.firstBare(), amounts.second());
  }

  /** Whether an amount is missing, so that {@link #message} is "lacks …". */
  boolean lacks() {
    return asked > had && code.equals(INSUFFICIENT);
  }
}
