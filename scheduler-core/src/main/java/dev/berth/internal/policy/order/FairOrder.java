package dev.berth.internal.policy.order;

import dev.berth.internal.policy.FleetCapacity;
import dev.berth.internal.policy.Group;
import dev.berth.internal.policy.QueueOrder;
import dev.berth.internal.policy.WaitingJob;
import dev.berth.queue.QueueStrategy;
import java.util.HashMap;
import java.util.Map;

/**
 * Shares service by weight: the next job is that of the key with the least tag, and its service,
 * divided by the key's weight, is added to that tag.
 *
 * <p>The virtual time is the tag of the key served last. A key that had nothing waiting comes back
 * at the virtual time, if that is later than its tag. A key whose jobs wait because they do not fit
 * keeps its tag, and goes first once they do: the time was not its own to spend.
 *
 * <p><b>Guarantee:</b> of two keys with jobs waiting that fit, the services by weight differ by no
 * more than (l₁ + q) / w₁ + (l₂ + q) / w₂, for largest services l of a job and the quantum q.
 *
 * <p><b>Cost:</b> O(1) a job, and the key's lanes find their place anew. <b>Source:</b> Goyal, Vin,
 * Cheng, "Start-time Fair Queueing", SIGCOMM 1996, after Demers, Keshav, Shenker, SIGCOMM 1989; the
 * dominant share: Ghodsi et al., "Dominant Resource Fairness", NSDI 2011.
 */
final class FairOrder extends QueueOrder {

  private static final double NANOS_PER_SECOND = 1e9;
  private static final int KEYS_BEFORE_SWEEP = 1024;

  /** A key and what it has had, in seconds of the whole fleet by weight. */
  private static final class Key extends Group {
    final double weight;
    double tag;

    Key(String name, double weight) {
      super(name);
      this.weight = weight;
    }
  }

  private final QueueStrategy.Fair config;
  private final FleetCapacity capacity;
  private final double quantum;
  private final Map<String, Key> keys = new HashMap<>();
  private int keysToSweep = KEYS_BEFORE_SWEEP;
  private double virtualTime;
  private String turn = "";
  private double servedInTurn;

  FairOrder(QueueStrategy.Fair config, FleetCapacity capacity) {
    this.config = config;
    this.capacity = capacity;
    quantum = config.quantum().toNanos() / NANOS_PER_SECOND;
  }

  @Override
  public Group group(WaitingJob job) {
    String label = config.label();
    String name = label == null ? job.tenant() : job.labels().getOrDefault(label, "");
    Key key = keys.get(name);
    if (key == null) {
      sweep();
      key = new Key(name, config.weights().getOrDefault(name, 1.0));
      key.tag = virtualTime;
      keys.put(name, key);
    }
    return key;
  }

  /** Forgets keys that have nothing waiting and owe nothing: they would begin anew just so. */
  private void sweep() {
    if (keys.size() >= keysToSweep) {
      keys.values().removeIf(key -> key.waiting() == 0 && key.tag <= virtualTime);
      keysToSweep = Math.max(KEYS_BEFORE_SWEEP, 2 * keys.size());
    }
  }

  @Override
  public double rank(Group group, WaitingJob job) {
    boolean keepsTurn = servedInTurn > 0 && servedInTurn < quantum && group.name().equals(turn);
    return keepsTurn ? Double.NEGATIVE_INFINITY : ((Key) group).tag;
  }

  @Override
  public boolean queued(WaitingJob job, long nanos) {
    Key key = (Key) job.group();
    if (key.waiting() > 0) {
      return false;
    }
    key.tag = Math.max(key.tag, virtualTime);
    return true;
  }

  @Override
  public boolean placed(WaitingJob job, long nanos) {
    Key key = (Key) job.group();
    double service =
        capacity.dominantShare(job.requirements().resources()) * job.estimate() / NANOS_PER_SECOND;
    if (!key.name().equals(turn) || servedInTurn >= quantum) {
      turn = key.name();
      servedInTurn = 0;
      virtualTime = Math.max(virtualTime, key.tag);
    }
    servedInTurn += service;
    key.tag += service / key.weight;
    return true;
  }
}
