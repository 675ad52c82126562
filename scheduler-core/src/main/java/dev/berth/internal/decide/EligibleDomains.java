package dev.berth.internal.decide;

import dev.berth.internal.cluster.DomainMap;
import dev.berth.internal.cluster.RowBlock;
import dev.berth.internal.cluster.WorkerRows;
import dev.berth.internal.plugin.Pipeline;
import dev.berth.internal.plugin.PluginSlot;
import dev.berth.spi.FilterPlugin;
import dev.berth.spi.JobView;
import dev.berth.spi.WorkerFacet;
import java.util.BitSet;
import java.util.List;

/**
 * The domains of one topology key that a class of jobs could go to by labels: those in which some
 * worker passes every filter that reads labels alone.
 *
 * <p><b>Thread-safety:</b> as {@link Company}. <b>Cost:</b> O(workers), once after workers came,
 * went or changed their labels.
 */
final class EligibleDomains {

  private final WorkerRows rows;
  private final Pipeline pipeline;
  private final JobView job;
  private final DomainMap map;
  private final RowBlock block;
  private final BitSet eligible = new BitSet();
  private long version = -1;

  /**
   * Domains not looked at yet.
   *
   * @param job any of the class; it is kept
   */
  EligibleDomains(WorkerRows rows, Pipeline pipeline, JobView job, DomainMap map) {
    this.rows = rows;
    this.pipeline = pipeline;
    this.job = job;
    this.map = map;
    block = new RowBlock(rows);
  }

  DomainMap map() {
    return map;
  }

  boolean contains(int domain) {
    if (version != rows.topologyVersion()) {
      look();
      version = rows.topologyVersion();
    }
    return eligible.get(domain);
  }

  private void look() {
    eligible.clear();
    List<PluginSlot<FilterPlugin>> filters = pipeline.filters();
    for (int number = 0; number < RowBlock.count(rows); number++) {
      block.open(number);
      for (int i = 0; i < filters.size(); i++) {
        if (filters.get(i).facets() == WorkerFacet.LABELS.bit()) {
          filters.get(i).plugin().filter(job, block);
        }
      }
      for (int i = block.next(0); i >= 0; i = block.next(i + 1)) {
        eligible.set(map.of(block.row(i)));
      }
    }
  }
}
