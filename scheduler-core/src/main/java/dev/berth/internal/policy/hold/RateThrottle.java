package dev.berth.internal.policy.hold;

import dev.berth.model.RateLimit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets jobs of each tenant, or with each value of a label, through at a rate: a token bucket for
 * each, kept as the one instant at which it will be full again.
 *
 * <pre>
 *   full at   ≤ now                     all tokens are there
 *             now + one interval        one is missing
 *             now + permits intervals   none is there: wait until full at − (permits − 1) intervals
 * </pre>
 *
 * <p>Nothing fills buckets as time passes, and one that is full again is as one never used: it is
 * forgotten some time later. An interval is rounded up to a nanosecond, so the rate is never above
 * what was said.
 *
 * <p><b>Thread-safety:</b> none; owned by the engine. <b>Cost:</b> O(log line) for a job, amortized
 * O(1) for forgetting; a timer for each bucket with a line. <b>Units:</b> ticker nanoseconds.
 * <b>Source:</b> the generic cell rate algorithm of ATM (ITU-T I.371), virtual scheduling form.
 */
final class RateThrottle implements Passage {

  private static final int FEWEST_FORGOTTEN = 1024;

  private final class Bucket implements Waits {
    private final TreeSet<GatedJob> line = new TreeSet<>(Turnstile.BY_PRIORITY);
    private long fullAt;
    private boolean timed;

    Bucket(long now) {
      fullAt = now;
    }

    boolean isFull(long now) {
      return fullAt - now <= 0;
    }

    /** How long until there is a token; at most zero when there is one. */
    long untilToken(long now) {
      return Math.max(0, fullAt - now) - (permits - 1L) * interval;
    }

    boolean take(long now) {
      if (untilToken(now) > 0) {
        return false;
      }
      fullAt = (isFull(now) ? now : fullAt) + interval;
      return true;
    }

    void letIn(long now) {
      while (!line.isEmpty() && take(now)) {
        granted.accept(line.pollFirst());
      }
      if (!line.isEmpty() && !timed) {
        timed = true;
        alarm.set(now + untilToken(now), this::due);
      }
    }

    private void due() {
      timed = false;
      letIn(nanos.getAsLong());
    }

    @Override
    public String inWords(GatedJob job) {
      return "%s has used up its %d jobs per %s"
          .formatted(key.inWords(job), permits, limit.per().toString());
    }
  }

  private final RateLimit limit;
  private final Key key;
  private final int permits;
  private final long interval;
  private final LongSupplier nanos;
  private final Gate.Alarm alarm;
  private final Consumer<GatedJob> granted;
  private final Map<String, Bucket> buckets = new HashMap<>();
  private int forgetAbove = FEWEST_FORGOTTEN;

  RateThrottle(RateLimit limit, LongSupplier nanos, Gate.Alarm alarm, Consumer<GatedJob> granted) {
    this.limit = limit;
    this.nanos = nanos;
    this.alarm = alarm;
    this.granted = granted;
    key = new Key(limit.label());
    permits = limit.permits();
    interval = (limit.per().toNanos() + permits - 1) / permits;
  }

  @Override
  public @Nullable Waits enter(GatedJob job) {
    String value = key.of(job);
    if (value == null) {
      return null;
    }
    long now = nanos.getAsLong();
    Bucket bucket = buckets.get(value);
    if (bucket == null) {
      forgetFull(now);
      bucket = new Bucket(now);
      buckets.put(value, bucket);
    }
    bucket.letIn(now); // whom the timer would let in a moment later
    if (bucket.line.isEmpty() && bucket.take(now)) {
      return null;
    }
    bucket.line.add(job);
    bucket.letIn(now);
    return bucket;
  }

  /** A permit that was used does not come back. */
  @Override
  public void leave(GatedJob job) {}

  @Override
  public void withdraw(GatedJob job) {
    Bucket bucket = buckets.get(key.of(job));
    if (bucket != null) {
      bucket.line.remove(job);
    }
  }

  @Override
  public void check(List<GatedJob> through, List<GatedJob> line) {
    int inLines = 0;
    for (Bucket bucket : buckets.values()) {
      inLines += bucket.line.size();
      if (!bucket.line.isEmpty() && !bucket.timed) {
        throw new IllegalStateException("nobody looks after " + bucket.line);
      }
    }
    if (inLines != line.size()) {
      throw new IllegalStateException(inLines + " in line, but " + line + " say so");
    }
  }

  private void forgetFull(long now) {
    if (buckets.size() >= forgetAbove) {
      buckets.values().removeIf(bucket -> bucket.line.isEmpty() && bucket.isFull(now));
      forgetAbove = Math.max(FEWEST_FORGOTTEN, 2 * buckets.size());
    }
  }

  /** How many buckets are remembered. For tests. */
  int buckets() {
    return buckets.size();
  }
}
