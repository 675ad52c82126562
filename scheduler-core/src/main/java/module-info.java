/** The Berth engine: an embeddable cluster scheduler. Start at {@code dev.berth.Scheduler}. */
module dev.berth.core {
  requires org.slf4j;
  requires org.jctools.core;
  requires HdrHistogram;
  requires static transitive org.jspecify;
}
