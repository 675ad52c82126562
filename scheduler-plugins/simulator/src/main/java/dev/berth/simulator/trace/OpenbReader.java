package dev.berth.simulator.trace;

import dev.berth.model.GpuDevice;
import dev.berth.model.GpuRequest;
import dev.berth.model.Limits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads the openb cluster trace ({@code .csv}, {@code .csv.gz}): machines, pods, the order in which
 * pods arrive, and the rank of each machine in a tie.
 *
 * <p><b>Errors:</b> {@link TraceException}, also for a name that comes twice, an arrival of a pod
 * that is not in the pod list, and ranks that are no permutation of the machines.
 *
 * <p><b>Source:</b> Weng et al., "Beware of Fragmentation: Scheduling GPU-Sharing Workloads with
 * Fragmentation Gradient Descent", USENIX ATC 2023.
 */
public final class OpenbReader {
  private static final long MAX_AMOUNT = 1L << 30;
  private static final int MAX_GPUS = Limits.GPUS;
  private static final int WHOLE_GPU = GpuDevice.MILLIS;

  private OpenbReader() {}

  /** Reads the four files of one run. */
  public static OpenbTrace read(Path nodes, Path pods, Path arrivals, Path ranks) {
    Map<String, OpenbNode> nodesByName = nodes(nodes);
    Map<String, OpenbPod> podsByName = pods(pods);
    return new OpenbTrace(
        byRank(ranks, nodesByName),
        new ArrayList<>(podsByName.values()),
        arrivals(arrivals, podsByName));
  }

  static Map<String, OpenbNode> nodes(Path file) {
    Map<String, OpenbNode> nodes = new LinkedHashMap<>();
    CsvTable.read(
        file,
        List.of("sn", "cpu_milli", "memory_mib", "gpu", "model"),
        (table, row) -> {
          String name = row.name(table.index("sn"), "sn");
          int gpus = (int) row.whole(table.index("gpu"), "gpu", 0, MAX_GPUS);
          OpenbNode node =
              new OpenbNode(
                  name,
                  row.whole(table.index("cpu_milli"), "cpu_milli", 0, MAX_AMOUNT),
                  row.whole(table.index("memory_mib"), "memory_mib", 0, MAX_AMOUNT),
                  gpus,
                  gpus == 0 ? "" : row.name(table.index("model"), "model"));
          if (nodes.put(name, node) != null) {
            throw row.bad("each node once", TraceException.quote(name) + " again");
          }
        });
    return nodes;
  }

  static Map<String, OpenbPod> pods(Path file) {
    Map<String, OpenbPod> pods = new LinkedHashMap<>();
    CsvTable.read(
        file,
        List.of("name", "cpu_milli", "memory_mib", "num_gpu", "gpu_milli"),
        (table, row) -> {
          OpenbPod pod = pod(table, row);
          if (pods.put(pod.name(), pod) != null) {
            throw row.bad("each pod once", TraceException.quote(pod.name()) + " again");
          }
        });
    return pods;
  }

  private static OpenbPod pod(CsvTable table, TraceRow row) {
    int gpus = (int) row.whole(table.index("num_gpu"), "num_gpu", 0, MAX_GPUS);
    long gpuMillis = row.whole(table.index("gpu_milli"), "gpu_milli", 0, WHOLE_GPU);
    if (gpus == 1 && gpuMillis == 0) {
      throw row.bad("gpu_milli from 1 to 1000 for a pod with a GPU", "0");
    }
    if (gpus > 1 && gpuMillis != WHOLE_GPU) {
      throw row.bad("gpu_milli 1000 for a pod with several GPUs", Long.toString(gpuMillis));
    }
    GpuRequest asked =
        gpus == 0 ? GpuRequest.NONE : new GpuRequest(gpus, (int) gpuMillis, models(table, row));
    return new OpenbPod(
        row.name(table.index("name"), "name"),
        row.whole(table.index("cpu_milli"), "cpu_milli", 0, MAX_AMOUNT),
        row.whole(table.index("memory_mib"), "memory_mib", 0, MAX_AMOUNT),
        asked);
  }

  private static Set<String> models(CsvTable table, TraceRow row) {
    int column = table.index("gpu_spec");
    if (column < 0 || row.textOrEmpty(column).isEmpty()) {
      return Set.of();
    }
    Set<String> models = new TreeSet<>(List.of(row.name(column, "gpu_spec").split("\\|", -1)));
    if (models.contains("") || models.size() > Limits.GPUS) {
      throw row.bad(
          "gpu_spec with up to " + Limits.GPUS + " models between '|'",
          TraceException.quote(row.textOrEmpty(column)));
    }
    return models;
  }

  private static List<OpenbPod> arrivals(Path file, Map<String, OpenbPod> pods) {
    List<OpenbPod> arrivals = new ArrayList<>();
    CsvTable.read(
        file,
        List.of("seq", "pod"),
        (table, row) -> {
          long seq = row.whole(table.index("seq"), "seq", 0, Long.MAX_VALUE);
          if (seq != arrivals.size()) {
            throw row.bad("seq " + arrivals.size(), Long.toString(seq));
          }
          String name = row.text(table.index("pod"), "pod");
          OpenbPod pod = pods.get(name);
          if (pod == null) {
            throw row.bad("a pod of the pod list", TraceException.quote(name));
          }
          arrivals.add(pod);
        });
    return arrivals;
  }

  private static List<OpenbNode> byRank(Path file, Map<String, OpenbNode> nodes) {
    @Nullable OpenbNode[] byRank = new @Nullable OpenbNode[nodes.size()];
    Map<String, OpenbNode> missing = new LinkedHashMap<>(nodes);
    CsvTable.read(
        file,
        List.of("node", "rank"),
        (table, row) -> {
          String name = row.text(table.index("node"), "node");
          OpenbNode node = nodes.get(name);
          if (node == null) {
            throw row.bad("a node of the node list", TraceException.quote(name));
          }
          int rank = (int) row.whole(table.index("rank"), "rank", 0, nodes.size() - 1L);
          OpenbNode holder = byRank[rank];
          if (holder != null) {
            throw row.bad(
                "each rank once", "rank " + rank + " again (first " + holder.name() + ")");
          }
          if (missing.remove(name) == null) {
            throw row.bad("each node once", TraceException.quote(name) + " again");
          }
          byRank[rank] = node;
        });
    if (!missing.isEmpty()) {
      String first = missing.keySet().iterator().next();
      throw TraceException.of(
          file,
          "expected a rank for each of the "
              + nodes.size()
              + " nodes, found none for "
              + TraceException.quote(first)
              + (missing.size() == 1 ? "" : " and " + (missing.size() - 1) + " more"));
    }
    List<OpenbNode> ranked = new ArrayList<>(byRank.length);
    for (OpenbNode node : byRank) {
      if (node != null) {
        ranked.add(node);
      }
    }
    return ranked;
  }
}
