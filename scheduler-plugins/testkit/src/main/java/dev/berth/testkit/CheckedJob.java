package dev.berth.testkit;

import dev.berth.model.Priority;
import dev.berth.model.Requirements;
import dev.berth.spi.JobFacet;
import dev.berth.spi.JobView;
import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A job seen through a {@link Reading}. */
final class CheckedJob implements JobView {

  private final TestJob job;
  private final Reading reading;

  CheckedJob(TestJob job, Reading reading) {
    this.job = job;
    this.reading = reading;
  }

  @Override
  public Requirements requirements() {
    reading.alive("job.requirements()");
    return job.requirements();
  }

  @Override
  public Priority priority() {
    reading.alive("job.priority()");
    return job.priority();
  }

  @Override
  public String id() {
    reading.ofJob(JobFacet.ID, "job.id()");
    return job.id();
  }

  @Override
  public String tenant() {
    reading.ofJob(JobFacet.TENANT, "job.tenant()");
    return job.tenant();
  }

  @Override
  public Map<String, String> labels() {
    reading.ofJob(JobFacet.LABELS, "job.labels()");
    return new Labels(job.labels(), reading);
  }

  /** The labels, which take note of the keys that are asked for. */
  private static final class Labels extends AbstractMap<String, String> {
    private final Map<String, String> labels;
    private final Reading reading;

    Labels(Map<String, String> labels, Reading reading) {
      this.labels = labels;
      this.reading = reading;
    }

    @Override
    public @Nullable String get(Object key) {
      learn(key);
      return labels.get(key);
    }

    @Override
    public boolean containsKey(Object key) {
      learn(key);
      return labels.containsKey(key);
    }

    private void learn(Object key) {
      if (key instanceof String name) {
        reading.askedJobLabel(name);
      }
    }

    @Override
    public Set<Entry<String, String>> entrySet() {
      return labels.entrySet();
    }
  }
}
