package dev.berth.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.model.QuotaShortfall.Cause;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QuotaValueTest {
  private static final Quota.Builder CI = Quota.builder("ci").tenant("ci").limit("cpu", 4_000);

  @Test
  void builder_defaults_areThoseDocumented() {
    Quota quota = Quota.builder("q").limit("gpu", 0).build();
    assertThat(quota.tenant()).isNull();
    assertThat(quota.queue()).isNull();
    assertThat(quota.priorityClasses()).isEmpty();
    assertThat(quota.maxJobs()).isEqualTo(Quota.UNLIMITED);
    assertThat(quota.maxConcurrentJobs()).isEqualTo(Quota.UNLIMITED);
    assertThat(quota.cohort()).isNull();
    assertThat(quota.order()).isEqualTo(QuotaOrder.STRICT);
    assertThat(quota.toBuilder().build()).isEqualTo(quota);
  }

  @Test
  void build_negativeAmounts_nameFieldValueAndQuota() {
    assertThatThrownBy(() -> Quota.builder("q").limit("cpu", -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("limit of cpu (-1) of quota q must be 0 or more");
    assertThatThrownBy(() -> Quota.builder("q").maxJobs(-1).build())
        .hasMessage("maxJobs (-1) of quota q must be 0 or more");
    assertThatThrownBy(() -> Quota.builder("q").maxConcurrentJobs(-2).build())
        .hasMessage("maxConcurrentJobs (-2) of quota q must be 0 or more");
    assertThatThrownBy(() -> Quota.builder("q").borrowingLimit("cpu", -1))
        .hasMessage("borrowingLimit of cpu (-1) of quota q must be 0 or more");
    assertThatThrownBy(() -> Quota.builder("q").lendingLimit("cpu", -1))
        .hasMessage("lendingLimit of cpu (-1) of quota q must be 0 or more");
    assertThatThrownBy(() -> Quota.builder("q").limit("cpu", Limits.QUOTA_AMOUNT + 1))
        .hasMessageStartingWith(
            "limit of cpu (1152921504606846977) of quota q must be at most 1152921504606846976\n"
                + "Maybe the unit is wrong");
  }

  @Test
  void build_thatLimitsNothing_isRefused() {
    assertThatThrownBy(() -> Quota.builder("q").tenant("a").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("limits (none) of quota q must name at least one resource or number of jobs");
  }

  @Test
  void build_borrowingOrLending_needsACohortAndALimit() {
    assertThatThrownBy(() -> Quota.builder("q").limit("cpu", 1).borrowingLimit("cpu", 1).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "borrowingLimit of cpu (1) of quota q must come with a cohort\nMaybe the cohort's name");
    assertThatThrownBy(() -> Quota.builder("q").limit("cpu", 1).lendingLimit("cpu", 1).build())
        .hasMessageStartingWith("lendingLimit of cpu (1) of quota q must come with a cohort");
    assertThatThrownBy(
            () -> Quota.builder("q").cohort("c").limit("cpu", 1).lendingLimit("gpu", 1).build())
        .hasMessage("lendingLimit of gpu (1) of quota q must be of a resource that it limits");
  }

  @Test
  void build_badNames_areRefused() {
    assertThatThrownBy(() -> Quota.builder("a b")).hasMessageStartingWith("name (a b) of quota");
    assertThatThrownBy(() -> Quota.builder("q").tenant("")).hasMessageStartingWith("tenant ()");
    assertThatThrownBy(() -> Quota.builder("q").queue("")).hasMessageStartingWith("queue ()");
    assertThatThrownBy(() -> Quota.builder("q").cohort("")).hasMessageStartingWith("cohort ()");
    assertThatThrownBy(() -> Quota.builder("q").limit("", 1))
        .hasMessageStartingWith("name of a resource () of quota q");
  }

  @Test
  @SuppressWarnings("NullAway") // what a caller without a null checker can do
  void constructor_nulls_areNamed() {
    assertThatThrownBy(
            () -> new Quota("q", null, null, Set.of(), null, 1, 1, null, Map.of(), Map.of(), null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("limits of quota q must not be null");
    assertThatThrownBy(
            () ->
                new Quota(
                    "q", null, null, Set.of(), Map.of(), 1, 1, null, Map.of(), Map.of(), null))
        .hasMessage("order of quota q must not be null");
    assertThatThrownBy(() -> new Loan("a", "b", null, 1))
        .hasMessage("resource of loan must not be null");
    assertThatThrownBy(() -> new PriorityClass(null, PreemptionPolicy.LOWER, ""))
        .hasMessage("priority of priority class must not be null");
  }

  @Test
  void limits_areCopied_andInAlphabeticalOrder() {
    var limits = new HashMap<>(Map.of("memory", 1L, "cpu", 2L, "gpu", 0L));
    Quota quota =
        new Quota(
            "q", null, null, Set.of(), limits, 1, 1, null, Map.of(), Map.of(), QuotaOrder.STRICT);
    limits.clear();
    assertThat(quota.limits())
        .containsExactly(Map.entry("cpu", 2L), Map.entry("gpu", 0L), Map.entry("memory", 1L));
  }

  @Test
  void appliesTo_tenantQueueAndPriority_allMustAgree() {
    Quota quota = CI.build().toBuilder().queue("n").priorityClass("LOW").build();
    Job job = Job.builder("j").tenant("ci").queue("n").priority(Priority.LOW).build();
    assertThat(quota.appliesTo(job)).isTrue();
    assertThat(quota.appliesTo(job.toBuilder().tenant("x").build())).isFalse();
    assertThat(quota.appliesTo(job.toBuilder().queue("x").build())).isFalse();
    assertThat(quota.appliesTo(job.toBuilder().priority(Priority.HIGH).build())).isFalse();
    assertThat(quota.subject()).isEqualTo("tenant ci in queue n with priority [LOW]");
  }

  @Test
  void overlaps_whenOneJobCouldCountForBoth() {
    Quota ci = CI.build();
    assertThat(ci.overlaps(Quota.builder("x").queue("n").maxJobs(1).build())).isTrue();
    assertThat(ci.overlaps(Quota.builder("x").tenant("y").maxJobs(1).build())).isFalse();
    Quota low = ci.toBuilder().priorityClass("LOW").build();
    assertThat(low.overlaps(ci)).isTrue();
    assertThat(low.overlaps(ci.toBuilder().priorityClass("HIGH").build())).isFalse();
  }

  @Test
  void shortfall_message_givesTheNumbers() {
    QuotaShortfall shortfall =
        new QuotaShortfall(
            "ci",
            Cause.COHORT,
            "cpu",
            4_000,
            14_000,
            16_000,
            1_500,
            List.of(
                new Loan("ci", "batch", "cpu", 300),
                new Loan("ci", "web", "cpu", 100),
                new Loan("ci", "x", "cpu", 50),
                new Loan("ci", "y", "cpu", 50)),
            null);
    assertThat(shortfall.message())
        .isEqualTo(
            "quota ci: cpu asked 4,000, used 14,000 of 16,000 millicores (300 borrowed by batch, 100"
                + " borrowed by web, 50 borrowed by x and 1 other), 1,500 left with its cohort's");
    assertThat(
            new QuotaShortfall(
                    "m", Cause.LIMIT, "memory", 1L << 30, 3L << 30, 1L << 31, 0, List.of(), null)
                .message())
        .isEqualTo("quota m: memory asked 1 GiB, used 3 GiB of 2 GiB");
  }

  @Test
  void priorityClasses_standard_areTheFivePriorities() {
    assertThat(PriorityClass.STANDARD)
        .extracting(PriorityClass::priority)
        .containsExactly(
            Priority.CRITICAL, Priority.HIGH, Priority.MEDIUM, Priority.LOW, Priority.BATCH);
    PriorityClass urgent = PriorityClass.of("urgent", 9).neverPreempting();
    assertThat(urgent.preemptionPolicy()).isEqualTo(PreemptionPolicy.NEVER);
    assertThat(urgent.value()).isEqualTo(9);
    assertThatThrownBy(
            () -> new PriorityClass(Priority.LOW, PreemptionPolicy.NEVER, "x".repeat(1_001)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("of priority class LOW must have at most 1000 characters");
  }
}
