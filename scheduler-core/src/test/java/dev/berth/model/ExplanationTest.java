package dev.berth.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.model.Explanation.Candidate;
import dev.berth.model.Explanation.NearMiss;
import dev.berth.model.Explanation.PluginScore;
import dev.berth.model.Explanation.Reason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplanationTest {
  private static final Rejection TAINT =
      Rejection.mismatch("taint", "taint dedicated=gpu:NoSchedule not tolerated");

  @Test
  void toString_ofAWaitingJob_saysWhyLineByLine() {
    var explanation =
        new Explanation(
            "build-42",
            JobState.QUEUED,
            1000,
            0,
            List.of(
                new Reason("resources", "insufficient", "cpu", 812, 64_000, 32_000),
                new Reason("resources", "insufficient", "memory", 1, 4L << 30, 3L << 29),
                new Reason("taints", "taint", TAINT.subject(), 188, 0, 0)),
            new NearMiss("w-17", List.of(Rejection.insufficient("cpu", 2000, 1500))),
            List.of(),
            null);

    assertThat(explanation)
        .hasToString(
            """
            job build-42 (QUEUED): 0 of 1,000 workers fit
                812 workers: insufficient cpu (asked 64,000 millicores, best available 32,000) \
            [resources]
                1 worker: insufficient memory (asked 4 GiB, best available 1.5 GiB) [resources]
                188 workers: taint dedicated=gpu:NoSchedule not tolerated [taints]
                nearest miss: w-17 lacks 500 millicores of cpu (asked 2,000, has 1,500)""");
  }

  @Test
  void toString_ofAPlacedJob_gradesTheCandidates() {
    var explanation =
        new Explanation(
            "build-42",
            JobState.RUNNING,
            1,
            1,
            List.of(),
            null,
            List.of(
                new Candidate(
                    "w-7",
                    53_500_000,
                    true,
                    List.of(
                        new PluginScore("resourceBalance", 40, 812_500),
                        new PluginScore("load", 30, 700_000))),
                new Candidate("w-9", 0, false, List.of())),
            "placed 3 s ago");

    assertThat(explanation)
        .hasToString(
            """
            job build-42 (RUNNING): 1 of 1 worker fits
                chosen w-7 total 53,500,000 = resourceBalance 40 × 812,500 + load 30 × 700,000
                       w-9 total 0
                placed 3 s ago""");
  }

  @Test
  void nearMiss_withSeveralReasons_tellsAll() {
    var cpu = Rejection.insufficient("cpu", 2, 1);

    assertThat(new NearMiss("w", List.of(cpu, TAINT)))
        .hasToString(
            "w lacks 1 millicore of cpu (asked 2, has 1); taint dedicated=gpu:NoSchedule not"
                + " tolerated");
    assertThat(new NearMiss("w", List.of(TAINT, cpu)))
        .hasToString(
            "w: taint dedicated=gpu:NoSchedule not tolerated; lacks 1 millicore of cpu (asked 2,"
                + " has 1)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cpu     | 2000       | 1500       | lacks 500 millicores of cpu (asked 2,000, has 1,500)",
        "memory  | 4294967296 | 1610612736 | lacks 2.5 GiB of memory (asked 4 GiB, has 1.5 GiB)",
        "storage | 1073741825 | 1073741824 | lacks 1 B of storage (asked 1,073,741,825 B, has"
            + " 1,073,741,824 B)",
        "gpu     | 1000       | 500        | lacks 500 thousandths of gpu (asked 1,000, has 500)",
        "fpga    | 3          | 1          | lacks 2 of fpga (asked 3, has 1)",
      })
  void rejection_ofAnAmount_readsWithUnits(String subject, long asked, long had, String message) {
    var rejection = Rejection.insufficient(subject, asked, had);

    assertThat(rejection.message()).isEqualTo(message);
    assertThat(rejection.code()).isEqualTo("insufficient");
    assertThat(rejection.curableByPreemption()).isTrue();
  }

  @Test
  void rejection_ofAMismatch_isInItsOwnWords() {
    assertThat(TAINT).isEqualTo(new Rejection("taint", TAINT.subject(), 0, 0, false));
    assertThat(TAINT.message()).isEqualTo("taint dedicated=gpu:NoSchedule not tolerated");
  }

  @Test
  void rejection_ofACodeOfItsOwn_isInItsOwnWordsWhateverItsNumbers() {
    var rejection = new Rejection("crowded", "zone=a would hold 4 jobs, at most 2", 4, 2, true);

    assertThat(rejection.message()).isEqualTo("zone=a would hold 4 jobs, at most 2");
    assertThat(new NearMiss("w", List.of(rejection)))
        .hasToString("w: zone=a would hold 4 jobs, at most 2");
    assertThat(new Reason("f", "crowded", rejection.subject(), 9, 4, 2))
        .hasToString("9 workers: zone=a would hold 4 jobs, at most 2 [f]");
  }

  @Test
  void rejection_badParts_areNamed() {
    assertThatThrownBy(() -> Rejection.mismatch("", "x"))
        .hasMessageStartingWith("code () of rejection must be 1 to 253");
    assertThatThrownBy(() -> Rejection.insufficient("cpu", -1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("asked (-1) of rejection insufficient must be 0 or more");
    assertThatThrownBy(() -> Rejection.insufficient("cpu", 1, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("had (-1) of rejection insufficient must be 0 or more");
  }

  @Test
  void new_badParts_areNamed() {
    assertThatThrownBy(() -> explanation(-1, 0))
        .hasMessage("workers (-1) of explanation of job j must be 0 or more");
    assertThatThrownBy(() -> explanation(1, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("feasible (2) of explanation of job j must be 0 to 1");
    assertThatThrownBy(() -> new Reason("f", "c", "s", 0, 0, 0))
        .hasMessage("workers (0) of reason c must be 1 or more");
    assertThatThrownBy(() -> new Reason("f", "c", "s", 1, -1, 0))
        .hasMessage("asked (-1) of reason c must be 0 or more");
    assertThatThrownBy(() -> new Reason("f", "c", "s", 1, 0, -1))
        .hasMessage("bestAvailable (-1) of reason c must be 0 or more");
    assertThatThrownBy(() -> new Reason("a b", "c", "s", 1, 0, 0))
        .hasMessageStartingWith("filter (a b) of reason must be 1 to 253");
    assertThatThrownBy(() -> new NearMiss("w", List.of()))
        .hasMessage("rejections (0 entries) of nearest miss must have 1 or more");
    assertThatThrownBy(() -> new Candidate("", 0, false, List.of()))
        .hasMessageStartingWith("workerId () of candidate must be 1 to 253");
    assertThatThrownBy(() -> new PluginScore("", 0, 0))
        .hasMessageStartingWith("plugin () of score must be 1 to 253");
  }

  private static Explanation explanation(int workers, int feasible) {
    return new Explanation(
        "j", JobState.QUEUED, workers, feasible, List.of(), null, List.of(), null);
  }

  @Test
  void lists_areCopies() {
    var reasons = new ArrayList<>(List.of(new Reason("f", "c", "s", 1, 0, 0)));
    var explanation = new Explanation("j", JobState.QUEUED, 1, 0, reasons, null, List.of(), null);
    reasons.clear();

    assertThat(explanation.reasons()).hasSize(1);
  }
}
