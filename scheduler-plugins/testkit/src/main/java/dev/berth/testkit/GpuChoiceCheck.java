package dev.berth.testkit;

import dev.berth.spi.GpuScorePlugin;

/** The GPU it says for a share exists, has room and is allowed, and is the same when asked anew. */
final class GpuChoiceCheck implements WorkerCheck {

  private static final int WORKERS = 8;

  @Override
  public String promise() {
    return "chooses a GPU with room, always the same";
  }

  @Override
  public boolean appliesToWorkers(WorkerSubject subject) {
    return subject.plugin() instanceof GpuScorePlugin;
  }

  @Override
  public void run(Trial trial) {
    Cases cases = trial.cases();
    Asker asker = trial.asker(Reading.Rule.NOTHING, cases);
    for (int round = 0; round < trial.trials().rounds(); round++) {
      TestJob job = TestJob.of(cases.random().shareJob("j-" + round));
      for (TestWorker worker : cases.random().workers(WORKERS)) {
        if (asker.choosesGpu(job, worker)) {
          check(trial, cases, asker, job, worker);
        }
      }
    }
  }

  private static void check(Trial trial, Cases cases, Asker asker, TestJob job, TestWorker worker) {
    int gpu = asker.chooseGpu(job, worker);
    if (!hasRoom(job, worker, gpu)) {
      throw new AssertionError(
          "%s chooses GPU %d, which cannot take the share: the scheduler would choose another\n%s\n%s"
              .formatted(asker.subject().title(), gpu, job, worker));
    }
    int again = asker.chooseGpu(job, worker);
    int alone = trial.asker(Reading.Rule.NOTHING, cases).chooseGpu(job, worker);
    if (again != gpu || alone != gpu) {
      throw new AssertionError(
          """
          %s answers the same question differently: first it chooses GPU %d, asked again GPU %d, asked as \
          the first question of a new plugin GPU %d
          Maybe it keeps answers or counts, looks at the time or draws random numbers.
          %s
          %s"""
              .formatted(asker.subject().title(), gpu, again, alone, job, worker));
    }
  }

  private static boolean hasRoom(TestJob job, TestWorker worker, int gpu) {
    return gpu >= 0
        && gpu < worker.gpuCount()
        && worker.freeGpuMillis(gpu) >= job.requirements().gpus().milliPerGpu()
        && job.requirements().gpus().allows(worker.gpuModel(gpu));
  }
}
