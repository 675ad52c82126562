package dev.berth.benchmarks.baseline;

import dev.berth.benchmarks.state.SyntheticFleet.Member;
import dev.berth.model.GpuDevice;
import dev.berth.model.GpuRequest;
import dev.berth.model.Requirements;
import dev.berth.model.Resources;
import dev.berth.model.Usage;
import dev.berth.model.Worker;
import java.util.Arrays;

/** A worker as most schedulers hold it: an object that knows what it is and what it has left. */
final class WorkerObject {

  final Worker worker;
  final boolean draining;
  final short[] freeGpuMillis;
  Usage usage;
  private Resources requested = Resources.ZERO;

  WorkerObject(Member member) {
    worker = member.worker();
    draining = member.draining();
    usage = member.usage();
    freeGpuMillis = new short[worker.gpus().size()];
    Arrays.fill(freeGpuMillis, (short) GpuDevice.MILLIS);
    member.running().forEach(this::reserve);
  }

  Resources free() {
    return worker.capacity().minus(requested);
  }

  /** The GPUs that a request would get, as a mask: the first idle ones, or the tightest. */
  long chooseGpus(GpuRequest request) {
    long chosen = 0;
    int tightest = Integer.MAX_VALUE;
    for (GpuDevice gpu : worker.gpus()) {
      int free = freeGpuMillis[gpu.index()];
      if (!request.allows(gpu.model()) || free < request.milliPerGpu()) {
        continue;
      }
      if (request.isWhole()) {
        chosen |= Long.bitCount(chosen) < request.count() ? 1L << gpu.index() : 0;
      } else if (free < tightest) {
        tightest = free;
        chosen = 1L << gpu.index();
      }
    }
    return Long.bitCount(chosen) == request.count() ? chosen : 0;
  }

  /** GPUs with nothing on them. */
  int idleGpus() {
    int idle = 0;
    for (short free : freeGpuMillis) {
      idle += free == GpuDevice.MILLIS ? 1 : 0;
    }
    return idle;
  }

  long reserve(Requirements asked) {
    long gpus = asked.gpus().count() == 0 ? 0 : chooseGpus(asked.gpus());
    requested = requested.plus(asked.resources());
    moveGpus(gpus, -asked.gpus().milliPerGpu());
    return gpus;
  }

  void release(Requirements asked, long gpus) {
    requested = requested.minus(asked.resources());
    moveGpus(gpus, asked.gpus().milliPerGpu());
  }

  private void moveGpus(long gpus, int milli) {
    for (long rest = gpus; rest != 0; rest &= rest - 1) {
      freeGpuMillis[Long.numberOfTrailingZeros(rest)] += (short) milli;
    }
  }
}
