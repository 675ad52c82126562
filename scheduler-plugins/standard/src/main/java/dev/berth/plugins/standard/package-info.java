/**
 * The filters, scores and domain plugins most fleets need, one class each.
 *
 * <p>They are found by {@link java.util.ServiceLoader} once this module is on the module path or
 * class path; nothing has to be called. {@link dev.berth.plugins.standard.ResourcesFilter} and
 * {@link dev.berth.plugins.standard.LoadScore} are the shortest examples of their kinds to write
 * one's own after. docs/PLUGINS.md has the table of all.
 */
@NullMarked
package dev.berth.plugins.standard;

import org.jspecify.annotations.NullMarked;
