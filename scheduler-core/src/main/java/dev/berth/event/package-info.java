/**
 * Everything the scheduler tells: sealed events and the listener that hears them.
 *
 * <p>Start with {@link dev.berth.event.SchedulerEvent}; metrics, audit logs and user interfaces
 * hang on {@link dev.berth.event.SchedulerListener}.
 */
@NullMarked
package dev.berth.event;

import org.jspecify.annotations.NullMarked;
