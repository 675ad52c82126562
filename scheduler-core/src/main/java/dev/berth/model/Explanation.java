package dev.berth.model;

import static java.util.stream.Collectors.joining;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a job waits, or why it went where it went. {@link #toString} reads well over several lines.
 *
 * @param workers how many workers were looked at
 * @param feasible how many of them fit
 * @param reasons why the others do not, most workers first; a worker counts in each reason it has
 * @param nearestMiss the worker that lacks least; {@code null} if one fits or there are none
 * @param candidates the best workers that fit, best first
 * @param note anything else worth knowing; {@code null} if nothing
 * @param priority what its place in the queue is made of, where the policy has that; else {@code
 *     null}
 */
public record Explanation(
    String jobId,
    JobState state,
    int workers,
    int feasible,
    List<Reason> reasons,
    @Nullable NearMiss nearestMiss,
    List<Candidate> candidates,
    @Nullable String note,
    @Nullable PriorityFactors priority) {
  private static final String INDENT = "    ";

  public Explanation {
    Check.id("jobId", jobId, "explanation");
    String owner = "explanation of job " + jobId;
    Check.present("state", state, owner);
    Check.notNegative("workers", workers, owner);
    Check.range("feasible", feasible, 0, workers, owner);
    reasons = Check.list("reasons", reasons, 0, Integer.MAX_VALUE, owner);
    candidates = Check.list("candidates", candidates, 0, Integer.MAX_VALUE, owner);
  }

  /** Of a job whose place in the queue is not made of factors. */
  public Explanation(
      String jobId,
      JobState state,
      int workers,
      int feasible,
      List<Reason> reasons,
      @Nullable NearMiss nearestMiss,
      List<Candidate> candidates,
      @Nullable String note) {
    this(jobId, state, workers, feasible, reasons, nearestMiss, candidates, note, null);
  }

  /** The same with what its place in the queue is made of. */
  public Explanation withPriority(@Nullable PriorityFactors factors) {
    return new Explanation(
        jobId, state, workers, feasible, reasons, nearestMiss, candidates, note, factors);
  }

  /**
   * A reason, and how many workers have it.
   *
   * @param filter the plugin that said no
   * @param code as in {@link Rejection#code}
   * @param subject as in {@link Rejection#subject}
   * @param workers how many workers
   * @param asked the amount asked for; 0 without numbers
   * @param bestAvailable the largest amount any of these workers has left; 0 without numbers
   */
  public record Reason(
      String filter, String code, String subject, int workers, long asked, long bestAvailable) {
    public Reason {
      Check.id("filter", filter, "reason");
      Check.id("code", code, "reason");
      Check.present("subject", subject, "reason " + code);
      Check.range("workers", workers, 1, Integer.MAX_VALUE, "reason " + code);
      Check.notNegative("asked", asked, "reason " + code);
      Check.notNegative("bestAvailable", bestAvailable, "reason " + code);
    }

    /** As in "insufficient cpu (asked 64,000 millicores, best available 32,000)", or in words. */
    public String message() {
      if (asked == 0 || !code.equals(Rejection.INSUFFICIENT)) {
        return subject;
      }
      var amounts = Amounts.pair(subject, asked, bestAvailable);
      return String.format(
          "%s %s (asked %s, best available %s)", code, subject, amounts.first(), amounts.second());
    }

    @Override
    public String toString() {
      return Amounts.count(workers, "worker") + ": " + message() + " [" + filter + "]";
    }
  }

  /** The worker that comes closest, and everything that is wrong with it. */
  public record NearMiss(String workerId, List<Rejection> rejections) {
    public NearMiss {
      Check.id("workerId", workerId, "nearest miss");
      rejections = Check.list("rejections", rejections, 1, Integer.MAX_VALUE, "nearest miss");
    }

    /** As in "w-17 lacks 500 millicores of cpu (asked 2,000, has 1,500)". */
    @Override
    public String toString() {
      String start = workerId + (rejections.get(0).lacks() ? " " : ": ");
      return rejections.stream().map(Rejection::message).collect(joining("; ", start, ""));
    }
  }

  /**
   * A worker that fits, and its grades.
   *
   * @param total the sum of weight × score
   * @param chosen whether the job is there
   */
  public record Candidate(String workerId, long total, boolean chosen, List<PluginScore> scores) {
    public Candidate {
      Check.id("workerId", workerId, "candidate");
      String owner = "candidate " + workerId;
      scores = Check.list("scores", scores, 0, Integer.MAX_VALUE, owner);
    }

    @Override
    public String toString() {
      var text = new StringBuilder(chosen ? "chosen " : "       ").append(workerId);
      text.append(" total ").append(Amounts.number(total));
      String separator = " = ";
      for (PluginScore score : scores) {
        text.append(separator).append(score);
        separator = " + ";
      }
      return text.toString();
    }
  }

  /** One plugin's grade of one worker, and what the grade counts. */
  public record PluginScore(String plugin, int weight, int score) {
    public PluginScore {
      Check.id("plugin", plugin, "score");
    }

    /** As in "resourceBalance 40 × 812,500". */
    @Override
    public String toString() {
      return plugin + " " + weight + " × " + Amounts.number(score);
    }
  }

  /** The whole answer in lines for a person; for a program there are the parts. */
  @Override
  public String toString() {
    var text = new StringBuilder("job ").append(jobId).append(" (").append(state).append("): ");
    text.append(Amounts.number(feasible)).append(" of ");
    text.append(Amounts.count(workers, "worker"));
    text.append(feasible == 1 ? " fits" : " fit");
    for (Reason reason : reasons) {
      line(text, reason.toString());
    }
    if (nearestMiss != null) {
      line(text, "nearest miss: " + nearestMiss);
    }
    for (Candidate candidate : candidates) {
      line(text, candidate.toString());
    }
    if (note != null) {
      line(text, note);
    }
    if (priority != null) {
      line(text, priority.toString().replace("\n", "\n" + INDENT));
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String line) {
    text.append('\n').append(INDENT).append(line);
  }
}
