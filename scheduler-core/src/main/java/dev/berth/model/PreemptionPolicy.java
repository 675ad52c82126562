package dev.berth.model;

/** Whether a job that finds no room may take it from others. */
public enum PreemptionPolicy {
  /** It may take the room of jobs whose priority is lower. */
  LOWER,
  /** It waits until room is free. */
  NEVER
}
