/**
 * Replay on virtual time: the event queue that stands in for the world, the books kept beside the
 * engine, and the batch replay. Start at {@link dev.berth.simulator.replay.SwfReplay}. Nothing here
 * decides where or when a job runs; that is the engine's work, under the same code as in
 * production.
 */
@NullMarked
package dev.berth.simulator.replay;

import org.jspecify.annotations.NullMarked;
