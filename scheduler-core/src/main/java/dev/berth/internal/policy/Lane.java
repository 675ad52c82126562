package dev.berth.internal.policy;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The waiting jobs of one class and one group, in order: what fits for one fits for all, so a queue
 * looks at a lane's first job and passes over the lane when that fits nowhere.
 *
 * <p>A treap over links that the jobs hold themselves. Every subtree knows its shortest estimate,
 * so the next job in order that ends soon enough is found without a walk: that is what backfill
 * asks.
 *
 * <p><b>Thread-safety:</b> none. <b>Cost:</b> expected O(log n) for each operation, O(1) for the
 * first; no allocation. The shape follows from the jobs' sequence numbers alone. <b>Source:</b>
 * Seidel and Aragon, "Randomized Search Trees", Algorithmica 1996.
 */
final class Lane {

  static final int ANY_ESTIMATE = Integer.MAX_VALUE;

  final JobClass jobClass;
  final Group group;
  private @Nullable WaitingJob root;
  private @Nullable WaitingJob first;
  private int size;

  /** The job that is compared with those of other lanes: the first, or where a walk has come to. */
  @Nullable WaitingJob cursor;

  /** What the order says of the cursor; smaller goes first. */
  double rank;

  /** In a walk: its jobs fit nowhere now and no job that leaves would change that. */
  boolean fitsNever;

  /** The last pass in which one of its jobs had an appointment; -1 if none. */
  long appointedIn = -1;

  /** Its place in the heap that it is in, -1 when in none. */
  int heapIndex = -1;

  /** Its place among its group's busy lanes, and among the queue's. */
  int indexInGroup;

  int indexInQueue;

  /** The class's next lane that has jobs. */
  @Nullable Lane nextOfClass;

  @Nullable Lane previousOfClass;

  Lane(JobClass jobClass, Group group) {
    this.jobClass = jobClass;
    this.group = group;
  }

  int size() {
    return size;
  }

  @Nullable WaitingJob first() {
    return first;
  }

  /** The shortest estimate of all its jobs. */
  int leastEstimate() {
    return root == null ? ANY_ESTIMATE : root.leastEstimate;
  }

  void add(WaitingJob job) {
    job.left = null;
    job.right = null;
    job.leastEstimate = job.estimate;
    job.lane = this;
    root = insert(root, job);
    size++;
    if (first == null || job.isBefore(first)) {
      first = job;
    }
  }

  void remove(WaitingJob job) {
    root = remove(root, job);
    size--;
    job.left = null;
    job.right = null;
    if (job == first) {
      first = leftmost(root);
    }
  }

  /** The first job behind this one that runs no longer than that. */
  @Nullable WaitingJob after(WaitingJob job, int longestEstimate) {
    return next(root, job, longestEstimate);
  }

  /** Throws unless its tree is in order and knows its shortest estimates. Visits all jobs. */
  void checkInvariants(Consumer<WaitingJob> visitor) {
    WaitingJob last = check(root, null, visitor);
    int counted = 0;
    for (WaitingJob job = first; job != null; job = after(job, ANY_ESTIMATE)) {
      counted++;
    }
    if (counted != size || (last == null) != (size == 0)) {
      throw new IllegalStateException(counted + " jobs in a lane that counts " + size);
    }
  }

  private @Nullable WaitingJob check(
      @Nullable WaitingJob top, @Nullable WaitingJob before, Consumer<WaitingJob> visitor) {
    if (top == null) {
      return before;
    }
    WaitingJob previous = check(top.left, before, visitor);
    boolean isInOrder = previous == null ? top == first : previous.isBefore(top);
    boolean isHeap = isNoHeavier(top.left, top) && isNoHeavier(top.right, top);
    int least = Math.min(top.estimate, Math.min(least(top.left), least(top.right)));
    if (!isInOrder || !isHeap || top.lane != this || top.leastEstimate != least) {
      throw new IllegalStateException("job " + top.id() + " is out of place in its lane");
    }
    visitor.accept(top);
    return check(top.right, top, visitor);
  }

  private static int least(@Nullable WaitingJob top) {
    return top == null ? Integer.MAX_VALUE : top.leastEstimate;
  }

  private static boolean isNoHeavier(@Nullable WaitingJob child, WaitingJob parent) {
    return child == null || weight(child) <= weight(parent);
  }

  private static @Nullable WaitingJob leftmost(@Nullable WaitingJob top) {
    WaitingJob job = top;
    while (job != null && job.left != null) {
      job = job.left;
    }
    return job;
  }

  private static @Nullable WaitingJob next(
      @Nullable WaitingJob top, WaitingJob after, int longest) {
    if (top == null || top.leastEstimate > longest) {
      return null;
    }
    if (!after.isBefore(top)) {
      return next(top.right, after, longest);
    }
    WaitingJob earlier = next(top.left, after, longest);
    if (earlier != null) {
      return earlier;
    }
    return top.estimate <= longest ? top : next(top.right, after, longest);
  }

  private static WaitingJob insert(@Nullable WaitingJob top, WaitingJob job) {
    if (top == null) {
      return job;
    }
    if (weight(job) > weight(top)) {
      split(top, job);
      return renew(job);
    }
    if (job.isBefore(top)) {
      top.left = insert(top.left, job);
    } else {
      top.right = insert(top.right, job);
    }
    return renew(top);
  }

  /** Hangs what stands before the pivot to its left, and the rest to its right. */
  private static void split(@Nullable WaitingJob top, WaitingJob pivot) {
    if (top == null) {
      pivot.left = null;
      pivot.right = null;
    } else if (top.isBefore(pivot)) {
      split(top.right, pivot);
      top.right = pivot.left;
      pivot.left = renew(top);
    } else {
      split(top.left, pivot);
      top.left = pivot.right;
      pivot.right = renew(top);
    }
  }

  private static @Nullable WaitingJob remove(@Nullable WaitingJob top, WaitingJob job) {
    if (top == null) {
      throw new IllegalStateException("job " + job.id() + " is not in its lane");
    }
    if (top == job) {
      return merge(top.left, top.right);
    }
    if (job.isBefore(top)) {
      top.left = remove(top.left, job);
    } else {
      top.right = remove(top.right, job);
    }
    return renew(top);
  }

  private static @Nullable WaitingJob merge(@Nullable WaitingJob left, @Nullable WaitingJob right) {
    if (left == null || right == null) {
      return left == null ? right : left;
    }
    if (weight(left) > weight(right)) {
      left.right = merge(left.right, right);
      return renew(left);
    }
    right.left = merge(left, right.left);
    return renew(right);
  }

  private static WaitingJob renew(WaitingJob top) {
    int least = top.estimate;
    if (top.left != null) {
      least = Math.min(least, top.left.leastEstimate);
    }
    if (top.right != null) {
      least = Math.min(least, top.right.leastEstimate);
    }
    top.leastEstimate = least;
    return top;
  }

  /** A number that looks random, the same in every run: Stafford's mix 13 of the sequence. */
  private static long weight(WaitingJob job) {
    long z = job.sequence() + 0x9e3779b97f4a7c15L;
    z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }
}
