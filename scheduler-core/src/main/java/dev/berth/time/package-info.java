/**
 * The scheduler's clock, system and manual. The only place that reads the machine's time.
 *
 * <p>Start with {@link dev.berth.time.Ticker}; tests and simulators use {@link
 * dev.berth.time.ManualTicker}.
 */
@NullMarked
package dev.berth.time;

import org.jspecify.annotations.NullMarked;
