package dev.berth.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.model.Rejection;
import dev.berth.spi.DomainPlugin;
import dev.berth.spi.DomainTally;
import dev.berth.spi.DomainTerm;
import dev.berth.spi.DomainView;
import dev.berth.spi.JobFacet;
import dev.berth.spi.JobView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;

/** Each kind of lie of a domain plugin fails the test that is there for it, and says so. */
class DomainContractTest {

  private static final String READS = "reads only the facets it declares";
  private static final String FOLLOWS = "gives answers that follow from the facets it declares";
  private static final String SAME = "answers the same question always the same";
  private static final String RANGE = "grades from 0 to 1,000,000 in all";
  private static final String EXPLAINS = "explains every refusal";
  private static final String VIEWS = "uses no view after the call it was given for";
  private static final String REACH = "does not give everybody the same answer";

  /** At most two jobs of a tenant in a rack, the emptier the better. Honest as it stands. */
  private static class RackQuota implements DomainPlugin {
    @Override
    public String name() {
      return "rackQuota";
    }

    @Override
    public int defaultWeight() {
      return 10;
    }

    @Override
    public Set<JobFacet> readsOfJob() {
      return Set.of(JobFacet.TENANT);
    }

    @Override
    public List<DomainTerm> terms(JobView job, Set<DomainTally> imposed) {
      return List.of(new AtMostTwo(new JobsOf(job.tenant())));
    }
  }

  private record JobsOf(String tenant) implements DomainTally {
    @Override
    public String topologyKey() {
      return "rack";
    }

    @Override
    public int count(JobView placed) {
      return placed.tenant().equals(tenant) ? 1 : 0;
    }
  }

  private record AtMostTwo(DomainTally tally) implements Limit {}

  private interface Limit extends DomainTerm {
    @Override
    default boolean accepts(DomainView domain) {
      return domain.count() < 2;
    }

    @Override
    default Rejection explain(DomainView domain) {
      return Rejection.insufficient("places in the rack", domain.count() + 1, 2);
    }

    @Override
    default int score(DomainView domain) {
      return domain.count() == 0 ? 900_000 : 400_000;
    }
  }

  private static Map<String, String> failures(Supplier<DomainPlugin> plugin) {
    Map<String, String> failures = new LinkedHashMap<>();
    Checks.of(plugin, Trials.ofDefaults().seed(1).rounds(60))
        .forEach(
            test -> {
              try {
                test.getExecutable().execute();
              } catch (Throwable failure) {
                failures.put(promise(test), String.valueOf(failure.getMessage()));
              }
            });
    return failures;
  }

  private static String promise(DynamicTest test) {
    return test.getDisplayName().substring("domain plugin rackQuota ".length());
  }

  @Test
  void honestPlugin_passes() {
    assertThat(failures(RackQuota::new)).isEmpty();
  }

  @Test
  void undeclaredRead_isNamedWithTheFacetToAdd() {
    Map<String, String> failures =
        failures(
            () ->
                new RackQuota() {
                  @Override
                  public Set<JobFacet> readsOfJob() {
                    return Set.of(JobFacet.LABELS);
                  }
                });

    assertThat(failures).containsOnlyKeys(READS, FOLLOWS);
    assertThat(failures.get(READS))
        .contains("domain plugin rackQuota calls job.tenant()", "but declares only LABELS")
        .contains("Maybe add JobFacet.TENANT to readsOfJob()");
    assertThat(failures.get(FOLLOWS)).contains("when only JobFacet.TENANT changes");
  }

  @Test
  void undeclaredRead_inATally_isFound() {
    record Urgent(String tenant) implements DomainTally {
      @Override
      public String topologyKey() {
        return "rack";
      }

      @Override
      public int count(JobView placed) {
        return placed.labels().containsKey("urgent") ? 1 : 0;
      }
    }

    Map<String, String> failures =
        failures(
            () ->
                new RackQuota() {
                  @Override
                  public List<DomainTerm> terms(JobView job, Set<DomainTally> imposed) {
                    return List.of(new AtMostTwo(new Urgent(job.tenant())));
                  }
                });

    assertThat(failures).containsOnlyKeys(READS, FOLLOWS);
    assertThat(failures.get(READS)).contains("job.labels()", "JobFacet.LABELS");
  }

  @Test
  void tally_thatEqualsNoOther_isFound() {
    Map<String, String> failures =
        failures(
            () ->
                new RackQuota() {
                  @Override
                  public List<DomainTerm> terms(JobView job, Set<DomainTally> imposed) {
                    JobsOf honest = new JobsOf(job.tenant());
                    DomainTally identity =
                        new DomainTally() {
                          @Override
                          public String topologyKey() {
                            return honest.topologyKey();
                          }

                          @Override
                          public int count(JobView placed) {
                            return honest.count(placed);
                          }
                        };
                    return List.of(new AtMostTwo(identity));
                  }
                });

    assertThat(failures.get(SAME)).contains("Maybe its tallies are no records");
  }

  @Test
  void job_keptByATerm_isFound() {
    Map<String, String> failures =
        failures(
            () ->
                new RackQuota() {
                  @Override
                  public List<DomainTerm> terms(JobView job, Set<DomainTally> imposed) {
                    return List.of(new Keeping(new JobsOf(job.tenant()), job));
                  }
                });

    assertThat(failures).containsOnlyKeys(VIEWS);
    assertThat(failures.get(VIEWS)).contains("job.tenant() of a view after the call");
  }

  private record Keeping(DomainTally tally, JobView job) implements Limit {
    @Override
    public boolean accepts(DomainView domain) {
      return domain.count() < 2 || job.tenant().equals("a");
    }
  }

  @Test
  void grades_thatAddUpToTooMuch_areFound() {
    Map<String, String> failures =
        failures(
            () ->
                new RackQuota() {
                  @Override
                  public List<DomainTerm> terms(JobView job, Set<DomainTally> imposed) {
                    return List.of(
                        new AtMostTwo(new JobsOf(job.tenant())), new AtMostTwo(new JobsOf("a")));
                  }
                });

    assertThat(failures).containsOnlyKeys(RANGE);
    assertThat(failures.get(RANGE)).contains("may grade 1800000 in all", "Maybe share the range");
  }

  @Test
  void explain_thatThrows_isFound() {
    Map<String, String> failures =
        failures(
            () ->
                new RackQuota() {
                  @Override
                  public List<DomainTerm> terms(JobView job, Set<DomainTally> imposed) {
                    return List.of(new Mute(new JobsOf(job.tenant())));
                  }
                });

    assertThat(failures).containsKey(EXPLAINS);
    assertThat(failures.get(EXPLAINS)).contains("rackQuota threw", "ask the rack");
  }

  private record Mute(DomainTally tally) implements Limit {
    @Override
    public Rejection explain(DomainView domain) {
      throw new UnsupportedOperationException("ask the rack");
    }
  }

  @Test
  void noTerms_proveNothing() {
    Map<String, String> failures =
        failures(
            () ->
                new RackQuota() {
                  @Override
                  public List<DomainTerm> terms(JobView job, Set<DomainTally> imposed) {
                    return List.of();
                  }
                });

    assertThat(failures).containsOnlyKeys(REACH);
    assertThat(failures.get(REACH)).contains("gives no term to all of 60 random jobs");
  }
}
