package dev.berth.model;

import java.util.ArrayList;
import java.util.List;

/**
 * Near which other jobs a job must and would rather run, and which it must and would rather keep
 * away from.
 *
 * <pre>{@code
 * var web = LabelSelector.of("app", "web");
 * JobAffinity.sameRegion(LabelSelector.of("app", "db"))  // where the database is
 *     .and(JobAffinity.differentHosts(web))              // no two on one host
 *     .and(JobAffinity.preferDifferent(50, Location.RACK, web))
 * }</pre>
 *
 * <p>Keeping away works both ways: a job that {@code requiredAnti} keeps from others also keeps
 * them away, once it is placed. Wishes work both ways too, required affinity does not.
 *
 * @param required there must be a job of each term in the domain; or none anywhere, if the job is
 *     one itself: the first of a group that wants to be together may go anywhere
 * @param preferred domains with such jobs are better
 * @param requiredAnti there must be no job of any term in the domain
 * @param preferredAnti domains without such jobs are better
 */
public record JobAffinity(
    List<JobAffinityTerm> required,
    List<PreferredJobAffinityTerm> preferred,
    List<JobAffinityTerm> requiredAnti,
    List<PreferredJobAffinityTerm> preferredAnti) {
  /** No demand and no wish. */
  public static final JobAffinity NONE =
      new JobAffinity(List.of(), List.of(), List.of(), List.of());

  private static final String OWNER = "job affinity";

  public JobAffinity {
    required = Check.list("required", required, 0, Limits.JOB_TERMS, OWNER);
    preferred = Check.list("preferred", preferred, 0, Limits.JOB_TERMS, OWNER);
    requiredAnti = Check.list("requiredAnti", requiredAnti, 0, Limits.JOB_TERMS, OWNER);
    preferredAnti = Check.list("preferredAnti", preferredAnti, 0, Limits.JOB_TERMS, OWNER);
  }

  /** In a domain that holds such a job. */
  public static JobAffinity same(String topologyKey, LabelSelector selector) {
    var term = new JobAffinityTerm(topologyKey, selector);
    return new JobAffinity(List.of(term), List.of(), List.of(), List.of());
  }

  /** In a domain that holds no such job. */
  public static JobAffinity different(String topologyKey, LabelSelector selector) {
    var term = new JobAffinityTerm(topologyKey, selector);
    return new JobAffinity(List.of(), List.of(), List.of(term), List.of());
  }

  /** Rather in a domain that holds such jobs, by {@code weight}, 1 to 100. */
  public static JobAffinity preferSame(int weight, String topologyKey, LabelSelector selector) {
    var term = new JobAffinityTerm(topologyKey, selector);
    var wish = new PreferredJobAffinityTerm(weight, term);
    return new JobAffinity(List.of(), List.of(wish), List.of(), List.of());
  }

  /** Rather in a domain that holds no such jobs, by {@code weight}, 1 to 100. */
  public static JobAffinity preferDifferent(
      int weight, String topologyKey, LabelSelector selector) {
    var term = new JobAffinityTerm(topologyKey, selector);
    var wish = new PreferredJobAffinityTerm(weight, term);
    return new JobAffinity(List.of(), List.of(), List.of(), List.of(wish));
  }

  /** In a region that holds such a job. */
  public static JobAffinity sameRegion(LabelSelector selector) {
    return same(Location.REGION, selector);
  }

  /** In a zone that holds such a job. */
  public static JobAffinity sameZone(LabelSelector selector) {
    return same(Location.ZONE, selector);
  }

  /** In a rack that holds such a job. */
  public static JobAffinity sameRack(LabelSelector selector) {
    return same(Location.RACK, selector);
  }

  /** On a host that holds such a job. */
  public static JobAffinity sameHost(LabelSelector selector) {
    return same(Location.HOST, selector);
  }

  /** In a region that holds no such job. */
  public static JobAffinity differentRegions(LabelSelector selector) {
    return different(Location.REGION, selector);
  }

  /** In a zone that holds no such job. */
  public static JobAffinity differentZones(LabelSelector selector) {
    return different(Location.ZONE, selector);
  }

  /** In a rack that holds no such job. */
  public static JobAffinity differentRacks(LabelSelector selector) {
    return different(Location.RACK, selector);
  }

  /** On a host that holds no such job. */
  public static JobAffinity differentHosts(LabelSelector selector) {
    return different(Location.HOST, selector);
  }

  /** All demands and wishes of both. */
  public JobAffinity and(JobAffinity other) {
    return new JobAffinity(
        joined(required, other.required),
        joined(preferred, other.preferred),
        joined(requiredAnti, other.requiredAnti),
        joined(preferredAnti, other.preferredAnti));
  }

  /** Leaves out what is not asked. */
  @Override
  public String toString() {
    var text = new StringBuilder("JobAffinity[");
    append(text, "required", required);
    append(text, "preferred", preferred);
    append(text, "requiredAnti", requiredAnti);
    append(text, "preferredAnti", preferredAnti);
    return text.append(']').toString();
  }

  private static void append(StringBuilder text, String name, List<?> terms) {
    if (!terms.isEmpty()) {
      String separator = text.charAt(text.length() - 1) == '[' ? "" : ", ";
      text.append(separator).append(name).append('=').append(terms);
    }
  }

  private static <T> List<T> joined(List<T> first, List<T> second) {
    var all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }
}
