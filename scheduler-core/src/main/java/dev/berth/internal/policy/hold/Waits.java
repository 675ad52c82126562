package dev.berth.internal.policy.hold;

/**
 * What a job waits for. Put in words when somebody asks, so that what many wait for can change
 * without a look at each.
 *
 * <p><b>Thread-safety:</b> any thread; what is read is what the engine last wrote.
 */
interface Waits {

  /** As in "waits for the end of job build-1". */
  String inWords(GatedJob job);
}
