package dev.berth.internal.policy.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.model.Job;
import dev.berth.model.Priority;
import dev.berth.model.Quota;
import dev.berth.model.QuotaOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who is admitted when, by stories with their arithmetic. Amounts are millicores. */
class QuotaBookTest {
  private static final Quota TEN = quota("a", 10).build();

  private static Quota.Builder quota(String tenant, long cpu) {
    return Quota.builder(tenant).tenant(tenant).limit("cpu", cpu);
  }

  private static Quota.Builder shared(String tenant, long cpu) {
    return quota(tenant, cpu).cohort("all");
  }

  // ---- one quota

  @Test
  void tryAdmit_upToTheLimit_thenNotOneMore() {
    Books books = new Books(TEN);
    assertThat(books.submit("j1", "a", 6)).isNull();
    assertThat(books.submit("j2", "a", 4)).isNull();
    assertThat(books.submit("j3", "a", 1))
        .isEqualTo("quota a: cpu asked 1, used 10 of 10 millicores");
    assertThat(books.submit("free", "a", 0)).as("asks for nothing, but not its turn").isNotNull();
    assertThat(books.submit("other", "b", 100)).isNull();
  }

  @Test
  void tryAdmit_overSeveralQuotas_takesAllOrNothing() {
    Quota queue = Quota.builder("q").queue("q").limit("memory", 5).build();
    Books books = new Books(TEN, queue);
    Job both = Books.job("both", "a", 4).queue("q").memoryBytes(6).build();
    assertThat(books.submit(both)).isEqualTo("quota q: memory asked 6 B, at most 5 B possible");
    assertThat(books.used("a")).isZero();

    assertThat(books.submit(Books.job("x", "a", 1).queue("q").memoryBytes(5).build())).isNull();
    assertThat(books.submit(Books.job("y", "a", 1).queue("q").memoryBytes(1).build()))
        .startsWith("quota q: memory asked 1 B");
    assertThat(books.used("a")).isEqualTo(1);
  }

  @Test
  void tryAdmit_ofTheConcurrentJobs_countsThoseAdmitted() {
    Books books = new Books(Quota.builder("two").maxConcurrentJobs(2).build());
    books.submit("j1", "a", 1);
    books.submit("j2", "b", 1);
    assertThat(books.submit("j3", "a", 1)).isEqualTo("quota two: 2 of 2 concurrent jobs");
    assertThat(books.end("j1")).containsExactly("j3");
  }

  @Test
  void enter_ofTheJobs_countsHeldOnesToo() {
    Books books = new Books(TEN.toBuilder().maxJobs(2).build());
    books.submit("j1", "a", 10);
    books.submit("j2", "a", 1);
    assertThat(books.submit("j3", "a", 1)).isEqualTo("quota a: 2 of 2 jobs");
    books.suspend("j2");
    assertThat(books.submit("j4", "a", 1)).isEqualTo("quota a: 2 of 2 jobs");
    books.end("j2");
    assertThat(books.submit("j5", "a", 1)).startsWith("quota a: cpu asked 1");
  }

  @Test
  void quota_ofTenantInAQueueOrOfAPriority_countsThoseAlone() {
    Quota nightly = Quota.builder("n").tenant("a").queue("n").maxConcurrentJobs(0).build();
    Quota low = Quota.builder("low").priorityClass("LOW").limit("cpu", 1).build();
    Books books = new Books(nightly, low);
    assertThat(books.submit("j1", "a", 9)).isNull();
    assertThat(books.submit(Books.job("j2", "b", 9).queue("n").build())).isNull();
    assertThat(books.submit(Books.job("j3", "a", 9).queue("n").build()))
        .isEqualTo("quota n: concurrent jobs asked 1, at most 0 possible");
    assertThat(books.submit("j4", "b", 2, Priority.LOW)).startsWith("quota low: cpu asked 2");
  }

  // ---- order

  @Test
  void strict_smallerJobsBehindALargeOne_doNotPassIt() {
    Books books = new Books(TEN);
    books.submit("running", "a", 6);
    books.submit("large", "a", 10);
    assertThat(books.submit("small", "a", 1)).isEqualTo("quota a: waits behind job large");
    assertThat(books.end("running")).containsExactly("large");
    assertThat(books.end("large")).containsExactly("small");
  }

  @Test
  void bestEffort_smallerJobs_useWhatALargeOneCannot() {
    Books books = new Books(TEN.toBuilder().order(QuotaOrder.BEST_EFFORT).build());
    books.submit("running", "a", 6);
    books.submit("large", "a", 10);
    assertThat(books.submit("small", "a", 2)).isNull();
    assertThat(books.submit("medium", "a", 4)).startsWith("quota a: cpu asked 4, used 8");
    assertThat(books.submit("same", "a", 4)).isEqualTo("quota a: waits behind job medium");
    assertThat(books.end("small")).containsExactly("medium");
    assertThat(books.end("running")).containsExactly("same");
    assertThat(books.why("large")).startsWith("quota a: cpu asked 10, used 8");
  }

