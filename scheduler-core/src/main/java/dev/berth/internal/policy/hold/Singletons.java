package dev.berth.internal.policy.hold;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Lets one job through of each singleton name and tenant. */
final class Singletons extends Turnstile {

  private record Kind(String tenant, String name) {}

  Singletons(Consumer<GatedJob> granted) {
    super(BY_AGE, granted);
  }

  @Override
  @Nullable Object kind(GatedJob job) {
    String name = job.job().conditions().singleton();
    return name == null ? null : new Kind(job.tenant(), name);
  }

  @Override
  int limit(GatedJob job) {
    return 1;
  }

  @Override
  String inWords(GatedJob job, Slots slots) {
    GatedJob taker = slots.lastTaker;
    return "singleton %s of tenant %s is taken by job %s"
        .formatted(
            job.job().conditions().singleton(), job.tenant(), taker == null ? "?" : taker.id());
  }
}
