package dev.berth.internal.cluster;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which domain of one topology key each row is in: the label's values, numbered.
 *
 * <p>Number {@link #NONE} stands for the workers without the label. A number whose last worker has
 * gone is given to the next new value. The rows of a domain are chained.
 *
 * <p><b>Thread-safety:</b> one writer, the engine, which also reads. <b>Memory:</b> twelve bytes a
 * row.
 */
public final class DomainMap {

  /** The workers without the label. */
  public static final int NONE = 0;

  /**
   * With fewer workers a domain, on average, domains are too fine to be told apart in a ranking.
   */
  private static final int FINE_WORKERS = 16;

  private final String key;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<@Nullable String> values = new ArrayList<>();
  private final ArrayDeque<Integer> vacant = new ArrayDeque<>();
  private int[] domainOfRow = new int[64];
  private int[] nextRow = new int[64];
  private int[] previousRow = new int[64];
  private int[] firstRow = new int[8];
  private int labelled;
  private boolean fine;
  private int turns;

  DomainMap(String key) {
    this.key = key;
    values.add(null);
  }

  /** The label whose values make the domains. */
  public String key() {
    return key;
  }

  /** Every domain's number is below. */
  public int limit() {
    return values.size();
  }

  /** The domain of a row. */
  public int of(int row) {
    return domainOfRow[row];
  }

  /** The label's value in a domain; null for {@link #NONE}. */
  public @Nullable String value(int domain) {
    return values.get(domain);
  }

  /**
   * Whether domains are so small that each worker is best looked at by itself, as with host names.
   */
  public boolean isFine() {
    return fine;
  }

  /** Counts how often it has become fine, or so no more. */
  public int turns() {
    return turns;
  }

  /** The first row of a domain other than {@link #NONE}, or -1. */
  int firstRow(int domain) {
    return firstRow[domain] - 1;
  }

  /** The row after another of its domain, or -1. */
  int nextRow(int row) {
    return nextRow[row] - 1;
  }

  /** Puts a row into the domain of a value. */
  void set(int row, @Nullable String value) {
    if (row >= domainOfRow.length) {
      int capacity = Math.max(row + 1, 2 * domainOfRow.length);
      domainOfRow = Arrays.copyOf(domainOfRow, capacity);
      nextRow = Arrays.copyOf(nextRow, capacity);
      previousRow = Arrays.copyOf(previousRow, capacity);
    }
    if (Objects.equals(value, values.get(domainOfRow[row]))) {
      return;
    }
    leave(row);
    if (value != null) {
      Integer known = numbers.get(value);
      enter(row, known == null ? number(value) : known);
    }
    // It turns back late, as rankings are built anew whenever it turns.
    int workers = fine ? 2 * FINE_WORKERS : FINE_WORKERS;
    if (fine != numbers.size() * workers > labelled) {
      fine = !fine;
      turns++;
    }
  }

  // Links count from 1, so that 0, of a new array, is none.
  private void enter(int row, int domain) {
    if (domain >= firstRow.length) {
      firstRow = Arrays.copyOf(firstRow, 2 * domain);
    }
    int next = firstRow[domain];
    nextRow[row] = next;
    previousRow[row] = 0;
    if (next != 0) {
      previousRow[next - 1] = row + 1;
    }
    firstRow[domain] = row + 1;
    domainOfRow[row] = domain;
    labelled++;
  }

  private int number(String value) {
    int domain;
    if (vacant.isEmpty()) {
      domain = values.size();
      values.add(value);
    } else {
      domain = vacant.pop();
      values.set(domain, value);
    }
    numbers.put(value, domain);
    return domain;
  }

  private void leave(int row) {
    int domain = domainOfRow[row];
    if (domain == NONE) {
      return;
    }
    int next = nextRow[row];
    int previous = previousRow[row];
    if (next != 0) {
      previousRow[next - 1] = previous;
    }
    if (previous == 0) {
      firstRow[domain] = next;
    } else {
      nextRow[previous - 1] = next;
    }
    domainOfRow[row] = NONE;
    labelled--;
    if (firstRow[domain] == 0) {
      numbers.remove(values.get(domain));
      values.set(domain, null);
      vacant.push(domain);
    }
  }
}
