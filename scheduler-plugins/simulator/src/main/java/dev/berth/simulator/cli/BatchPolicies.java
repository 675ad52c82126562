package dev.berth.simulator.cli;

import dev.berth.simulator.replay.BatchPolicy;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;

/** The policies a batch log is replayed with: one, several joined by commas, or all. */
record BatchPolicies(List<BatchPolicy> list) {
  private static final String ALL = "all";

  BatchPolicies {
    list = List.copyOf(list);
  }

  /** The policies as they are named on the command line. */
  String ids() {
    return list.stream().map(BatchPolicy::id).collect(Collectors.joining(","));
  }

  /** Reads them; one that comes twice counts once. */
  static final class Converter implements ITypeConverter<BatchPolicies> {
    private final NamedConverter<BatchPolicy> one =
        new NamedConverter<>("policy", BatchPolicy.values()) {};

    @Override
    public BatchPolicies convert(String value) {
      if (value.equals(ALL)) {
        return new BatchPolicies(List.of(BatchPolicy.values()));
      }
      Set<BatchPolicy> policies = new LinkedHashSet<>();
      for (String name : value.split(",", -1)) {
        policies.add(one.convert(name));
      }
      return new BatchPolicies(List.copyOf(policies));
    }
  }
}
