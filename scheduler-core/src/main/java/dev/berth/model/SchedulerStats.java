package dev.berth.model;

/**
 * What a scheduler has done and how long it took. Counters are since it started; each is exact, but
 * they are read one after the other while the engine works.
 *
 * @param submitted jobs taken in
 * @param placed placements; a job that was placed twice counts twice
 * @param completed jobs that completed
 * @param failed jobs that failed for good
 * @param cancelled jobs that were cancelled
 * @param evicted placements that ended because the worker was lost or may no longer run the job
 * @param decisions decisions made, with or without a placement
 * @param refused decisions that found no worker
 * @param pluginFaults times that a plugin threw, graded out of range or overran
 * @param queued jobs that wait now
 * @param running jobs that are placed now
 * @param workers workers registered now
 * @param healthyWorkers workers whose heartbeats come in
 * @param informer taking in a batch of commands
 * @param filter the filter phase of a decision
 * @param score the score phase of a decision that found feasible workers
 * @param bind reserving and telling
 * @param total a whole decision, from filter to bind
 */
public record SchedulerStats(
    long submitted,
    long placed,
    long completed,
    long failed,
    long cancelled,
    long evicted,
    long decisions,
    long refused,
    long pluginFaults,
    long queued,
    long running,
    long workers,
    long healthyWorkers,
    LatencyStats informer,
    LatencyStats filter,
    LatencyStats score,
    LatencyStats bind,
    LatencyStats total) {}
