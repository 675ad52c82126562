package dev.berth.queue;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.berth.queue.PriorityBands.Entry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PriorityBandsTest {
  private final PriorityBands<String> bands = new PriorityBands<>();

  @Test
  void poll_empty() {
    assertThat(bands.poll()).isNull();
    assertThat(bands.peek()).isNull();
    assertThat(bands.isEmpty()).isTrue();
  }

  @Test
  void poll_onePriority_firstInFirstOut() {
    bands.offer(5, "a");
    bands.offer(5, "b");
    bands.offer(5, "c");

    assertThat(drain()).containsExactly("a", "b", "c");
  }

  @Test
  void poll_severalPriorities_highestFirstThenOldest() {
    bands.offer(1, "low-1");
    bands.offer(9, "high-1");
    bands.offer(1, "low-2");
    bands.offer(5, "middle");
    bands.offer(9, "high-2");

    assertThat(drain()).containsExactly("high-1", "high-2", "middle", "low-1", "low-2");
  }

  @Test
  void poll_offersBetweenPolls_orderKept() {
    bands.offer(1, "a");
    bands.offer(1, "b");
    assertThat(pollElement()).isEqualTo("a");
    bands.offer(1, "c");
    bands.offer(2, "urgent");

    assertThat(drain()).containsExactly("urgent", "b", "c");
  }

  @Test
  void poll_extremePriorities_orderedWithoutOverflow() {
    bands.offer(Integer.MIN_VALUE, "min");
    bands.offer(Integer.MAX_VALUE, "max");
    bands.offer(0, "zero");
    bands.offer(-1, "minus one");

    assertThat(drain()).containsExactly("max", "zero", "minus one", "min");
  }

  @Test
  void poll_entry_knowsElementPriorityAndState() {
    Entry<String> offered = bands.offer(7, "a");
    assertThat(offered.isQueued()).isTrue();
    assertThat(offered).hasToString("priority 7, queued, element a");

    Entry<String> polled = bands.poll();

    assertThat(polled).isSameAs(offered);
    assertThat(offered.isQueued()).isFalse();
    assertThat(offered.element()).isEqualTo("a");
    assertThat(offered.elementOrNull()).isEqualTo("a");
    assertThat(offered.priority()).isEqualTo(7);
    assertThat(offered).hasToString("priority 7, polled, element a");
  }

  @Test
  void peek_takesNothing() {
    Entry<String> offered = bands.offer(7, "a");

    assertThat(bands.peek()).isSameAs(offered);
    assertThat(bands.peek()).isSameAs(offered);
    assertThat(bands.size()).isEqualTo(1);
    assertThat(bands.poll()).isSameAs(offered);
  }

  @Test
  void peek_removedHead_givesNext() {
    Entry<String> head = bands.offer(7, "a");
    bands.offer(7, "b");
    bands.peek();
    bands.remove(head);

    assertThat(bands.peek()).extracting(Entry::element).isEqualTo("b");
  }

  @Test
  void remove_queued_skippedAndLetGo() {
    bands.offer(1, "a");
    Entry<String> b = bands.offer(1, "b");
    bands.offer(1, "c");

    assertThat(bands.remove(b)).isTrue();

    assertThat(b.elementOrNull()).isNull();
    assertThat(b.isQueued()).isFalse();
    assertThat(b).hasToString("priority 1, removed, element null");
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(b::element)
        .withMessage("entry (priority 1, removed, element null) holds no element any more");
    assertThat(drain()).containsExactly("a", "c");
  }

  @Test
  void remove_twice_falseTheSecondTime() {
    Entry<String> a = bands.offer(1, "a");

    assertThat(bands.remove(a)).isTrue();
    assertThat(bands.remove(a)).isFalse();
    assertThat(bands.size()).isZero();
  }

  @Test
  void remove_polled_falseAndElementKept() {
    Entry<String> a = bands.offer(1, "a");
    bands.poll();

    assertThat(bands.remove(a)).isFalse();
    assertThat(a.element()).isEqualTo("a");
    assertThat(bands.size()).isZero();
  }

  @Test
  void remove_all_pollEmpty() {
    Entry<String> a = bands.offer(1, "a");
    Entry<String> b = bands.offer(2, "b");
    bands.remove(b);
    bands.remove(a);

    assertThat(bands.poll()).isNull();
    bands.offer(1, "c");
    assertThat(drain()).containsExactly("c");
  }

  @Test
  void remove_entryOfAnotherQueue_refused() {
    Entry<String> foreign = new PriorityBands<String>().offer(1, "a");

    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> bands.remove(foreign))
        .withMessage(
            "entry (priority 1, queued, element a) must be one that this queue returned;"
                + " it is of another queue");
    assertThat(foreign.isQueued()).isTrue();
  }

  @Test
  void putFirst_emptyBand() {
    bands.putFirst(1, "a");
    bands.offer(1, "b");

    assertThat(drain()).containsExactly("a", "b");
  }

  @Test
  void putFirst_beforeOlderOfItsBandOnly() {
    bands.offer(1, "a");
    bands.offer(2, "high");
    bands.putFirst(1, "back");
    bands.putFirst(1, "further back");

    assertThat(drain()).containsExactly("high", "further back", "back", "a");
  }

  @Test
  void putFirst_afterPoll_keepsTheRestInOrder() {
    bands.offer(1, "a");
    bands.offer(1, "b");
    String a = pollElement();
    bands.offer(1, "c");
    bands.putFirst(1, a);

    assertThat(drain()).containsExactly("a", "b", "c");
  }

  @Test
  void putFirst_canBeRemoved() {
    Entry<String> back = bands.putFirst(1, "back");

    assertThat(bands.remove(back)).isTrue();
    assertThat(bands.poll()).isNull();
  }

  @Test
  void size_countsLiveElements() {
    Entry<String> a = bands.offer(1, "a");
    bands.offer(2, "b");
    bands.offer(3, "c");
    bands.putFirst(3, "d");
    assertThat(bands.size()).isEqualTo(4);

    bands.remove(a);
    assertThat(bands.size()).isEqualTo(3);

    bands.poll();
    assertThat(bands.size()).isEqualTo(2);
    assertThat(bands.isEmpty()).isFalse();
    assertThat(bands).hasToString("PriorityBands[size=2, priorities=3]");
  }

  @Test
  void forEach_liveElementsInPollOrder() {
    bands.offer(1, "a");
    Entry<String> removed = bands.offer(1, "removed");
    bands.offer(1, "b");
    bands.offer(2, "high");
    bands.remove(removed);
    List<String> seen = new ArrayList<>();

    bands.forEach(seen::add);

    assertThat(seen).containsExactly("high", "a", "b");
    assertThat(drain()).isEqualTo(seen);
  }

  @Test
  void forEach_removingTheVisited_allowed() {
    List<Entry<String>> entries = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      entries.add(bands.offer(1, String.valueOf(i)));
    }

    bands.forEach(element -> bands.remove(entries.get(Integer.parseInt(element))));

    assertThat(bands.isEmpty()).isTrue();
    assertThat(bands.poll()).isNull();
  }

  @Test
  void offer_priorityBeyondLimit_namesValueAndLimit() {
    for (int priority = 1; priority <= PriorityBands.MAX_PRIORITIES; priority++) {
      bands.offer(priority * 10, "p" + priority);
    }

    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> bands.offer(7, "one too many"))
        .withMessage(
            "priority (7) must be one of the 64 different priorities in use (10 to 640):"
                + " a queue keeps at most 64\n"
                + "Maybe priorities are computed per element; map them to a few classes first");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> bands.putFirst(7, "one too many"));

    bands.offer(640, "known priority");
    assertThat(bands.size()).isEqualTo(65);
    assertThat(drain()).startsWith("p64", "known priority", "p63").endsWith("p2", "p1").hasSize(65);
  }

  @Test
  void offer_nullElement_namesIt() {
    assertThatNullPointerException()
        .isThrownBy(() -> bands.offer(1, nullElement()))
        .withMessage("element");
    assertThatNullPointerException()
        .isThrownBy(() -> bands.putFirst(1, nullElement()))
        .withMessage("element");
    assertThat(bands.size()).isZero();
    assertThat(bands.poll()).isNull();
  }

  @Test
  void poll_cutsLinkOfTakenEntry() {
    Entry<String> a = bands.offer(1, "a");
    bands.offer(1, "b");
    bands.poll();

    assertThat(a.next).isNull();
  }

  @Test
  void remove_behindBlockedHead_doesNotPileUp() {
    Entry<String> head = bands.offer(1, "blocked head");
    bands.peek();
    int worst = 0;
    for (int i = 0; i < 100_000; i++) {
      Entry<String> passing = bands.offer(1, "come and gone");
      bands.remove(passing);
      bands.peek();
      if (i % 100 == 0) {
        // Not yet collected entries link backwards.
        worst = Math.max(worst, linkedFrom(head) + linkedFrom(passing));
      }
    }

    assertThat(worst).isBetween(PriorityBands.SWEEP_FLOOR / 2, PriorityBands.SWEEP_FLOOR);
    assertThat(bands.poll()).isSameAs(head);
    assertThat(bands.poll()).isNull();
  }

  @Test
  void remove_mostOfALongLine_keepsOrderAndUnlinksTheRest() {
    List<Entry<String>> entries = new ArrayList<>();
    for (int i = 0; i < 10_001; i++) {
      entries.add(bands.offer(1, String.valueOf(i)));
    }
    List<String> kept = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      if (i % 3 == 0) {
        kept.add(String.valueOf(i));
      } else {
        bands.remove(entries.get(i));
      }
    }

    bands.peek();

    assertThat(linkedFrom(entries.get(0))).isEqualTo(kept.size() - 1);
    assertThat(entries.get(1).next).isNull();
    bands.offer(1, "last");
    kept.add("last");
    List<String> seen = new ArrayList<>();
    bands.forEach(seen::add);
    assertThat(seen).isEqualTo(kept);
    assertThat(drain()).isEqualTo(kept);
  }

  @Test
  void remove_passedByPoll_causesNoFurtherSweep() {
    List<Entry<String>> entries = new ArrayList<>();
    for (int i = 0; i < 6 * PriorityBands.SWEEP_FLOOR; i++) {
      entries.add(bands.offer(1, "a"));
    }
    for (int i = 0; i < entries.size(); i += 3) { // never more than the live ones: no sweep
      bands.remove(entries.get(i));
    }
    drain();

    assertThat(oneRemovedEntryStaysLinked()).isTrue();
  }

  @Test
  void remove_sweptOnce_causesNoFurtherSweep() {
    for (int i = 0; i < 10 * PriorityBands.SWEEP_FLOOR; i++) {
      bands.remove(bands.offer(1, "gone"));
    }
    bands.poll();

    assertThat(oneRemovedEntryStaysLinked()).isTrue();
  }

  private boolean oneRemovedEntryStaysLinked() {
    Entry<String> head = bands.offer(1, "head");
    Entry<String> removed = bands.offer(1, "removed");
    bands.offer(1, "tail");
    bands.peek();
    bands.remove(removed);
    bands.peek();
    return head.next == removed;
  }

  private static int linkedFrom(Entry<?> start) {
    int count = 0;
    for (Entry<?> entry = start.next; entry != null; entry = entry.next) {
      count++;
    }
    return count;
  }

  private String pollElement() {
    return requireNonNull(bands.poll(), "the queue is empty").element();
  }

  private List<String> drain() {
    List<String> drained = new ArrayList<>();
    for (Entry<String> entry = bands.poll(); entry != null; entry = bands.poll()) {
      drained.add(entry.element());
    }
    assertThat(bands.isEmpty()).isTrue();
    return drained;
  }

  @SuppressWarnings("NullAway") // the point of the test
  private static String nullElement() {
    return null;
  }
}
