package dev.berth.internal.policy.backfill;

import dev.berth.model.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Amounts as arrays: cpu, memory, gpu and storage in millicores, bytes and thousandths, then named
 * extras in the order in which they were first heard of.
 *
 * <p><b>Thread-safety:</b> none.
 */
final class Demands {

  private static final int STANDARD = 4;

  private final List<String> extras = new ArrayList<>();

  long[] of(Resources amounts) {
    List<Map.Entry<String, Long>> named = amounts.extraList();
    for (int i = 0; i < named.size(); i++) {
      if (!extras.contains(named.get(i).getKey())) {
        extras.add(named.get(i).getKey());
      }
    }
    long[] array = new long[STANDARD + (named.isEmpty() ? 0 : extras.size())];
    array[0] = amounts.cpuMillis();
    array[1] = amounts.memoryBytes();
    array[2] = amounts.gpuMillis();
    array[3] = amounts.storageBytes();
    for (int i = 0; i < named.size(); i++) {
      array[STANDARD + extras.indexOf(named.get(i).getKey())] = named.get(i).getValue();
    }
    return array;
  }
}
