package dev.berth.internal.policy.quota;

import dev.berth.model.Job;
import org.jspecify.annotations.Nullable;

/** A job as quotas see it, with the mark they leave on it. */
public interface QuotaJob {

  /** What was submitted; what it asks for does not change. */
  Job job();

  /** Counts submissions: of two that are equally urgent the lower goes first. */
  long sequence();

  /** What the book noted on it; null when no quota counts it. */
  @Nullable QuotaClaim quotaClaim();

  /** For the book alone. */
  void quotaClaim(@Nullable QuotaClaim claim);
}
