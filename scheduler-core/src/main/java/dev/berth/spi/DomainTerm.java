package dev.berth.spi;

import dev.berth.model.Rejection;

/**
 * One requirement or wish of a job about domains of one topology key.
 *
 * <p>Immutable, and a pure function of the view it is given.
 *
 * <p><b>Thread-safety:</b> as {@link Plugin}.
 */
public interface DomainTerm {

  /** What is counted for it, and by which topology key. */
  DomainTally tally();

  /** Whether the job may go to the domain. */
  boolean accepts(DomainView domain);

  /** Why a domain was refused. Asked only when somebody wants an explanation. */
  Rejection explain(DomainView domain);

  /**
   * Grades an accepted domain, 0 to {@value ScorePlugin#MAX_SCORE}. The grades of a plugin's terms
   * are added up, so a plugin that returns several shares that range out among them.
   */
  default int score(DomainView domain) {
    return 0;
  }
}
