package dev.berth.internal.engine;

import dev.berth.internal.policy.quota.QuotaAdmission;
import dev.berth.model.ConcurrencyLimit;
import dev.berth.model.GpuDemand;
import dev.berth.model.RateLimit;
import dev.berth.time.Ticker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the builder settles for the whole engine; its Javadoc gives each one's meaning and default.
 *
 * @param ticker drives timers
 * @param wallClock dates events
 * @param stopwatch only measures
 * @param admission queues and quotas; of one engine alone, as it keeps count
 * @param gpuDemand what jobs usually ask for; null to learn it
 */
public record EngineOptions(
    Ticker ticker,
    InstantSource wallClock,
    Ticker stopwatch,
    Duration healthTimeout,
    Duration lostGrace,
    Duration backoffBase,
    Duration backoffCap,
    int intakeCapacity,
    int listenerQueue,
    int finishedJobsKept,
    QuotaAdmission admission,
    List<ConcurrencyLimit> concurrencyLimits,
    List<RateLimit> rateLimits,
    @Nullable GpuDemand gpuDemand) {}
