package dev.berth.internal.policy.hold;

import dev.berth.model.JobArray;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Lets as many elements of a tenant's array through as the array says. */
final class ArrayThrottle extends Turnstile {

  private record Kind(String tenant, String array) {}

  ArrayThrottle(Consumer<GatedJob> granted) {
    super(BY_AGE, granted);
  }

  @Override
  @Nullable Object kind(GatedJob job) {
    JobArray array = job.job().conditions().array();
    return array == null ? null : new Kind(job.tenant(), array.id());
  }

  @Override
  int limit(GatedJob job) {
    return array(job).atMost();
  }

  @Override
  String inWords(GatedJob job, Slots slots) {
    return "array %s of tenant %s has %d of %d elements queued or placed"
        .formatted(array(job).id(), job.tenant(), slots.taken, limit(job));
  }

  private static JobArray array(GatedJob job) {
    return Objects.requireNonNull(job.job().conditions().array(), "array");
  }
}
