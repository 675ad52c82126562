/**
 * Choices among devices, workers and equals: pure functions, usable alone.
 *
 * <p>Start with {@link dev.berth.placement.GpuChoice}: which GPUs of one worker a job gets, as
 * {@link dev.berth.placement.GpuLayout} knows them. {@link dev.berth.placement.WorkerSplit} divides
 * a job over several workers, {@link dev.berth.placement.BestFitDecreasing} places a list of jobs.
 */
@NullMarked
package dev.berth.placement;

import org.jspecify.annotations.NullMarked;
