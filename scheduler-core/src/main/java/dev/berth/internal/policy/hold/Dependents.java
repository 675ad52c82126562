package dev.berth.internal.policy.hold;

import dev.berth.model.Dependency;
import dev.berth.model.JobState;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for whose end: an entry for each dependency, in two chains.
 *
 * <pre>
 *   dependent  ●──▶ edge ──▶ edge        its own, to take out when it is cancelled
 *                    ▲        ▲
 *   awaited    ●─────┘        └─────● awaited      the dependents of each, oldest first
 * </pre>
 *
 * <p>Only marks whose wait is over or hopeless; the gate goes on from there, one after the other,
 * so a long chain of jobs takes no deep stack.
 *
 * <p><b>Thread-safety:</b> none; owned by the engine. <b>Cost:</b> O(1) an entry, to enter and to
 * take out.
 */
final class Dependents implements Waits {

  static final class Edge {
    final Hold dependent;
    final Hold awaited;
    final Dependency dependency;
    @Nullable Edge nextOfDependent;
    @Nullable Edge previous;
    @Nullable Edge next;

    Edge(Hold dependent, Hold awaited, Dependency dependency) {
      this.dependent = dependent;
      this.awaited = awaited;
      this.dependency = dependency;
    }
  }

  private final Consumer<GatedJob> moved;

  /**
   * With nobody waiting.
   *
   * @param moved told of every job that waits for no other any more, or is doomed
   */
  Dependents(Consumer<GatedJob> moved) {
    this.moved = moved;
  }

  /** Enters a job with those it depends on; what is over already counts as it ended. */
  void enter(Hold hold) {
    List<Dependency> dependencies = hold.job.job().conditions().dependencies();
    for (int i = 0; i < hold.dependencies.length; i++) {
      GatedJob awaited = hold.dependencies[i];
      Dependency dependency = dependencies.get(i);
      if (!awaited.isOver()) {
        append(new Edge(hold, Hold.of(awaited), dependency));
        hold.unmet++;
      } else if (!isMet(dependency, awaited)) {
        doom(hold, dependency, awaited);
        return;
      }
    }
  }

  /** A job that others may wait for is over. */
  void ended(Hold awaited) {
    for (Edge edge = awaited.firstDependent; edge != null; edge = edge.next) {
      Hold dependent = edge.dependent;
      if (!isMet(edge.dependency, awaited.job)) {
        doom(dependent, edge.dependency, awaited.job);
        moved.accept(dependent.job);
      } else if (--dependent.unmet == 0) {
        moved.accept(dependent.job);
      }
      remove(edge);
    }
  }

  /** A job waits for others no longer: it is over itself. */
  void withdraw(Hold dependent) {
    for (Edge edge = dependent.firstEdge; edge != null; edge = edge.nextOfDependent) {
      remove(edge);
    }
    dependent.unmet = 0;
  }

  /** Lets go of the jobs it depended on, which may be forgotten long before it ends. */
  static void forget(Hold dependent) {
    dependent.firstEdge = null;
    dependent.dependencies = Hold.NOBODY;
  }

  private static boolean isMet(Dependency dependency, GatedJob awaited) {
    return switch (dependency.when()) {
      case AFTER_OK -> awaited.state() == JobState.COMPLETED;
      case AFTER_NOT_OK -> awaited.state() != JobState.COMPLETED;
      case AFTER_ANY -> true;
    };
  }

  private static void doom(Hold hold, Dependency dependency, GatedJob awaited) {
    if (hold.doomed == null) {
      hold.doomed = "it was to start %s, which is %s".formatted(dependency, awaited.state());
    }
  }

  private static void append(Edge edge) {
    edge.nextOfDependent = edge.dependent.firstEdge;
    edge.dependent.firstEdge = edge;
    Hold awaited = edge.awaited;
    edge.previous = awaited.lastDependent;
    if (edge.previous == null) {
      awaited.firstDependent = edge;
    } else {
      edge.previous.next = edge;
    }
    awaited.lastDependent = edge;
  }

  /** Leaves the entry's own links, so that whoever goes through the chain can go on. */
  private static void remove(Edge edge) {
    Hold awaited = edge.awaited;
    if (edge.previous == null) {
      if (awaited.firstDependent != edge) {
        return; // it was taken out before
      }
      awaited.firstDependent = edge.next;
    } else {
      edge.previous.next = edge.next;
    }
    if (edge.next == null) {
      awaited.lastDependent = edge.previous;
    } else {
      edge.next.previous = edge.previous;
    }
    edge.previous = null;
  }

  /** Names the first it waits for, and how many there are beside. */
  @Override
  public String inWords(GatedJob job) {
    Hold hold = job.hold;
    String first = null;
    int more = 0;
    for (GatedJob awaited : hold == null ? Hold.NOBODY : hold.dependencies) {
      if (!awaited.isOver()) {
        if (first == null) {
          first = "waits for the end of job " + awaited.id();
        } else {
          more++;
        }
      }
    }
    return (first == null ? "waits for no job any more" : first)
        + (more == 0 ? "" : " and of " + more + " more");
  }
}
