package dev.berth.queue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@link FairQueue} should do, said as plainly as possible: lists, and numbers without end.
 * The oracle of the model test and the sequential specification of the Lincheck test.
 */
final class NaiveFair<E> {
  private static final BigInteger TAGS_A_UNIT = BigInteger.valueOf(1000L << 20);
  private static final BigInteger MOST_AHEAD = BigInteger.ONE.shiftLeft(61);

  /** No records here: Lincheck reads fields by their offsets, which records do not give. */
  private static final class Waiting<E> {
    final long cost;
    final E element;

    Waiting(long cost, E element) {
      this.cost = cost;
      this.element = element;
    }
  }

  private static final class Tenant<E> {
    final String name;
    final List<Waiting<E>> line = new ArrayList<>();
    long weight = 1000;
    long weightNow = 1000;
    boolean hasPlace;
    BigInteger base = BigInteger.ZERO;
    BigInteger paid = BigInteger.ZERO;
    long number;

    Tenant(String name) {
      this.name = name;
    }

    BigInteger tag() {
      return base.add(paid.multiply(TAGS_A_UNIT).divide(BigInteger.valueOf(weightNow)));
    }

    void place(BigInteger tag, long number) {
      hasPlace = true;
      base = tag;
      paid = BigInteger.ZERO;
      this.number = number;
    }
  }

  private final long quantum;
  private final List<Tenant<E>> tenants = new ArrayList<>();
  private BigInteger virtualTime;
  private @Nullable Tenant<E> turn;
  private long servedInTurn;
  private long numbers;

  NaiveFair(long quantum) {
    this(quantum, 0);
  }

  NaiveFair(long quantum, long virtualTime) {
    this.quantum = quantum;
    this.virtualTime = BigInteger.valueOf(virtualTime);
  }

  void weight(String tenant, long thousandths) {
    tenant(tenant).weight = thousandths;
  }

  void offer(String tenant, long cost, E element) {
    Tenant<E> its = tenant(tenant);
    its.line.add(new Waiting<>(cost, element));
    activate(its);
  }

  void putFirst(String tenant, long cost, E element) {
    Tenant<E> its = tenant(tenant);
    its.line.add(0, new Waiting<>(cost, element));
    activate(its);
  }

  @Nullable E poll() {
    Tenant<E> found = find();
    return found == null ? null : take(found, 0, found);
  }

  @Nullable E peek() {
    Tenant<E> found = find();
    return found == null ? null : found.line.get(0).element;
  }

  @Nullable String peekTenant() {
    Tenant<E> found = find();
    return found == null ? null : found.name;
  }

  boolean take(E element) {
    for (Tenant<E> tenant : tenants) {
      for (int i = 0; i < tenant.line.size(); i++) {
        if (tenant.line.get(i).element.equals(element)) {
          take(tenant, i, find());
          return true;
        }
      }
    }
    return false;
  }

  boolean remove(E element) {
    return tenants.stream()
        .anyMatch(tenant -> tenant.line.removeIf(waiting -> waiting.element.equals(element)));
  }

  int size() {
    return tenants.stream().mapToInt(tenant -> tenant.line.size()).sum();
  }

  private Tenant<E> tenant(String name) {
    for (Tenant<E> tenant : tenants) {
      if (tenant.name.equals(name)) {
        return tenant;
      }
    }
    Tenant<E> tenant = new Tenant<>(name);
    tenants.add(tenant);
    return tenant;
  }

  private void activate(Tenant<E> tenant) {
    if (!tenant.hasPlace) {
      tenant.place(virtualTime, numbers++);
    }
  }

  private @Nullable Tenant<E> find() {
    if (turn != null && servedInTurn < quantum && !turn.line.isEmpty()) {
      return turn;
    }
    while (true) {
      Tenant<E> least =
          tenants.stream()
              .filter(tenant -> tenant.hasPlace)
              .min(Comparator.comparing((Tenant<E> t) -> t.tag()).thenComparingLong(t -> t.number))
              .orElse(null);
      if (least == null || !least.line.isEmpty()) {
        return least;
      }
      virtualTime = least.tag();
      least.hasPlace = false;
    }
  }

  private E take(Tenant<E> tenant, int index, @Nullable Tenant<E> found) {
    Waiting<E> waiting = tenant.line.remove(index);
    if (tenant == found) {
      if (turn != found || servedInTurn >= quantum) {
        turn = found;
        servedInTurn = 0;
        virtualTime = found.tag();
      }
      servedInTurn += waiting.cost;
    }
    if (tenant.weightNow != tenant.weight) {
      tenant.place(tenant.tag(), 0);
      tenant.weightNow = tenant.weight;
    }
    tenant.paid = tenant.paid.add(BigInteger.valueOf(waiting.cost));
    tenant.number = numbers++;
    BigInteger most = virtualTime.add(MOST_AHEAD);
    if (tenant.tag().compareTo(most) > 0) {
      tenant.place(most, tenant.number);
    }
    return waiting.element;
  }
}
