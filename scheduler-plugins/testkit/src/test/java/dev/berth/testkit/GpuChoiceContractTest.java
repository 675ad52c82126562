package dev.berth.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.model.GpuDemand;
import dev.berth.model.GpuSupply;
import dev.berth.spi.DemandAware;
import dev.berth.spi.GpuScorePlugin;
import dev.berth.spi.JobView;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;

/** Each lie of a score that chooses GPUs fails the test that is there for it. */
class GpuChoiceContractTest {

  private static final String CHOOSES = "chooses a GPU with room, always the same";
  private static final String SCHEDULER =
      "lets a scheduler decide as a loop over all workers would";

  /** The GPU with the most room; the more GPUs are idle, the better. Honest as it stands. */
  private static class Widest implements GpuScorePlugin, DemandAware {
    int told;

    @Override
    public void demand(GpuDemand demand, GpuSupply supply) {
      told += demand.isEmpty() ? 0 : 1;
    }

    @Override
    public String name() {
      return "widest";
    }

    @Override
    public int defaultWeight() {
      return 10;
    }

    @Override
    public Set<WorkerFacet> reads() {
      return Set.of(WorkerFacet.GPUS);
    }

    @Override
    public int score(JobView job, WorkerView worker) {
      return told == 0 ? 0 : worker.idleGpuCount() * 100;
    }

    @Override
    public int chooseGpu(JobView job, WorkerView worker) {
      int best = -1;
      for (int gpu = 0; gpu < worker.gpuCount(); gpu++) {
        if (job.requirements().gpus().allows(worker.gpuModel(gpu))
            && (best < 0 || worker.freeGpuMillis(gpu) > worker.freeGpuMillis(best))) {
          best = gpu;
        }
      }
      return best;
    }
  }

  private static Map<String, String> failures(Supplier<Widest> plugin) {
    Map<String, String> failures = new LinkedHashMap<>();
    Checks.of(plugin, Trials.ofDefaults().seed(1).rounds(60))
        .forEach(
            test -> {
              try {
                test.getExecutable().execute();
              } catch (Throwable failure) {
                failures.put(promise(test), String.valueOf(failure.getMessage()));
              }
            });
    return failures;
  }

  private static String promise(DynamicTest test) {
    return test.getDisplayName().substring("score widest ".length());
  }

  @Test
  void honestPlugin_whichIsToldADemand_passes() {
    assertThat(failures(Widest::new)).isEmpty();
  }

  @Test
  void gpuWithoutRoom_isFound() {
    Map<String, String> failures =
        failures(
            () ->
                new Widest() {
                  @Override
                  public int chooseGpu(JobView job, WorkerView worker) {
                    return 0;
                  }
                });

    assertThat(failures).containsOnlyKeys(CHOOSES, SCHEDULER);
    assertThat(failures.get(CHOOSES)).contains("score widest chooses GPU 0, which cannot take");
  }

  @Test
  void forgetfulChoice_isFound() {
    Map<String, String> failures =
        failures(
            () ->
                new Widest() {
                  private int asked;

                  @Override
                  public int chooseGpu(JobView job, WorkerView worker) {
                    int widest = super.chooseGpu(job, worker);
                    for (int gpu = worker.gpuCount() - 1; gpu >= 0 && asked++ % 2 == 1; gpu--) {
                      if (worker.freeGpuMillis(gpu) == worker.freeGpuMillis(widest)
                          && worker.gpuModel(gpu).equals(worker.gpuModel(widest))) {
                        return gpu;
                      }
                    }
                    return widest;
                  }
                });

    assertThat(failures).containsKey(CHOOSES);
    assertThat(failures.get(CHOOSES)).contains("answers the same question differently");
  }

  @Test
  void undeclaredRead_inTheChoice_isFound() {
    Map<String, String> failures =
        failures(
            () ->
                new Widest() {
                  @Override
                  public int chooseGpu(JobView job, WorkerView worker) {
                    return worker.freeCpuMillis() >= 0 ? super.chooseGpu(job, worker) : 0;
                  }
                });

    assertThat(failures).containsOnlyKeys("reads only the facets it declares");
  }
}
