package dev.berth.plugins.standard;

import dev.berth.model.JobAffinity;
import dev.berth.model.JobAffinityTerm;
import dev.berth.model.LabelSelector;
import dev.berth.model.PreferredJobAffinityTerm;
import dev.berth.model.Rejection;
import dev.berth.spi.DomainPlugin;
import dev.berth.spi.DomainTally;
import dev.berth.spi.DomainTerm;
import dev.berth.spi.DomainView;
import dev.berth.spi.JobFacet;
import dev.berth.spi.JobView;
import dev.berth.spi.ScorePlugin;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Domain plugin {@code jobAffinity}, weight 20: keeps jobs together and apart as their {@link
 * JobAffinity} says, and as that of the jobs already placed says of them.
 *
 * <pre>
 *                       a domain is refused            its grade
 *   required            without a job of the term
 *   requiredAnti        with a job of the term
 *   others' requiredAnti  with a job whose term
 *                       means the newcomer
 *   preferred                                          share × count / (1 + count)
 *   preferredAnti                                      share / (1 + count)
 *   others' wishes                                     125,000 × (½ + ½ × n / (100 + |n|))
 * </pre>
 *
 * <p>The shares of a job's own wishes divide 500,000 by their weights. In others' wishes n is the
 * sum of the weights of placed jobs that would rather be with such a job, less those of jobs that
 * would rather not; each distinct term that means the newcomer has a part of its own, 125,000, or
 * less where there are more than four.
 *
 * <p>A required term of which no job is placed anywhere refuses nobody whom the term itself means:
 * the first of a group that wants to be together has to go somewhere. Workers without the label are
 * in no domain: refused by a required term, and nobody's company else.
 *
 * <p><b>Reads:</b> labels of workers and jobs. <b>Cost:</b> nothing for jobs that neither have
 * affinity nor are meant by that of others; else one comparison or division a domain and term.
 *
 * <p><b>Thread-safety:</b> stateless. <b>Source:</b> kube-scheduler's InterPodAffinity. We differ:
 * each required term stands for itself, where there only jobs that meet all of them count; a placed
 * job's required affinity draws nobody near; selectors reach over all tenants; and the grade is
 * absolute, with a count that matters less the higher it is.
 */
public final class JobAffinityPlugin implements DomainPlugin {
  private static final String NEAR = "jobAffinity";
  private static final String APART = "jobAntiAffinity";

  private static final int OWN_RANGE = ScorePlugin.MAX_SCORE / 2;
  private static final int OTHERS_RANGE = ScorePlugin.MAX_SCORE - OWN_RANGE;

  /** Below so many terms a term's part of others' wishes does not depend on how many there are. */
  private static final int OTHERS_PARTS = 4;

  /** Made by the ServiceLoader, or by a host that registers plugins by hand. */
  public JobAffinityPlugin() {}

  @Override
  public String name() {
    return NEAR;
  }

  @Override
  public int defaultWeight() {
    return 20;
  }

  @Override
  public Set<JobFacet> readsOfJob() {
    return Set.of(JobFacet.LABELS);
  }

  @Override
  public List<DomainTally> imposes(JobView job) {
    JobAffinity affinity = job.requirements().jobAffinity();
    if (affinity.equals(JobAffinity.NONE)) {
      return List.of();
    }
    Stream<DomainTally> avoiding = affinity.requiredAnti().stream().map(AvoidingJobs::new);
    Stream<DomainTally> wishing =
        Stream.concat(affinity.preferred().stream(), affinity.preferredAnti().stream())
            .map(wish -> new WishingJobs(wish.term()));
    return Stream.concat(avoiding, wishing).distinct().toList();
  }

  @Override
  public List<DomainTerm> terms(JobView job, Set<DomainTally> imposed) {
    JobAffinity own = job.requirements().jobAffinity();
    if (own.equals(JobAffinity.NONE) && imposed.isEmpty()) {
      return List.of();
    }
    List<DomainTerm> terms = new ArrayList<>();
    for (JobAffinityTerm term : own.required()) {
      terms.add(new Near(matching(term), term.selector().matches(job.labels())));
    }
    for (JobAffinityTerm term : own.requiredAnti()) {
      terms.add(new Apart(matching(term)));
    }
    addWishes(own, terms);
    addOthers(job, imposed, terms);
    return terms;
  }

