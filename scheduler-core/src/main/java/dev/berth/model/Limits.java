package dev.berth.model;

import java.time.Duration;

/**
 * How long and how many: the limits every value of this package is checked against.
 *
 * <p>They bound the memory one submission can cost and keep sums of one worker's jobs far from
 * overflow. A value over a limit is refused with an {@link IllegalArgumentException} that names the
 * limit.
 */
public final class Limits {
  /** Characters of an id or name (job, worker, tenant, profile, priority): 1 to this, no spaces. */
  public static final int ID_LENGTH = 253;

  /** Characters of a label or taint key or of an extra resource's name: 1 to this, no spaces. */
  public static final int LABEL_KEY_LENGTH = 317;

  /** Characters of a label or taint value or of a GPU model. */
  public static final int LABEL_VALUE_LENGTH = 253;

  /** Labels of one job or worker, and entries of one node selector. */
  public static final int LABELS = 64;

  /** Taints of one worker. */
  public static final int TAINTS = 64;

  /** Tolerations of one job. */
  public static final int TOLERATIONS = 64;

  /** Required terms, and separately preferred terms, of one node affinity. */
  public static final int TERMS = 64;

  /** Topology spreads of one job. */
  public static final int SPREADS = 16;

  /** Terms of each of the four kinds of one job affinity. */
  public static final int JOB_TERMS = 16;

  /** Label requirements of one node selector term or label selector. */
  public static final int REQUIREMENTS = 64;

  /** Values of one label requirement. */
  public static final int VALUES = 64;

  /** GPUs of one worker, and GPU models one job may ask for. */
  public static final int GPUS = 64;

  /** GPUs one job may ask for, of several workers. */
  public static final int GPUS_OF_JOB = 1_024;

  /** Moves that are looked for at once. */
  public static final int MOVES = 1_000;

  /** NUMA nodes of one worker. */
  public static final int NUMA_NODES = 64;

  /** Named extra resources of one job or worker. */
  public static final int EXTRAS = 64;

  /**
   * The largest amount of one resource a job may ask for or a worker may have: 2<sup>53</sup>, so 8
   * PiB of memory. Every such amount is exact as a {@code double} and in JSON, and 1,023 of them
   * add up without overflow. Sums in {@link Resources} may be larger.
   */
  public static final long AMOUNT = 1L << 53;

  /** The largest value of a {@link Priority}, and its negation the smallest. */
  public static final int PRIORITY = 1_000_000_000;

  /** Jobs one job may depend on. */
  public static final int DEPENDENCIES = 256;

  /** Elements of one array that are made at once. */
  public static final int ARRAY_ELEMENTS = 1_000_000;

  /** The longest time limit of a job: ten years, so that sums of times do not overflow. */
  public static final Duration TIME_LIMIT = Duration.ofDays(3653);

  /** Pieces of one advance reservation. */
  public static final int PIECES = 10_000;

  /** Tenants that one thing names. */
  public static final int TENANTS = 1_000;

  /** The largest amount of a {@link Quota}: 2<sup>60</sup>, so an EiB of memory. */
  public static final long QUOTA_AMOUNT = 1L << 60;

  /** What the limits of all quotas of a cohort may add up to, of one resource: 2<sup>62</sup>. */
  public static final long COHORT_AMOUNT = 1L << 62;

  /** Quotas of one cohort. */
  public static final int COHORT_MEMBERS = 1_000;

  /** Quotas of one scheduler. */
  public static final int QUOTAS = 100_000;

  /** Named queues of one scheduler. */
  public static final int QUEUES = 10_000;

  /** The largest priority of a {@link JobQueue}. */
  public static final int QUEUE_PRIORITY = 1_000_000;

  /** Priority classes of one scheduler beside the standard ones, and of one quota. */
  public static final int PRIORITY_CLASSES = 64;

  /** Characters of a description. */
  public static final int DESCRIPTION_LENGTH = 1_000;

  private Limits() {}
}
