/**
 * The openb experiment: pods of a GPU cluster placed one by one, with the published reference
 * policies as score plugins. Start at {@link dev.berth.simulator.openb.OpenbReplay}.
 */
@NullMarked
package dev.berth.simulator.openb;

import org.jspecify.annotations.NullMarked;
