package dev.berth.queue;

import org.jspecify.annotations.Nullable;

/** The lines that hold nothing, the longest idle first: the first to be forgotten. */
final class IdleLines<E> {
  private @Nullable TenantLine<E> longest;
  private @Nullable TenantLine<E> shortest;

  @Nullable TenantLine<E> longest() {
    return longest;
  }

  void add(TenantLine<E> line) {
    if (line.idle) {
      return;
    }
    line.idle = true;
    line.longerIdle = shortest;
    if (shortest == null) {
      longest = line;
    } else {
      shortest.shorterIdle = line;
    }
    shortest = line;
  }

  void remove(TenantLine<E> line) {
    if (!line.idle) {
      return;
    }
    line.idle = false;
    TenantLine<E> longer = line.longerIdle;
    TenantLine<E> shorter = line.shorterIdle;
    if (longer == null) {
      longest = shorter;
    } else {
      longer.shorterIdle = shorter;
    }
    if (shorter == null) {
      shortest = longer;
    } else {
      shorter.longerIdle = longer;
    }
    line.longerIdle = null;
    line.shorterIdle = null;
  }
}
