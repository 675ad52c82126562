package dev.berth.internal.engine;

import java.time.Instant;

/**
 * Is told everything that comes into the engine from outside: of each cycle the clock readings,
 * then the commands it takes in, then the heartbeats, in order. Whoever runs the same cycles on
 * another engine with the same profiles and seed gets the same events.
 *
 * <p><b>Thread-safety:</b> called by the thread that runs the cycle, before each command or
 * heartbeat is applied.
 */
interface CycleLog {

  /** Keeps nothing. */
  CycleLog NONE =
      new CycleLog() {
        @Override
        public void began(long nanos, Instant at) {}

        @Override
        public void took(Command command) {}

        @Override
        public void heard(WorkerRecord worker, long packedUsage) {}
      };

  /** A cycle began, with these readings of the ticker and the wall clock. */
  void began(long nanos, Instant at);

  /** The cycle takes in a command. */
  void took(Command command);

  /** The cycle takes up a heartbeat, with a {@link PackedUsage}. */
  void heard(WorkerRecord worker, long packedUsage);
}