  @Test
  void order_byPriorityThenAge() {
    Books books = new Books(TEN);
    books.submit("running", "a", 10);
    books.submit("low", "a", 10, Priority.LOW);
    books.submit("old", "a", 5, Priority.HIGH);
    books.submit("young", "a", 5, Priority.HIGH);
    assertThat(books.end("running")).containsExactly("old", "young");
  }

  @Test
  void urgentJob_thatHasRoom_passesThoseThatWait() {
    Books books = new Books(TEN);
    books.submit("running", "a", 6);
    books.submit("large", "a", 5);
    assertThat(books.submit("urgent", "a", 4, Priority.HIGH)).isNull();
  }

  @Test
  void suspendedJob_comesBackAtThePlaceOfItsAge() {
    Books books = new Books(TEN);
    books.submit("running", "a", 10);
    books.submit("old", "a", 10);
    books.submit("young", "a", 10);
    assertThat(books.suspend("old")).isEmpty();
    assertThat(books.why("young")).startsWith("quota a: cpu asked 10");
    books.resume("old");
    assertThat(books.why("young")).isEqualTo("quota a: waits behind job old");
    assertThat(books.end("running")).containsExactly("old");
  }

  @Test
  void headOfTheLine_thatIsCalledOff_letsTheNextOn() {
    Books books = new Books(TEN);
    books.submit("running", "a", 5);
    books.submit("large", "a", 9);
    books.submit("small", "a", 5);
    assertThat(books.end("large")).containsExactly("small");
  }

  @Test
  void jobShortOfAnotherQuota_blocksNobodyInTheFirst() {
    Quota everybody = Quota.builder("all").limit("cpu", 20).build();
    Books books = new Books(everybody, TEN);
    books.submit("a1", "a", 10);
    books.submit("a2", "a", 10);
    assertThat(books.why("a2")).startsWith("quota a: cpu asked 10, used 10 of 10");
    assertThat(books.submit("b1", "b", 10)).isNull();
    books.submit("a3", "a", 1);
    books.submit("b2", "b", 1);
    assertThat(books.why("b2")).startsWith("quota all: cpu asked 1, used 20");

    // a2 has room in neither; when a1 ends it takes all of tenant a's, and b2 still waits.
    assertThat(books.end("a1")).containsExactly("a2");
    assertThat(books.end("b1")).containsExactly("b2");
  }

  @Test
  void jobThatAsksForMoreThanThereIsNow_standsAsideUntilLimitsGrow() {
    Books books = new Books(TEN);
    books.submit("running", "a", 10);
    books.submit("large", "a", 10);
    books.submit("small", "a", 5);
    assertThat(books.put(quota("a", 9).build())).isEmpty();
    assertThat(books.why("large"))
        .isEqualTo("quota a: cpu asked 10, at most 9 millicores possible");
    assertThat(books.end("running")).containsExactly("small");
    assertThat(books.end("small")).isEmpty();
    assertThat(books.put(TEN)).containsExactly("large");
  }

  // ---- limits that change

  @Test
  void put_belowWhatIsUsed_stopsNobodyAndAdmitsNobodyUntilBelow() {
    Books books = new Books(TEN);
    books.submit("j1", "a", 4);
    books.submit("j2", "a", 4);
    books.put(quota("a", 5).build());
    assertThat(books.isAdmitted("j1")).isTrue();
    assertThat(books.submit("j3", "a", 1))
        .isEqualTo("quota a: cpu asked 1, used 8 of 5 millicores");
    assertThat(books.submit(Job.builder("gpu").tenant("a").gpus(1).build()))
        .as("strict: not its turn")
        .isNotNull();
    assertThat(books.end("j1")).containsExactly("j3", "gpu");
    assertThat(books.used("a")).isEqualTo(5);
  }

  @Test
  void put_ofAQuotaForOthers_countsAnew() {
    Books books = new Books(TEN);
    books.submit("a1", "a", 6);
    books.submit("a2", "a", 6);
    books.submit("b1", "b", 7);
    Quota moved = Quota.builder("a").tenant("b").limit("cpu", 10).maxConcurrentJobs(5).build();
    assertThat(books.put(moved)).containsExactly("a2");
    assertThat(books.used("a")).isEqualTo(7);
    assertThat(books.submit("b2", "b", 4)).isNotNull();
  }

  @Test
  void put_ofAnotherResource_countsWhatIsUsedOfIt() {
    Books books = new Books(TEN);
    books.submit(Books.job("j1", "a", 1).memoryBytes(7).build());
    books.put(TEN.toBuilder().limit("memory", 8).build());
    assertThat(books.usage("a").used()).containsEntry("memory", 7L);
    assertThat(books.submit(Books.job("j2", "a", 1).memoryBytes(2).build()))
        .isEqualTo("quota a: memory asked 2 B, used 7 B of 8 B");
  }

