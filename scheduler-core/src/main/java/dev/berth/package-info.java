/** The front door. Start with {@link dev.berth.Scheduler}. */
@NullMarked
package dev.berth;

import org.jspecify.annotations.NullMarked;
