package dev.berth.simulator.trace;

import java.util.List;

/**
 * One run of the openb experiment.
 *
 * @param nodesByRank the machines, the one that wins a tie first
 * @param pods the pod list, from which the typical pods are taken
 * @param arrivals the pods in order of arrival; one may come several times
 */
public record OpenbTrace(
    List<OpenbNode> nodesByRank, List<OpenbPod> pods, List<OpenbPod> arrivals) {

  public OpenbTrace {
    nodesByRank = List.copyOf(nodesByRank);
    pods = List.copyOf(pods);
    arrivals = List.copyOf(arrivals);
  }
}
