package dev.berth.simulator.demo;

import dev.berth.model.TaintEffect;
import dev.berth.model.Worker;
import java.util.Locale;

/** The kinds of machine of the demo's fleet, and what share of it each is, in percent. */
enum Shape {
  GENERAL(40, 16, 64, 1_000, 0, "", ""),
  COMPUTE(20, 64, 192, 2_000, 0, "", ""),
  MEMORY(16, 32, 256, 2_000, 0, "", ""),
  SPOT(10, 16, 64, 500, 0, "", "spot"),
  A100(11, 36, 288, 4_000, 4, "A100", "gpu"),
  L4(3, 28, 112, 2_000, 4, "L4", "gpu");

  private static final long GIB = 1L << 30;
  private static final long MILLIS_PER_CORE = 1_000;

  private final int sharePercent;
  private final int cores;
  private final int memoryGib;
  private final int storageGib;
  private final int gpus;
  private final String gpuModel;
  private final String taint;

  Shape(
      int sharePercent,
      int cores,
      int memoryGib,
      int storageGib,
      int gpus,
      String gpuModel,
      String taint) {
    this.sharePercent = sharePercent;
    this.cores = cores;
    this.memoryGib = memoryGib;
    this.storageGib = storageGib;
    this.gpus = gpus;
    this.gpuModel = gpuModel;
    this.taint = taint;
  }

  int sharePercent() {
    return sharePercent;
  }

  String title() {
    String kind = gpus > 0 ? name() : name().toLowerCase(Locale.ROOT);
    String devices = gpus > 0 ? ", " + gpus + " GPUs" : "";
    return kind + " (" + cores + " cores" + devices + ")";
  }

  /** A machine of this shape; those tainted take only jobs that tolerate it. */
  Worker.Builder worker(String id) {
    Worker.Builder worker =
        Worker.builder(id)
            .cpuMillis(cores * MILLIS_PER_CORE)
            .memoryBytes(memoryGib * GIB)
            .storageBytes(storageGib * GIB)
            .label("shape", name().toLowerCase(Locale.ROOT));
    if (gpus > 0) {
      worker.gpus(gpus, gpuModel);
    }
    if (!taint.isEmpty()) {
      worker.taint(taint, "true", TaintEffect.NO_SCHEDULE);
    }
    return worker;
  }
}
