package dev.berth.queue;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.berth.queue.FairQueue.Entry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FairQueueTest {
  private final FairQueue<String> queue = new FairQueue<>();

  @Test
  void poll_empty() {
    assertThat(queue.poll()).isNull();
    assertThat(queue.peek()).isNull();
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void poll_oneTenant_firstInFirstOut() {
    offer("red", 1, "r1", "r2", "r3");

    assertThat(drain()).containsExactly("r1", "r2", "r3");
  }

  @Test
  void poll_equalWeights_taken_inTurn() {
    offer("red", 1, "r1", "r2", "r3");
    offer("blue", 1, "b1", "b2", "b3");

    assertThat(drain()).containsExactly("r1", "b1", "r2", "b2", "r3", "b3");
  }

  /**
   * Start tags of red, of weight 1: 0, 1, 2, …; of blue, of weight 2: 0, ½, 1, 1½, …; at 1 red had
   * its tag first, at 2 again.
   */
  @Test
  void poll_weightTwo_twiceAsOften() {
    queue.weight("blue", 2);
    offer("red", 1, "r1", "r2", "r3");
    offer("blue", 1, "b1", "b2", "b3", "b4", "b5");

    assertThat(drain()).containsExactly("r1", "b1", "b2", "r2", "b3", "b4", "r3", "b5");
  }

  /** Red's elements cost three times as much: its tags are 0, 3; blue's 0, 1, 2, 3. */
  @Test
  void poll_costThree_thirdAsOften() {
    offer("red", 3, "r1", "r2");
    offer("blue", 1, "b1", "b2", "b3", "b4");

    assertThat(drain()).containsExactly("r1", "b1", "b2", "b3", "r2", "b4");
  }

  @Test
  void poll_newTenant_beforeTheSecondOfALongLine() {
    for (int i = 0; i < 1_000_000; i++) {
      queue.offer("red", 1, "red");
    }
    assertThat(pollElement()).isEqualTo("red");

    queue.offer("blue", 1, "blue");

    assertThat(pollElement()).isEqualTo("blue");
    assertThat(pollElement()).isEqualTo("red");
    assertThat(queue.size()).isEqualTo(999_998);
  }

  @Test
  void poll_returningTenant_getsNoCreditForIdling() {
    offer("red", 1, "r1", "r2", "r3", "r4", "r5", "r6");
    offer("blue", 1, "b1");
    List<String> first = poll(5); // r1 b1 r2 r3 r4

    offer("blue", 1, "b2", "b3", "b4");

    assertThat(first).containsExactly("r1", "b1", "r2", "r3", "r4");
    // Not b2 b3 b4 first, as blue's three turns of waiting would have it.
    assertThat(drain()).containsExactly("b2", "r5", "b3", "r6", "b4");
  }

  /** Blue pays 10 for b1, and is not let off by being idle while red is served at 0, 1 and 2. */
  @Test
  void poll_shortPause_keepsWhatIsOwed() {
    offer("blue", 10, "b1");
    offer("red", 1, "r1", "r2", "r3", "r4", "r5");
    assertThat(poll(4)).containsExactly("b1", "r1", "r2", "r3");

    offer("blue", 1, "b2");

    assertThat(drain()).containsExactly("r4", "r5", "b2");
  }

  @Test
  void poll_emptied_everyoneStartsAnew() {
    offer("blue", 10, "b1");
    assertThat(drain()).containsExactly("b1");

    offer("blue", 1, "b2");
    offer("red", 1, "r1");

    assertThat(drain()).containsExactly("b2", "r1");
  }

  /** Three elements of cost 1 fill a quantum of 3; of cost 2, two, the second beyond it. */
  @Test
  void poll_quantum_keepsTheTurn() {
    FairQueue<String> coarse = new FairQueue<>(3, 10);
    for (int i = 1; i <= 6; i++) {
      coarse.offer("red", 1, "r" + i);
      coarse.offer("blue", 2, "b" + i);
    }
    List<String> polled = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      polled.add(take(coarse.poll()));
    }

    // Red's tag is 3 after its turn, blue's 4: red again, then blue at 4, red is at 6.
    assertThat(polled).containsExactly("r1", "r2", "r3", "b1", "b2", "r4", "r5", "r6", "b3", "b4");
  }

  @Test
  void weight_changed_countsFromTheNextElement() {
    offer("red", 1, "r1", "r2", "r3", "r4", "r5");
    offer("blue", 1, "b1", "b2", "b3", "b4", "b5");
    assertThat(poll(2)).containsExactly("r1", "b1");

    queue.weight("blue", 2);

    // red at 1, 2, 3; blue at 1, 1½, 2, 2½
    assertThat(poll(6)).containsExactly("r2", "b2", "b3", "r3", "b4", "b5");
    assertThat(queue.weight("blue")).isEqualTo(2);
    assertThat(queue.weight("red")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {0, -1, -0.0, 0.0005, 1_000_001, Double.NaN, Double.POSITIVE_INFINITY, -1e300})
  void weight_outOfRange_namesValueTenantAndRange(double weight) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> queue.weight("red", weight))
        .withMessage(
            "weight (%s) of tenant red must be 0.001 to 1000000.0\n".formatted(weight)
                + "Maybe the tenant is to get nothing: then do not offer its elements");
    assertThat(queue.weight("red")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, (1L << 53) + 1, Long.MAX_VALUE})
  void offer_costOutOfRange_namesValueTenantAndRange(long cost) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> queue.offer("red", cost, "r1"))
        .withMessage(
            "cost (%d) of an element of tenant red must be 1 to 9007199254740992".formatted(cost));
    assertThat(queue.size()).isZero();
  }

  @Test
  void offer_null_namesIt() {
    assertThatNullPointerException()
        .isThrownBy(() -> queue.offer(nullText(), 1, "r1"))
        .withMessage("tenant");
    assertThatNullPointerException()
        .isThrownBy(() -> queue.offer("red", 1, nullText()))
        .withMessage("element");
    assertThat(queue.size()).isZero();
  }

  @Test
  void constructor_badQuantumOrTenants_refused() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new FairQueue<String>(-1, 10))
        .withMessage("quantum (-1) of a fair queue must be 0 to 9007199254740992");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new FairQueue<String>(0, 0))
        .withMessage("maxTenants (0) of a fair queue must be 1 or more");
  }

  /**
   * 2<sup>53</sup> at weight 0.001 is far more than a tag can say: it waits, and nothing breaks.
   */
  @Test
  void poll_extremeCostsAndWeights_inOrderWithoutOverflow() {
    queue.weight("red", 0.001);
    queue.weight("blue", 1_000_000);
    for (int i = 0; i < 1000; i++) {
      queue.offer("red", FairQueue.MAX_COST, "red");
      queue.offer("blue", 1, "blue");
    }

    assertThat(poll(1001)).startsWith("red", "blue", "blue").filteredOn("red"::equals).hasSize(1);
    assertThat(drain()).hasSize(999).containsOnly("red");
  }

  @Test
  void peek_takesNothing() {
    Entry<String> offered = queue.offer("red", 7, "r1");

    assertThat(queue.peek()).isSameAs(offered);
    assertThat(queue.peek()).isSameAs(offered);
    assertThat(queue.size()).isEqualTo(1);
    assertThat(queue.poll()).isSameAs(offered);
    assertThat(offered.tenant()).isEqualTo("red");
    assertThat(offered.cost()).isEqualTo(7);
    assertThat(offered).hasToString("tenant red, cost 7, taken, element r1");
  }

  @Test
  void take_peeked_sameAsPoll() {
    queue.weight("blue", 2);
    offer("red", 1, "r1", "r2", "r3");
    offer("blue", 1, "b1", "b2", "b3", "b4", "b5");
    List<String> taken = new ArrayList<>();
    for (Entry<String> first = queue.peek(); first != null; first = queue.peek()) {
      assertThat(queue.take(first)).isTrue();
      taken.add(first.element());
    }

    assertThat(taken).containsExactly("r1", "b1", "b2", "r2", "b3", "b4", "r3", "b5");
  }

  @Test
  void take_outOfTurn_paidForInLaterTurns() {
    offer("red", 1, "r1", "r2", "r3", "r4");
    Entry<String> b1 = queue.offer("blue", 2, "b1");
    offer("blue", 2, "b2", "b3");

    assertThat(queue.take(b1)).isTrue();
    assertThat(queue.take(b1)).isFalse();

    // blue is at 2 then, red at 0, 1, 2
    assertThat(drain()).containsExactly("r1", "r2", "b2", "r3", "r4", "b3");
  }

  @Test
  void take_fromTheMiddle_othersInOrder() {
    offer("red", 1, "r1", "r2");
    Entry<String> r3 = queue.offer("red", 1, "r3");
    offer("red", 1, "r4");

    assertThat(queue.take(r3)).isTrue();

    assertThat(r3.element()).isEqualTo("r3");
    assertThat(queue.size()).isEqualTo(3);
    assertThat(drain()).containsExactly("r1", "r2", "r4");
  }

  @Test
  void remove_queued_paysNothing() {
    Entry<String> r1 = queue.offer("red", 10, "r1");
    offer("red", 1, "r2");
    offer("blue", 1, "b1", "b2");

    assertThat(queue.remove(r1)).isTrue();

    assertThat(queue.remove(r1)).isFalse();
    assertThat(r1.elementOrNull()).isNull();
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(r1::element)
        .withMessage(
            "entry (tenant red, cost 10, removed, element null) holds no element any more");
    assertThat(drain()).containsExactly("r2", "b1", "b2");
  }

  @Test
  void remove_taken_falseAndElementKept() {
    Entry<String> r1 = queue.offer("red", 1, "r1");
    queue.poll();

    assertThat(queue.remove(r1)).isFalse();
    assertThat(queue.take(r1)).isFalse();
    assertThat(r1.element()).isEqualTo("r1");
    assertThat(queue.size()).isZero();
  }

  @Test
  void remove_all_pollEmpty() {
    queue.remove(queue.offer("red", 1, "r1"));
    queue.remove(queue.offer("blue", 1, "b1"));

    assertThat(queue.poll()).isNull();
    offer("red", 1, "r2");
    assertThat(drain()).containsExactly("r2");
  }

  @Test
  void remove_entryOfAnotherQueue_refused() {
    Entry<String> foreign = new FairQueue<String>().offer("red", 1, "r1");
    String message =
        "entry (tenant red, cost 1, queued, element r1) must be one that this queue returned;"
            + " it is of another queue";

    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> queue.remove(foreign))
        .withMessage(message);
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> queue.take(foreign))
        .withMessage(message);
    assertThat(foreign.isQueued()).isTrue();
  }

  @Test
  void putFirst_beforeOlderOfItsTenantOnly() {
    offer("red", 1, "r1");
    offer("blue", 1, "b1");
    queue.putFirst("blue", 1, "back");
    queue.putFirst("green", 1, "g1");

    assertThat(drain()).containsExactly("r1", "back", "g1", "b1");
  }

  @Test
  void forEach_liveElements_eachTenantsInOrder() {
    offer("red", 1, "r1");
    Entry<String> removed = queue.offer("red", 1, "removed");
    offer("red", 1, "r2");
    offer("blue", 1, "b1", "b2");
    queue.remove(removed);
    List<String> seen = new ArrayList<>();

    queue.forEach(seen::add);

    assertThat(seen).containsExactlyInAnyOrder("r1", "r2", "b1", "b2");
    assertThat(seen).containsSubsequence("r1", "r2").containsSubsequence("b1", "b2");
    assertThat(queue).hasToString("FairQueue[size=4, quantum=0]");
  }

  @Test
  void tenants_moreThanRemembered_longestIdleForgotten() {
    FairQueue<String> small = new FairQueue<>(0, 3);
    small.offer("waits", 1, "w1");
    small.offer("waits", 1, "w2");
    small.poll();
    for (int i = 0; i < 1000; i++) {
      small.offer("passing " + i, 1, "p");
      assertThat(take(small.poll())).isIn("p", "w2");
      assertThat(small.tenants()).isLessThanOrEqualTo(3);
    }
    for (int i = 0; i < 10; i++) {
      small.offer("busy " + i, 1, "b");
      small.peek();
    }

    assertThat(small.tenants()).isBetween(10, 11);
    assertThat(small.size()).isEqualTo(11);
  }

  @Test
  void remove_behindBlockedHead_doesNotPileUp() {
    Entry<String> head = queue.offer("red", 1, "blocked head");
    queue.peek();
    int worst = 0;
    for (int i = 0; i < 100_000; i++) {
      Entry<String> passing = queue.offer("red", 1, "come and gone");
      queue.remove(passing);
      queue.peek();
      if (i % 100 == 0) {
        worst = Math.max(worst, linkedFrom(head));
      }
    }

    assertThat(worst).isBetween(FairQueue.SWEEP_FLOOR / 2, FairQueue.SWEEP_FLOOR);
    assertThat(queue.poll()).isSameAs(head);
    assertThat(queue.poll()).isNull();
  }

  @Test
  void take_behindBlockedHead_unlinkedByTheSweepToo() {
    Entry<String> head = queue.offer("red", 1, "blocked head");
    for (int i = 0; i < 10 * FairQueue.SWEEP_FLOOR; i++) {
      Entry<String> passing = queue.offer("red", 1, "taken");
      queue.take(passing);
    }

    assertThat(linkedFrom(head)).isLessThanOrEqualTo(FairQueue.SWEEP_FLOOR);
    assertThat(drain()).containsExactly("blocked head");
  }

  @Test
  void poll_cutsLinkOfTakenEntry() {
    Entry<String> r1 = queue.offer("red", 1, "r1");
    offer("red", 1, "r2");
    queue.poll();

    assertThat(r1.next).isNull();
  }

  private static int linkedFrom(Entry<?> start) {
    int count = 0;
    for (Entry<?> entry = start.next; entry != null; entry = entry.next) {
      count++;
    }
    return count;
  }

  private void offer(String tenant, long cost, String... elements) {
    for (String element : elements) {
      queue.offer(tenant, cost, element);
    }
  }

  private List<String> poll(int count) {
    List<String> polled = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      polled.add(pollElement());
    }
    return polled;
  }

  private String pollElement() {
    return take(queue.poll());
  }

  private static String take(@Nullable Entry<String> entry) {
    return requireNonNull(entry, "the queue is empty").element();
  }

  private List<String> drain() {
    List<String> drained = new ArrayList<>();
    for (Entry<String> entry = queue.poll(); entry != null; entry = queue.poll()) {
      drained.add(entry.element());
    }
    assertThat(queue.isEmpty()).isTrue();
    return drained;
  }

  @SuppressWarnings("NullAway") // the point of the test
  private static String nullText() {
    return null;
  }
}
