package dev.berth.internal.policy.hold;

import dev.berth.model.ConcurrencyLimit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Lets so many jobs of each tenant, or with each value of a label, through. */
final class ConcurrencyCap extends Turnstile {

  private final Key key;
  private final int atMost;

  ConcurrencyCap(ConcurrencyLimit limit, Consumer<GatedJob> granted) {
    super(BY_PRIORITY, granted);
    key = new Key(limit.label());
    atMost = limit.atMost();
  }

  @Override
  @Nullable Object kind(GatedJob job) {
    return key.of(job);
  }

  @Override
  int limit(GatedJob job) {
    return atMost;
  }

  @Override
  String inWords(GatedJob job, Slots slots) {
    return "%s has %d of %d jobs queued or placed".formatted(key.inWords(job), slots.taken, atMost);
  }
}
