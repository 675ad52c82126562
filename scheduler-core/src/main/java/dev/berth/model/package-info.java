/**
 * What a host and Berth say to each other: immutable values for jobs, workers, amounts, wishes and
 * answers.
 *
 * <p>Start with {@link dev.berth.model.Job#builder} and {@link dev.berth.model.Worker#builder}.
 * What a job asks of a worker is its {@link dev.berth.model.Requirements}; where it went is a
 * {@link dev.berth.model.Placement}; why it waits is an {@link dev.berth.model.Explanation}.
 *
 * <p><b>Rules of the package.</b> Every constructor validates and copies, so a value that exists is
 * valid and never changes. Collections iterate in a stated order, the same in every run. A bad
 * value is refused with an {@link IllegalArgumentException} that names field, value and owner, a
 * missing one with a {@link NullPointerException} that names field and owner. The limits are in
 * {@link dev.berth.model.Limits}.
 */
@NullMarked
package dev.berth.model;

import org.jspecify.annotations.NullMarked;
