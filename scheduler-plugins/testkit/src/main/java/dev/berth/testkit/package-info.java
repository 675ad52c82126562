/**
 * The plugin test kit: checks that a plugin keeps its contract, over random workers and jobs and
 * against a real scheduler.
 *
 * <p>Start with {@link dev.berth.testkit.PluginContract}: a test class that implements it is all
 * there is to write. {@link dev.berth.testkit.Trials} says what the random fleets are made of. For
 * tests by hand {@link dev.berth.testkit.TestWorker}, {@link dev.berth.testkit.TestJob} and {@link
 * dev.berth.testkit.TestBlock} are the views that a plugin is given.
 *
 * <p>Inside, each thing that is checked is one {@code Check}, and {@code Subject} is the plugin as
 * they see it; {@code SchedulerCheck} plays whole fleets on a stepped scheduler and compares each
 * decision with a loop over objects.
 */
@NullMarked
package dev.berth.testkit;

import org.jspecify.annotations.NullMarked;
