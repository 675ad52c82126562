/** The Berth engine: an embeddable cluster scheduler. Start at {@code dev.berth.Scheduler}. */
module dev.berth.core {
  requires org.slf4j;
  requires org.jctools.core;
  requires HdrHistogram;
  requires static transitive org.jspecify;

  exports dev.berth;
  exports dev.berth.event;
  exports dev.berth.model;
  exports dev.berth.placement;
  exports dev.berth.queue;
  exports dev.berth.spi;
  exports dev.berth.time;

  uses dev.berth.spi.DomainPlugin;
  uses dev.berth.spi.FilterPlugin;
  uses dev.berth.spi.ScorePlugin;
}
