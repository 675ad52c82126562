package dev.berth.model;

/**
 * The array a job is an element of: many jobs of one kind, of which so many may run at once.
 *
 * <p><b>Thread-safety:</b> immutable.
 *
 * @param id the array's name, its tenant's own; all elements say the same
 * @param atMost how many elements may be placed at the same time, 1 or more
 */
public record JobArray(String id, int atMost) {
  public JobArray {
    Check.id("id", id, "array");
    Check.range("atMost", atMost, 1, Integer.MAX_VALUE, "array " + id);
  }
}
