/**
 * What the tests of the engine share: plugins, a listener that remembers, and a scheduler on a
 * clock that stands still.
 *
 * <p>Start with {@link dev.berth.testing.Stage}.
 */
@NullMarked
package dev.berth.testing;

import org.jspecify.annotations.NullMarked;
