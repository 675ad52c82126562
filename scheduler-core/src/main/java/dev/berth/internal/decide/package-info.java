/**
 * The decision: filter, score, best worker; and why.
 *
 * <p>Start with {@link dev.berth.internal.decide.Decider}. {@code Explainer} asks the same plugins
 * when somebody wants to know.
 */
@NullMarked
package dev.berth.internal.decide;

import org.jspecify.annotations.NullMarked;
