package dev.berth.internal.engine;

import dev.berth.internal.decide.RankingOptions;
import dev.berth.internal.plugin.Pipeline;
import dev.berth.internal.policy.order.PriorityScale;
import dev.berth.placement.TieOrder;
import dev.berth.queue.Backfill;
import dev.berth.queue.QueueStrategy;
import java.time.Duration;

/** A profile as the engine needs it: names resolved to plugins, everything checked. */
public record ProfileSpec(
    String name,
    QueueStrategy queueStrategy,
    Backfill backfill,
    PriorityScale priorityScale,
    Pipeline pipeline,
    TieOrder tieOrder,
    Duration schedulingTimeout,
    int parallelism,
    RankingOptions ranking) {}
