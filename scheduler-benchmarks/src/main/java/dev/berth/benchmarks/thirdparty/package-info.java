/**
 * Plugins as somebody else would write them, to measure what an unknown plugin costs.
 *
 * <p>Start with {@link dev.berth.benchmarks.thirdparty.ThirdPartyPlugins}.
 */
@NullMarked
package dev.berth.benchmarks.thirdparty;

import org.jspecify.annotations.NullMarked;
