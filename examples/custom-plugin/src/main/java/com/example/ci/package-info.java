/**
 * Plugins of a build farm: one filter, one score, found by {@link java.util.ServiceLoader}.
 *
 * <p>Start with {@link com.example.ci.BuildFarm}, which shows them at work.
 */
@NullMarked
package com.example.ci;

import org.jspecify.annotations.NullMarked;
