package dev.berth.simulator.cli;

import dev.berth.simulator.openb.OpenbPolicy;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The policies an openb run is replayed with: one, several joined by commas, or all. */
record OpenbPolicies(List<OpenbPolicy> list) {
  private static final String ALL = "all";

  OpenbPolicies {
    list = List.copyOf(list);
  }

  /** The policies as they are named on the command line. */
  String ids() {
    return list.stream().map(OpenbPolicy::id).collect(Collectors.joining(","));
  }

  /** Reads them; one that comes twice counts once. */
  static final class Converter implements ITypeConverter<OpenbPolicies> {
    @Override
    public OpenbPolicies convert(String value) {
      if (value.equals(ALL)) {
        return new OpenbPolicies(OpenbPolicy.ALL);
      }
      Set<OpenbPolicy> policies = new LinkedHashSet<>();
      for (String name : value.split(",", -1)) {
        try {
          policies.add(OpenbPolicy.of(name));
        } catch (IllegalArgumentException unknown) {
          throw new TypeConversionException(unknown.getMessage());
        }
      }
      return new OpenbPolicies(List.copyOf(policies));
    }
  }
}
