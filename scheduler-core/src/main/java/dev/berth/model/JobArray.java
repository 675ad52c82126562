package dev.berth.model;

import java.util.ArrayList;
import java.util.List;

/**
 * The array a job is an element of: many jobs of one kind, of which so many may be queued or placed
 * at once. The others are held and follow in the order of their submission.
 *
 * <pre>{@code
 * var sweep = new JobArray("sweep", 20);
 * scheduler.submitAll(sweep.elements(Job.builder("any").tenant("ci").cpuMillis(1_000).build(), 500));
 * }</pre>
 *
 * <p>Elements are jobs like any other: each ends, is retried or cancelled by itself. An element's
 * own limit counts where they say different ones; arrays of the same id of two tenants are two.
 *
 * <p><b>Thread-safety:</b> immutable.
 *
 * @param id the array's name, its tenant's own
 * @param atMost how many elements may be queued or placed at the same time, 1 or more
 */
public record JobArray(String id, int atMost) {
  public JobArray {
    Check.id("id", id, "array");
    Check.range("atMost", atMost, 1, Integer.MAX_VALUE, "array " + id);
  }

  /**
   * Makes the jobs "id[0]", "id[1]" and so on, each as the template in all but its id and array.
   * They share the template's requirements.
   */
  public List<Job> elements(Job template, int size) {
    Check.range("size", size, 1, Limits.ARRAY_ELEMENTS, "array " + id);
    List<Job> elements = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      elements.add(template.toBuilder(id + "[" + i + "]").array(id, atMost).build());
    }
    return List.copyOf(elements);
  }
}
