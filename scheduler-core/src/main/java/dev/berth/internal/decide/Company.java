package dev.berth.internal.decide;

import dev.berth.internal.cluster.DomainMap;
import dev.berth.spi.DomainTally;
import dev.berth.spi.DomainTerm;
import dev.berth.spi.ScorePlugin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a class of jobs asks of the company it keeps: the terms of the profile's domain plugins.
 *
 * <pre>
 *   coarse terms   zone, region: one answer for many workers, asked for in each decision
 *   fine terms     host: an answer for each worker, part of what is remembered of it
 * </pre>
 *
 * <p>Which is which depends on how many workers share a domain, and only matters for what it costs.
 *
 * <p><b>Thread-safety:</b> none, but after {@link #knowAll} several threads may ask for grades.
 * <b>Cost:</b> a term is asked once about a domain while counts stay as they are.
 */
final class Company {

  /** Instead of a grade: the job may not go there. */
  static final long REFUSED = -1;

  /** Of a class that does not care. */
  static final Company NONE = new Company(List.of(), List.of(), Map.of(), 0);

  private final List<CompanyTerm> terms;
  private final List<DomainTerm> asked;
  private final Map<String, List<DomainTally>> imposes;
  private final long imposedVersion;
  private final List<CompanyTerm> coarse = new ArrayList<>();
  private final List<CompanyTerm> fine = new ArrayList<>();
  private final long most;
  private long topology = -1;
  private @Nullable Fault fault;

  /**
   * The terms of a class.
   *
   * @param asked the same as their plugins gave them
   * @param imposes what it imposes on others, by plugin
   * @param imposedVersion of what they were asked after
   */
  Company(
      List<CompanyTerm> terms,
      List<DomainTerm> asked,
      Map<String, List<DomainTally>> imposes,
      long imposedVersion) {
    this.imposes = imposes;
    this.terms = terms;
    this.asked = asked;
    this.imposedVersion = imposedVersion;
    long sum = 0;
    for (CompanyTerm term : terms) {
      sum += (long) term.domainSlot().slot().weight() * ScorePlugin.MAX_SCORE;
    }
    most = sum;
  }

  boolean isEmpty() {
    return terms.isEmpty();
  }

  List<CompanyTerm> terms() {
    return terms;
  }

  List<CompanyTerm> coarse() {
    return coarse;
  }

  /** The terms as their plugins gave them. */
  List<DomainTerm> asked() {
    return asked;
  }

  /** What it imposes on others, by plugin. */
  Map<String, List<DomainTally>> imposes() {
    return imposes;
  }

  long imposedVersion() {
    return imposedVersion;
  }

  /** No grade is above. */
  long most() {
    return most;
  }

  /** What went wrong since {@link #begin}, or null. */
  @Nullable Fault fault() {
    return fault;
  }

  /** A decision begins. */
  void begin(long topologyVersion) {
    fault = null;
    if (topology != topologyVersion) {
      topology = topologyVersion;
      coarse.clear();
      fine.clear();
      for (CompanyTerm term : terms) {
        (term.map().isFine() ? fine : coarse).add(term);
      }
    }
    for (int i = 0; i < terms.size(); i++) {
      terms.get(i).begin(topologyVersion);
    }
  }

  /** Counts what may change an answer. */
  long version() {
    long version = topology;
    for (int i = 0; i < terms.size(); i++) {
      version += terms.get(i).tally().version();
    }
    return version;
  }

  /** Counts how often terms turned from coarse to fine or back. */
  long turns() {
    long turns = 0;
    for (int i = 0; i < terms.size(); i++) {
      turns += terms.get(i).map().turns();
    }
    return turns;
  }

  /** What all terms together make of a row, or {@link #REFUSED}. */
  long grade(int row) {
    return grade(terms, row);
  }

  /** What the coarse terms make of a row and all of its cell. */
  long coarseGrade(int row) {
    return grade(coarse, row);
  }

  /** What the fine terms make of a row. */
  long fineGrade(int row) {
    return fine.isEmpty() ? 0 : grade(fine, row);
  }

  private long grade(List<CompanyTerm> some, int row) {
    long sum = 0;
    for (int i = 0; i < some.size(); i++) {
      long grade = grade(some.get(i), some.get(i).map().of(row));
      if (grade == REFUSED) {
        return REFUSED;
      }
      sum += grade;
    }
    return sum;
  }

  private long grade(CompanyTerm term, int domain) {
    try {
      return term.grade(domain);
    } catch (Throwable thrown) { // a plugin may throw anything, and must not take the engine along
      fault = Fault.thrown(term.domainSlot().slot(), thrown);
      return REFUSED;
    }
  }

  /** Asks about every domain now, so that later nothing is left to be found out. */
  void knowAll() {
    for (CompanyTerm term : terms) {
      for (int domain = DomainMap.NONE; domain < term.map().limit(); domain++) {
        long ignored = grade(term, domain);
      }
    }
  }

  /** Whether what is remembered of the fine terms' answers has become wrong for many workers. */
  boolean fineMoved() {
    boolean moved = false;
    for (int i = 0; i < fine.size(); i++) {
      moved |= fine.get(i).othersMoved();
    }
    return moved;
  }
}
