package dev.berth.benchmarks.baseline;

import com.netflix.fenzo.VirtualMachineLease;
import dev.berth.benchmarks.state.SyntheticFleet.Member;
import dev.berth.model.Requirements;
import dev.berth.model.Resources;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.mesos.Protos;
import org.jspecify.annotations.Nullable;

/** The one offer of a host: what is free on it. There is no Mesos behind it. */
record FenzoLease(String hostname, double cpuCores, double memoryMB)
    implements VirtualMachineLease {

  static FenzoLease of(Member host) {
    Resources free = host.worker().capacity();
    for (Requirements running : host.running()) {
      free = free.minus(running.resources());
    }
    return new FenzoLease(host.worker().id(), free.cpuMillis() / 1e3, mib(free.memoryBytes()));
  }

  static double mib(long bytes) {
    return (double) bytes / (1 << 20);
  }

  @Override
  public String getId() {
    return hostname;
  }

  @Override
  public String getVMID() {
    return hostname;
  }

  @Override
  public long getOfferedTime() {
    return 0;
  }

  @Override
  public double networkMbps() {
    return 0;
  }

  @Override
  public double diskMB() {
    return 0;
  }

  @Override
  public List<Range> portRanges() {
    return List.of();
  }

  @Override
  public Protos.@Nullable Offer getOffer() {
    return null;
  }

  @Override
  public Map<String, Protos.Attribute> getAttributeMap() {
    return Collections.emptyMap(); // which, unlike Map.of(), may be asked for the key null
  }

  @Override
  public @Nullable Double getScalarValue(String name) {
    return null;
  }

  @Override
  public Map<String, Double> getScalarValues() {
    return Map.of();
  }
}