  @Test
  void put_ofAnotherOrder_movesWhoWaits() {
    Books books = new Books(TEN);
    books.submit("running", "a", 8);
    books.submit("large", "a", 8);
    books.submit("small", "a", 2);
    assertThat(books.put(TEN.toBuilder().order(QuotaOrder.BEST_EFFORT).build()))
        .containsExactly("small");
  }

  @Test
  void remove_letsOnWhoWaitedForItAlone() {
    Books books = new Books(TEN, Quota.builder("all").limit("cpu", 30).build());
    books.submit("j1", "a", 10);
    books.submit("j2", "a", 10, Priority.LOW);
    books.submit("j3", "a", 10);
    books.submit("j4", "a", 10);
    assertThat(books.remove("a")).containsExactly("j3", "j4");
    assertThat(books.why("j2")).startsWith("quota all: cpu asked 10, used 30");
  }

  // ---- cohorts

  @Test
  void borrow_whatOthersLeave_upToTheBorrowingLimit() {
    Books books =
        new Books(shared("a", 10).borrowingLimit("cpu", 5).build(), shared("b", 10).build());
    assertThat(books.submit("a1", "a", 14)).isNull();
    assertThat(books.loans("a")).containsExactly("a owes b cpu 4 millicores");
    assertThat(books.submit("a2", "a", 2))
        .isEqualTo("quota a: cpu asked 2, used 14 of 10 millicores");
    assertThat(books.submit("b1", "b", 6)).isNull();
    assertThat(books.submit("b2", "b", 1))
        .isEqualTo(
            "quota b: cpu asked 1, used 6 of 10 millicores (4 borrowed by a), 0 left with its"
                + " cohort's");
  }

  @Test
  void lend_upToTheLendingLimit_andKeepTheRestAtAnyTime() {
    Books books =
        new Books(shared("a", 10).build(), shared("b", 10).lendingLimit("cpu", 3).build());
    assertThat(books.submit("a1", "a", 14)).startsWith("quota a: cpu asked 14, at most 13");
    assertThat(books.submit("a2", "a", 13)).isNull();
    assertThat(books.submit("b1", "b", 7)).isNull();
    assertThat(books.submit("b2", "b", 1)).isNotNull();
  }

  @Test
  void lender_thatNeedsItsOwn_passesItsClaimToAnother() {
    Books books =
        new Books(shared("a", 10).build(), shared("b", 9).build(), shared("c", 8).build());
    books.submit("a1", "a", 15);
    assertThat(books.loans("a"))
        .containsExactly("a owes b cpu 5 millicores"); // b has most to spare
    assertThat(books.submit("b1", "b", 9)).isNull();
    assertThat(books.loans("a")).containsExactly("a owes c cpu 5 millicores");
    assertThat(books.loans("b")).isEmpty();
    assertThat(books.loans("c")).containsExactly("a owes c cpu 5 millicores");
  }

  @Test
  void whileAMemberWaitsForItsOwn_nobodyBorrowsMore() {
    Books books = new Books(shared("a", 10).build(), shared("b", 10).build());
    books.submit("a1", "a", 6);
    books.submit("a2", "a", 6);
    books.submit("a3", "a", 6);
    books.submit("b1", "b", 4);
    assertThat(books.why("b1")).startsWith("quota b: cpu asked 4, used 0 of 10 millicores (8 borr");
    assertThat(books.submit("a4", "a", 1, Priority.CRITICAL))
        .isEqualTo(
            "quota a: cpu asked 1, used 18 of 10 millicores, and nobody borrows while quota b waits"
                + " for its own");
    assertThat(books.end("a1")).containsExactly("b1", "a4");
  }

  @Test
  void owners_goBeforeBorrowers_howeverUrgent() {
    Books books =
        new Books(shared("a", 10).build(), shared("b", 10).build(), shared("c", 10).build());
    books.submit("c1", "c", 30);
    books.submit("a1", "a", 20, Priority.CRITICAL);
    books.submit("b1", "b", 10, Priority.LOW);
    assertThat(books.end("c1")).containsExactly("b1", "a1");
  }

  @Test
  void owners_thatWaitedForSomethingElse_goBeforeBorrowersToo() {
    Quota one = shared("b", 10).maxConcurrentJobs(1).build();
    Books books = new Books(shared("a", 10).build(), one);
    books.submit("b1", "b", 20);
    books.submit("a1", "a", 20, Priority.CRITICAL);
    assertThat(books.submit("b2", "b", 10)).isEqualTo("quota b: 1 of 1 concurrent jobs");
    assertThat(books.end("b1")).containsExactly("b2");
  }

