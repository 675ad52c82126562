package dev.berth.benchmarks.state;

import dev.berth.benchmarks.state.SyntheticFleet.Member;
import dev.berth.model.GpuRequest;
import dev.berth.model.Job;
import dev.berth.model.NodeAffinity;
import dev.berth.model.Requirements;
import dev.berth.model.Resources;
import dev.berth.model.Usage;
import dev.berth.model.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Hosts and tasks that every scheduler understands: equal hosts of 64 cores and 256 GiB, filled to
 * between 40 and 90 %, and sixteen kinds of tasks of 0.5 to 4 cores and 1 to 8 GiB.
 *
 * <p>Amounts are whole quarters of a core and of a GiB, so that schedulers which count in doubles
 * lose nothing.
 *
 * <p><b>Thread-safety:</b> pure functions of the seed.
 */
public final class PlainTasks {

  /** A host's cpu. */
  public static final long CPU_MILLIS = 64_000;

  /** A host's memory. */
  public static final long MEMORY_BYTES = 256L << 30;

  private static final int QUARTER_CORE = 250;
  private static final long QUARTER_GIB = 1L << 28;
  private static final int KINDS = 16;

  private PlainTasks() {}

  /** So many hosts, each with one job that holds what is taken of it. */
  public static List<Member> hosts(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Member> hosts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Worker worker =
          Worker.builder("host-" + i).cpuMillis(CPU_MILLIS).memoryBytes(MEMORY_BYTES).build();
      Resources taken = amounts(random.nextInt(102, 231), random.nextInt(410, 922));
      Requirements running =
          new Requirements(taken, GpuRequest.NONE, Map.of(), NodeAffinity.NONE, List.of(), null);
      hosts.add(new Member(worker, false, Usage.NONE, List.of(running)));
    }
    return hosts;
  }

  /** One task of each kind. */
  public static List<JobSpec> kinds(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<JobSpec> kinds = new ArrayList<>(KINDS);
    for (int i = 0; i < KINDS; i++) {
      Resources asked = amounts(random.nextInt(2, 17), random.nextInt(4, 33));
      kinds.add(
          new JobSpec(
              Job.builder("kind-" + i)
                  .cpuMillis(asked.cpuMillis())
                  .memoryBytes(asked.memoryBytes())
                  .build()));
    }
    return kinds;
  }

  private static Resources amounts(int quarterCores, int quarterGib) {
    return Resources.builder()
        .cpuMillis((long) QUARTER_CORE * quarterCores)
        .memoryBytes(QUARTER_GIB * quarterGib)
        .build();
  }
}
