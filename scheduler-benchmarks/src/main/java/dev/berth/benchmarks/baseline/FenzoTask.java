package dev.berth.benchmarks.baseline;

import com.netflix.fenzo.ConstraintEvaluator;
import com.netflix.fenzo.TaskRequest;
import com.netflix.fenzo.VMTaskFitnessCalculator;
import dev.berth.model.Resources;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A task in Fenzo's words; by identity, as Fenzo keeps requests in hash maps. */
final class FenzoTask implements TaskRequest {

  private final String id;
  private final double cores;
  private final double mib;
  private @Nullable AssignedResources assigned;

  FenzoTask(Task task) {
    Resources asked = task.job().requirements().resources();
    id = task.id();
    cores = asked.cpuMillis() / 1e3;
    mib = FenzoLease.mib(asked.memoryBytes());
  }

  @Override
  public String getId() {
    return id;
  }

  @Override
  public String taskGroupName() {
    return "";
  }

  @Override
  public double getCPUs() {
    return cores;
  }

  @Override
  public double getMemory() {
    return mib;
  }

  @Override
  public double getNetworkMbps() {
    return 0;
  }

  @Override
  public double getDisk() {
    return 0;
  }

  @Override
  public int getPorts() {
    return 0;
  }

  @Override
  public @Nullable Map<String, Double> getScalarRequests() {
    return null;
  }

  @Override
  public @Nullable Map<String, NamedResourceSetRequest> getCustomNamedResources() {
    return null;
  }

  @Override
  public @Nullable List<? extends ConstraintEvaluator> getHardConstraints() {
    return null;
  }

  @Override
  public @Nullable List<? extends VMTaskFitnessCalculator> getSoftConstraints() {
    return null;
  }

  @Override
  public void setAssignedResources(@Nullable AssignedResources resources) {
    assigned = resources;
  }

  @Override
  public @Nullable AssignedResources getAssignedResources() {
    return assigned;
  }
}
