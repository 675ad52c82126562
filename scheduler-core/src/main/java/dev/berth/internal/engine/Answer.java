package dev.berth.internal.engine;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The answer to a command: done, or refused and why. */
final class Answer {

  private final CompletableFuture<@Nullable Void> future = new CompletableFuture<>();

  CompletableFuture<@Nullable Void> future() {
    return future;
  }

  void settle(@Nullable RuntimeException refusal) {
    if (refusal == null) {
      future.complete(null);
    } else {
      future.completeExceptionally(refusal);
    }
  }
}