  @Test
  void put_loweredBelowWhatIsLent_leavesTheRestOwedToNobody_andItIsRepaidFirst() {
    Books books = new Books(shared("a", 10).build(), shared("b", 10).build());
    books.submit("a1", "a", 10);
    books.submit("a2", "a", 6);
    books.submit("a3", "a", 2);
    books.put(shared("b", 5).build());
    assertThat(books.loans("b")).containsExactly("a owes b cpu 5 millicores"); // of 8 it uses
    assertThat(books.submit("b1", "b", 1)).isNotNull();
    books.end("a3");
    assertThat(books.loans("b")).containsExactly("a owes b cpu 5 millicores");
    assertThat(books.end("a2")).containsExactly("b1");
    assertThat(books.loans("b")).isEmpty();
  }

  @Test
  void cohortOfOne_borrowsNothing_untilAnotherJoins() {
    Books books = new Books(shared("a", 10).build());
    assertThat(books.submit("a1", "a", 10)).isNull();
    assertThat(books.submit("a2", "a", 1))
        .isEqualTo("quota a: cpu asked 1, used 10 of 10 millicores, 0 left with its cohort's");
    assertThat(books.put(shared("b", 1).build())).containsExactly("a2");
    assertThat(books.put(quota("b", 1).build())).isEmpty();
    assertThat(books.loans("a")).isEmpty();
    assertThat(books.used("a")).isEqualTo(11);
  }

  @Test
  void remove_ofALender_leavesItsBorrowersToOthers() {
    Books books =
        new Books(shared("a", 10).build(), shared("b", 20).build(), shared("c", 4).build());
    books.submit("a1", "a", 15);
    assertThat(books.remove("b")).isEmpty();
    assertThat(books.loans("a")).containsExactly("a owes c cpu 4 millicores"); // 1 owed to nobody
    assertThat(books.submit("c1", "c", 1)).isNotNull();
  }

  // ---- cost

  @Test
  void whatIsGivenBack_looksAtOneOfAMillionThatWait() {
    Books books = new Books(TEN, quota("b", 10).build());
    books.submit("a-running", "a", 10);
    books.submit("b-running", "b", 10);
    List<BookedJob> crowd = new ArrayList<>();
    IntStream.range(0, 1_000_000)
        .forEach(
            i -> {
              BookedJob job = new BookedJob(Books.job("j" + i, "a", 10).build(), 10 + i);
              books.book.enter(job);
              books.book.tryAdmit(job);
              crowd.add(job);
            });
    books.book.giveBack(books.job("a-running"));
    assertThat(books.book.next()).isSameAs(crowd.get(0));
    assertThat(books.book.next()).isNull();
    for (int i = 0; i < 200_000; i++) { // ends in time only if nobody looks at the crowd
      books.book.giveBack(books.job("b-running"));
      assertThat(books.book.tryAdmit(books.job("b-running"))).isNull();
      assertThat(books.book.next()).isNull();
    }
  }

  // ---- bad input

  @Test
  void rules_refuseQuotasThatClash() {
    QuotaRules rules = QuotaRules.of(List.of(shared("a", 10).build()));
    assertThatThrownBy(() -> rules.put(Quota.builder("x").tenant("a").limit("cpu", 1).build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "quota 'x' counts the same jobs as quota 'a': those of tenant a\nMaybe");
    Quota queue = Quota.builder("q").queue("q").limit("cpu", 1).cohort("all").build();
    assertThatThrownBy(() -> rules.put(queue))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "quotas 'q' (every tenant in queue q) and 'a' (tenant a) of cohort 'all' count some jobs"
                + " both; a job may use a cohort only once");
    assertThat(rules.all()).hasSize(1);

    rules.put(queue.toBuilder().cohort("other").build());
    rules.put(Quota.builder("x").tenant("a").priorityClass("LOW").limit("cpu", 1).build());
  }

  @Test
  void rules_refuseACohortWhoseSumDoesNotFit() {
    QuotaRules rules = new QuotaRules();
    for (int i = 0; i < 4; i++) {
      rules.put(shared("t" + i, 1L << 60).build());
    }
    assertThatThrownBy(() -> rules.put(shared("t4", 1).build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "limit of cpu (1) of quota t4 must leave the sum in cohort all at most"
                + " 4611686018427387904");
  }

  @Test
  void rules_refuseTooLargeACohort() {
    QuotaRules rules = new QuotaRules();
    for (int i = 0; i < 1_000; i++) {
      rules.put(shared("t" + i, 1).build());
    }
    rules.put(shared("t0", 2).build());
    assertThatThrownBy(() -> rules.put(shared("more", 1).build()))
        .hasMessage("quota 'more' would be one more than 1,000 in cohort 'all'");
  }
}
