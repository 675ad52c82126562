/** One runnable {@code main} per idea. Start with {@link dev.berth.examples.FirstJob}. */
@NullMarked
package dev.berth.examples;

import org.jspecify.annotations.NullMarked;
