package dev.berth.plugins.standard;

import dev.berth.model.Rejection;
import dev.berth.model.TopologySpread;
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

/**
 * Domain plugin {@code topologySpread}, weight 40: spreads jobs evenly over zones, racks, hosts or
 * whatever else workers have a label for, as their {@link TopologySpread}s say.
 *
 * <pre>{@code
 * count = jobs of the selector that are placed in the domain
 * least = the least such count among the domains the job could go to by their labels
 *         0 for a hard spread if there are fewer of those domains than minDomains
 * hard:   count + (1 if the job is of the selector itself) - least <= maxSkew
 * soft:   share * maxSkew / (maxSkew + count - least), rounded down
 *         share = 1,000,000 / number of the job's soft spreads
 * }</pre>
 *
 * <p>Workers without the label are refused by a hard spread and get 0 from a soft one.
 *
 * <p><b>Reads:</b> labels of workers and jobs. <b>Cost:</b> nothing for jobs that are not to be
 * spread; else one subtraction and comparison, or one division, a domain and spread.
 *
 * <p><b>Thread-safety:</b> stateless. <b>Source:</b> kube-scheduler's PodTopologySpread. We differ:
 * a worker counts towards the domain of each spread whose label it has, even where it lacks the
 * label of another; jobs count wherever they are placed, not only on workers that the newcomer
 * could go to, and of every tenant; and the soft grade is absolute, with the same share for each
 * spread however many domains it has.
 */
public final class TopologySpreadPlugin implements DomainPlugin {
  private static final String NAME = "topologySpread";

  /** Made by the ServiceLoader, or by a host that registers plugins by hand. */
  public TopologySpreadPlugin() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int defaultWeight() {
    return 40;
  }

  @Override
  public Set<JobFacet> readsOfJob() {
    return Set.of(JobFacet.LABELS);
  }

  @Override
  public List<DomainTerm> terms(JobView job, Set<DomainTally> imposed) {
    List<TopologySpread> spreads = job.requirements().spreads();
    if (spreads.isEmpty()) {
      return List.of();
    }
    int soft = (int) spreads.stream().filter(spread -> !spread.hard()).count();
    List<DomainTerm> terms = new ArrayList<>();
    for (TopologySpread spread : spreads) {
      MatchingJobs tally = new MatchingJobs(spread.topologyKey(), spread.selector());
      if (spread.hard()) {
        terms.add(new Hard(tally, spread, tally.count(job)));
      } else {
        terms.add(new Soft(tally, spread.maxSkew(), ScorePlugin.MAX_SCORE / soft));
      }
    }
    return terms;
  }

  /**
   * A spread that must not be broken.
   *
   * @param self what the job itself adds to the count of its domain
   */
  private record Hard(MatchingJobs tally, TopologySpread spread, int self) implements DomainTerm {

    @Override
    public boolean accepts(DomainView domain) {
      return domain.value() != null && domain.count() + self <= limit(domain);
    }

    private long limit(DomainView domain) {
      return spread.maxSkew() + (isShort(domain) ? 0 : domain.least());
    }

    private boolean isShort(DomainView domain) {
      return domain.eligible() < spread.minDomains();
    }

    @Override
    public Rejection explain(DomainView domain) {
      if (domain.value() == null) {
        return Domains.unlabelled(NAME, tally);
      }
      long would = domain.count() + self;
      String text =
          "%s would hold %s, at most %d for an even spread"
              .formatted(
                  Domains.name(tally, domain),
                  Domains.jobs(would, spread.selector()),
                  limit(domain));
      if (isShort(domain) && spread.minDomains() > 1) {
        text += " over " + spread.minDomains() + ", of which there are " + domain.eligible();
      }
      return new Rejection(NAME, text, would, limit(domain), true);
    }
  }

  /** A spread that is better kept. */
  private record Soft(MatchingJobs tally, int maxSkew, int share) implements DomainTerm {

    @Override
    public boolean accepts(DomainView domain) {
      return true;
    }

    @Override
    public Rejection explain(DomainView domain) {
      throw new IllegalStateException("a soft spread refuses nothing");
    }

    @Override
    public int score(DomainView domain) {
      if (domain.value() == null) {
        return 0;
      }
      // A domain the job cannot go to may hold fewer than the least of the others.
      long excess = Math.max(0, domain.count() - domain.least());
      return (int) ((long) share * maxSkew / (maxSkew + excess));
    }
  }
}
