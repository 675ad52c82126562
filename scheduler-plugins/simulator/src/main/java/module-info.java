/** Replays recorded and generated workloads through the real engine on virtual time. */
module dev.berth.simulator {
  requires dev.berth.core;
  requires dev.berth.plugins.standard;
  requires com.fasterxml.jackson.jr.ob;
  requires de.siegmar.fastcsv;
  requires info.picocli;
  requires me.tongfei.progressbar;

  opens dev.berth.simulator.cli to
      info.picocli;
}
