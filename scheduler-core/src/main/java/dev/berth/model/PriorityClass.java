package dev.berth.model;

import java.util.List;

/**
 * A kind of urgency as data: its name, what it counts for, and whether it may push others aside. A
 * job names the one it belongs to by its {@link Priority}.
 *
 * <p>The {@linkplain #STANDARD standard five} always exist; a host adds its own. A job whose
 * priority has the name of a class must have its value too. <b>Thread-safety:</b> immutable.
 * <b>Source:</b> Kubernetes' PriorityClass.
 *
 * @param priority the name and the value that decides, higher first
 * @param preemptionPolicy whether its jobs may take room from others
 * @param description for people, up to {@value Limits#DESCRIPTION_LENGTH} characters; may be empty
 */
public record PriorityClass(
    Priority priority, PreemptionPolicy preemptionPolicy, String description) {

  /** One class for each standard priority, most urgent first. */
  public static final List<PriorityClass> STANDARD =
      List.of(
          of(Priority.CRITICAL, "must run now, at others' cost"),
          of(Priority.HIGH, "goes before ordinary work"),
          of(Priority.MEDIUM, "ordinary work"),
          of(Priority.LOW, "may wait"),
          new PriorityClass(
              Priority.BATCH, PreemptionPolicy.NEVER, "fills what others leave, whenever"));

  public PriorityClass {
    Check.present("priority", priority, "priority class");
    String owner = "priority class " + priority.name();
    Check.present("preemptionPolicy", preemptionPolicy, owner);
    Check.description("description", description, owner);
  }

  /** A class that may preempt lower ones. */
  public static PriorityClass of(Priority priority, String description) {
    return new PriorityClass(priority, PreemptionPolicy.LOWER, description);
  }

  /** A class that may preempt lower ones. */
  public static PriorityClass of(String name, int value) {
    return of(new Priority(name, value), "");
  }

  public String name() {
    return priority.name();
  }

  public int value() {
    return priority.value();
  }

  /** The same class whose jobs wait until room is free. */
  public PriorityClass neverPreempting() {
    return new PriorityClass(priority, PreemptionPolicy.NEVER, description);
  }
}
