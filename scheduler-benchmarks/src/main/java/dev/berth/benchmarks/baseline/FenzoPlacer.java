package dev.berth.benchmarks.baseline;

import com.netflix.fenzo.SchedulingResult;
import com.netflix.fenzo.TaskAssignmentResult;
import com.netflix.fenzo.TaskRequest;
import com.netflix.fenzo.TaskScheduler;
import com.netflix.fenzo.TaskTrackerState;
import com.netflix.fenzo.VMAssignmentResult;
import com.netflix.fenzo.VMTaskFitnessCalculator;
import com.netflix.fenzo.VirtualMachineCurrentState;
import com.netflix.fenzo.VirtualMachineLease;
import dev.berth.benchmarks.state.PlainTasks;
import dev.berth.benchmarks.state.SyntheticFleet.Member;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Netflix Fenzo as kindly as we know how to treat it: each host is offered once and Fenzo keeps the
 * books (single-offer mode), no offer is ever rejected or expires, nothing is scaled, no shortfall
 * evaluated; what ran before is not known to it as tasks but left out of the offers, since it walks
 * through a host's tasks in every call; and the grade reads two fields where the calculators that
 * come with it walk through the tasks.
 *
 * <p>It asks on as many threads as there are cores.
 */
final class FenzoPlacer implements Placer {

  private static final long NEVER_SECONDS = 1_000_000_000;

  private final TaskScheduler scheduler;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<String> names = new ArrayList<>();
  private final Map<String, Integer> positions = new HashMap<>();

  FenzoPlacer(List<Member> hosts, boolean firstFit) {
    scheduler =
        new TaskScheduler.Builder()
            .withSingleOfferPerVM(true)
            .withMaxOffersToReject(0)
            .withLeaseOfferExpirySecs(NEVER_SECONDS)
            .withLeaseRejectAction(lease -> {})
            .disableShortfallEvaluation()
            .withFitnessCalculator(new MostFree())
            .withFitnessGoodEnoughFunction(fitness -> firstFit)
            .build();
    List<VirtualMachineLease> offers = new ArrayList<>();
    for (Member host : hosts) {
      String name = host.worker().id();
      numbers.put(name, names.size());
      names.add(name);
      offers.add(FenzoLease.of(host));
    }
    scheduler.scheduleOnce(List.of(), offers);
  }

  @Override
  public void place(List<Task> tasks, int[] hosts) {
    positions.clear();
    List<TaskRequest> requests = new ArrayList<>(tasks.size());
    for (Task task : tasks) {
      positions.put(task.id(), requests.size());
      requests.add(new FenzoTask(task));
    }
    Arrays.fill(hosts, 0, tasks.size(), Rival.NONE);
    SchedulingResult result = scheduler.scheduleOnce(requests, List.of());
    for (VMAssignmentResult host : result.getResultMap().values()) {
      for (TaskAssignmentResult assigned : host.getTasksAssigned()) {
        scheduler.getTaskAssigner().call(assigned.getRequest(), host.getHostname());
        hosts[number(positions, assigned.getTaskId())] = number(numbers, host.getHostname());
      }
    }
  }

  private static int number(Map<String, Integer> numbers, String name) {
    return Objects.requireNonNull(numbers.get(name), name);
  }

  @Override
  public void adopt(Task task, int host) {
    scheduler.getTaskAssigner().call(new FenzoTask(task), names.get(host));
  }

  @Override
  public void complete(Task task, int host) {
    scheduler.getTaskUnAssigner().call(task.id(), names.get(host));
  }

  /**
   * The mean share of cpu and memory that is left, lifted above 0, which to Fenzo means refused.
   */
  private static final class MostFree implements VMTaskFitnessCalculator {

    private static final double CORES = PlainTasks.CPU_MILLIS / 1e3;
    private static final double MIB = FenzoLease.mib(PlainTasks.MEMORY_BYTES);

    @Override
    public String getName() {
      return "mostFree";
    }

    @Override
    public double calculateFitness(
        TaskRequest task, VirtualMachineCurrentState host, TaskTrackerState tracker) {
      VirtualMachineLease free = host.getCurrAvailableResources();
      double cores = free.cpuCores() - task.getCPUs();
      double mib = free.memoryMB() - task.getMemory();
      for (TaskAssignmentResult before : host.getTasksCurrentlyAssigned()) { // in the same call
        cores -= before.getRequest().getCPUs();
        mib -= before.getRequest().getMemory();
      }
      return (1 + (cores / CORES + mib / MIB) / 2) / 2;
    }
  }
}