  private static void addWishes(JobAffinity own, List<DomainTerm> terms) {
    int total =
        Stream.concat(own.preferred().stream(), own.preferredAnti().stream())
            .mapToInt(PreferredJobAffinityTerm::weight)
            .sum();
    for (PreferredJobAffinityTerm wish : own.preferred()) {
      terms.add(new RatherNear(matching(wish.term()), OWN_RANGE * wish.weight() / total));
    }
    for (PreferredJobAffinityTerm wish : own.preferredAnti()) {
      terms.add(new RatherApart(matching(wish.term()), OWN_RANGE * wish.weight() / total));
    }
  }

  private static void addOthers(JobView job, Set<DomainTally> imposed, List<DomainTerm> terms) {
    List<WishingJobs> wishing = new ArrayList<>();
    for (DomainTally tally : imposed) {
      if (tally instanceof AvoidingJobs avoiding && means(avoiding.term(), job)) {
        terms.add(new Unwelcome(avoiding));
      } else if (tally instanceof WishingJobs wishes && means(wishes.term(), job)) {
        wishing.add(wishes);
      }
    }
    int share = OTHERS_RANGE / Math.max(OTHERS_PARTS, wishing.size());
    for (WishingJobs wishes : wishing) {
      terms.add(new OthersWish(wishes, share));
    }
  }

  private static boolean means(JobAffinityTerm term, JobView job) {
    return term.selector().matches(job.labels());
  }

  private static MatchingJobs matching(JobAffinityTerm term) {
    return new MatchingJobs(term.topologyKey(), term.selector());
  }

  /**
   * There must be such a job.
   *
   * @param first whether the job may be the first of them
   */
  private record Near(MatchingJobs tally, boolean first) implements DomainTerm {

    @Override
    public boolean accepts(DomainView domain) {
      return domain.value() != null && (domain.count() > 0 || (first && !domain.anyPlaced()));
    }

    @Override
    public Rejection explain(DomainView domain) {
      if (domain.value() == null) {
        return Domains.unlabelled(NEAR, tally);
      }
      String text = Domains.name(tally, domain) + " holds " + Domains.jobs(0, tally.selector());
      return new Rejection(NEAR, text, 1, 0, false);
    }
  }

  /** There must be no such job. */
  private record Apart(MatchingJobs tally) implements DomainTerm {

    @Override
    public boolean accepts(DomainView domain) {
      return domain.count() == 0;
    }

    @Override
    public Rejection explain(DomainView domain) {
      String jobs = Domains.jobs(domain.count(), tally.selector());
      String text = Domains.name(tally, domain) + " holds " + jobs;
      return new Rejection(APART, text, domain.count(), 0, true);
    }
  }

  /** There must be no job that wants no such job. */
  private record Unwelcome(AvoidingJobs tally) implements DomainTerm {

    @Override
    public boolean accepts(DomainView domain) {
      return domain.count() == 0;
    }

    @Override
    public Rejection explain(DomainView domain) {
      LabelSelector selector = tally.term().selector();
      String holders = domain.count() == 1 ? " job that keeps away " : " jobs that keep away ";
      String text =
          Domains.name(tally, domain) + " holds " + domain.count() + holders + "from " + selector;
      return new Rejection(APART, text, domain.count(), 0, true);
    }
  }

  /** Better with such jobs. */
  private record RatherNear(MatchingJobs tally, int share) implements Wish {

    @Override
    public int score(DomainView domain) {
      return (int) (share * domain.count() / (1 + domain.count()));
    }
  }

  /** Better without such jobs. */
  private record RatherApart(MatchingJobs tally, int share) implements Wish {

    @Override
    public int score(DomainView domain) {
      return (int) (share / (1 + domain.count()));
    }
  }

  /** Better with jobs that want such a job near, worse with those that want it away. */
  private record OthersWish(WishingJobs tally, int share) implements Wish {

    @Override
    public int score(DomainView domain) {
      long count = domain.count();
      int half = share / 2;
      return half + (int) (half * count / (100 + Math.abs(count)));
    }
  }

  private interface Wish extends DomainTerm {

    @Override
    default boolean accepts(DomainView domain) {
      return true;
    }

    @Override
    default Rejection explain(DomainView domain) {
      throw new IllegalStateException("a wish refuses nothing");
    }
  }
}
