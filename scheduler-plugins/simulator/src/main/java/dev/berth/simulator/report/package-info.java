/**
 * The HTML page a run can leave behind: figures, tables and plots in one file that needs no
 * network. Start at {@link dev.berth.simulator.report.Report}; how it looks is in the style sheet
 * and script of the same name among the resources.
 */
@NullMarked
package dev.berth.simulator.report;

import org.jspecify.annotations.NullMarked;
