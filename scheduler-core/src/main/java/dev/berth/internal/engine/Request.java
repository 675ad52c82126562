package dev.berth.internal.engine;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A command whose caller can wait for the answer. The action throws to refuse. */
record Request(Runnable action, Answer answer) implements Command {

  static Request of(Runnable action) {
    return new Request(action, new Answer());
  }

  /** A request whose action gives back the reason when it refuses, or null. */
  static Request refusable(Supplier<@Nullable String> action) {
    return of(
        () -> {
          String refusal = action.get();
          if (refusal != null) {
            throw new IllegalStateException(refusal);
          }
        });
  }

  @Override
  public void apply(Engine engine) {
    @Nullable RuntimeException refusal = null;
    try {
      action.run();
    } catch (RuntimeException thrown) {
      refusal = thrown;
    }
    engine.answer(answer, refusal);
  }

  @Override
  public void reject(RuntimeException reason) {
    answer.settle(reason);
  }
}
