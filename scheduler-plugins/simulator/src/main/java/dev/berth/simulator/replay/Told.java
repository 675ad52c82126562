package dev.berth.simulator.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The commands told to a stepped engine since its last step, none of which may be refused: the
 * world only ends jobs that run.
 *
 * <p><b>Thread-safety:</b> none.
 */
public final class Told {
  private final List<CompletableFuture<@Nullable Void>> answers = new ArrayList<>();

  /** Notes the engine's answer to a command. */
  public void add(CompletableFuture<@Nullable Void> answer) {
    answers.add(answer);
  }

  /** Checks after a step that all were done; throws what the engine refused one with. */
  public void checkDone() {
    for (CompletableFuture<@Nullable Void> answer : answers) {
      if (!answer.isDone()) {
        throw new IllegalStateException("a command was not carried out by the step after it");
      }
      answer.join();
    }
    answers.clear();
  }
}
