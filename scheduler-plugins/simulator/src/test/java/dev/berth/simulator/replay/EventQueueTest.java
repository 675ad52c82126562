package dev.berth.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

final class EventQueueTest {

  @Test
  void take_ordersByTimeThenKindThenAdding() {
    EventQueue<String> queue = new EventQueue<>();
    queue.add(20, 0, "late");
    queue.add(10, 2, "third");
    queue.add(10, 1, "first");
    queue.add(10, 1, "second");

    List<String> taken = new ArrayList<>();
    while (!queue.isEmpty()) {
      taken.add(queue.take());
    }

    assertThat(taken).containsExactly("first", "second", "third", "late");
  }

  @Test
  void nextNanos_empty_isNever() {
    assertThat(new EventQueue<String>().nextNanos()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void take_empty_throws() {
    assertThatThrownBy(() -> new EventQueue<String>().take())
        .isInstanceOf(NoSuchElementException.class);
  }
}
