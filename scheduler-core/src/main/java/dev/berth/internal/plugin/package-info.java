/**
 * Plugins found, named, weighted and watched.
 *
 * <p>Start with {@link dev.berth.internal.plugin.PluginRegistry}; a {@link
 * dev.berth.internal.plugin.Pipeline} is what a profile makes of it.
 */
@NullMarked
package dev.berth.internal.plugin;

import org.jspecify.annotations.NullMarked;
