/**
 * Choices among devices and equals: pure functions, usable alone.
 *
 * <p>Start with {@link dev.berth.placement.GpuChoice}: which GPUs of one worker a job gets.
 */
@NullMarked
package dev.berth.placement;

import org.jspecify.annotations.NullMarked;
