package dev.berth.internal.decide;

import dev.berth.internal.cluster.DomainMap;
import dev.berth.internal.cluster.Tallies;
import dev.berth.internal.cluster.Tally;
import dev.berth.internal.cluster.WorkerRows;
import dev.berth.internal.plugin.Pipeline;
import dev.berth.internal.plugin.Pipeline.DomainSlot;
import dev.berth.spi.DomainPlugin;
import dev.berth.spi.DomainTally;
import dev.berth.spi.DomainTerm;
import dev.berth.spi.JobView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What each class of jobs asks of its company, found out once and again when more is imposed.
 *
 * <p><b>Thread-safety:</b> owned by the engine. <b>Cost:</b> a look-up; for a class seen for the
 * first time its domain plugins are asked.
 */
final class Companies {

  private final WorkerRows rows;
  private final Pipeline pipeline;
  private final Tallies tallies;
  private @Nullable Company[] byClass = new @Nullable Company[64];
  private @Nullable Fault fault;

  Companies(WorkerRows rows, Pipeline pipeline, Tallies tallies) {
    this.rows = rows;
    this.pipeline = pipeline;
    this.tallies = tallies;
  }

  /** What kept a plugin from being asked in the last {@link #of}, or null. */
  @Nullable Fault fault() {
    return fault;
  }

  /** What a job's class asks; after a fault what is known of it. */
  Company of(JobView job, int jobClass) {
    fault = null;
    if (pipeline.domains().isEmpty() && pipeline.otherDomains().isEmpty()) {
      return Company.NONE;
    }
    Company company = known(jobClass);
    if (company == null || company.imposedVersion() != tallies.imposedVersion()) {
      company =
          ask(job, jobClass, company); // no garbage for a job that neither cares nor is cared about
      if (jobClass != Decider.NO_CLASS && fault == null) {
        byClass[jobClass] = company;
      }
    }
    company.begin(rows.topologyVersion());
    return company;
  }

  private @Nullable Company known(int jobClass) {
    if (jobClass >= byClass.length) {
      byClass = Arrays.copyOf(byClass, Math.max(jobClass + 1, 2 * byClass.length));
    }
    return jobClass == Decider.NO_CLASS ? null : byClass[jobClass];
  }

  private Company ask(JobView job, int jobClass, @Nullable Company before) {
    Map<String, List<DomainTally>> imposes = Map.of();
    List<DomainTerm> asked = List.of();
    List<DomainSlot> slots = List.of();
    for (int i = 0; i < pipeline.domains().size(); i++) {
      DomainSlot domainSlot = pipeline.domains().get(i);
      DomainPlugin plugin = domainSlot.slot().plugin();
      try {
        imposes = impose(plugin, plugin.imposes(job), imposes);
        List<DomainTerm> terms = plugin.terms(job, tallies.imposed(plugin.name()));
        if (!terms.isEmpty()) {
          asked = with(asked, terms);
          slots = with(slots, Collections.nCopies(terms.size(), domainSlot));
        }
      } catch (Throwable thrown) { // a plugin may throw anything
        fault = Fault.thrown(domainSlot.slot(), thrown);
        return before == null ? Company.NONE : before;
      }
    }
    for (int i = 0; i < pipeline.otherDomains().size(); i++) {
      DomainPlugin plugin = pipeline.otherDomains().get(i);
      imposes = impose(plugin, imposed(plugin, job), imposes);
    }
    long version = tallies.imposedVersion();
    if (asked.isEmpty() && jobClass == Decider.NO_CLASS) {
      return Company.NONE;
    }
    if (asked.isEmpty()) {
      return new Company(List.of(), List.of(), imposes, version);
    }
    List<CompanyTerm> terms = new ArrayList<>();
    List<EligibleDomains> eligible = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      Tally tally = tallies.of(asked.get(i).tally());
      terms.add(
          new CompanyTerm(asked.get(i), slots.get(i), tally, eligible(eligible, job, tally.map())));
    }
    return before != null && before.asked().equals(asked)
        ? new Company(before.terms(), asked, imposes, version)
        : new Company(terms, asked, imposes, version);
  }

  private Map<String, List<DomainTally>> impose(
      DomainPlugin plugin, List<DomainTally> imposed, Map<String, List<DomainTally>> imposes) {
    if (imposed.isEmpty()) {
      return imposes;
    }
    tallies.impose(plugin.name(), imposed);
    Map<String, List<DomainTally>> more = new HashMap<>(imposes);
    more.put(plugin.name(), imposed);
    return more;
  }

  private static <T> List<T> with(List<T> some, List<T> more) {
    List<T> all = new ArrayList<>(some);
    all.addAll(more);
    return all;
  }

  /** A plugin that throws imposes nothing: this profile has nothing to do with it. */
  private static List<DomainTally> imposed(DomainPlugin plugin, JobView job) {
    try {
      return plugin.imposes(job);
    } catch (Throwable ignored) { // a plugin may throw anything
      return List.of();
    }
  }

  private EligibleDomains eligible(List<EligibleDomains> known, JobView job, DomainMap map) {
    for (EligibleDomains eligible : known) {
      if (eligible.map() == map) {
        return eligible;
      }
    }
    EligibleDomains eligible = new EligibleDomains(rows, pipeline, job, map);
    known.add(eligible);
    return eligible;
  }

  /** Says which tallies the classes there are need. */
  void collect(Tallies.Needed needed) {
    for (Company company : byClass) {
      if (company != null) {
        company.terms().forEach(term -> needed.count(term.term().tally()));
        company.imposes().forEach(needed::impose);
      }
    }
  }

  /** A class of jobs is gone: its number may be given to another. */
  void forget(int jobClass) {
    if (jobClass < byClass.length) {
      byClass[jobClass] = null;
    }
  }
}
