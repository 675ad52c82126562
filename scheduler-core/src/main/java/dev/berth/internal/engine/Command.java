package dev.berth.internal.engine;

/**
 * Something a thread asks of the engine, applied on the engine thread in the order of arrival.
 *
 * <p>Each command tells its own caller when it is refused, through a future or not at all where
 * nothing can be refused.
 */
interface Command {

  /** Carries it out. */
  void apply(Engine engine);

  /** It will not be carried out: the scheduler is closed. */
  default void reject(RuntimeException reason) {}
}
