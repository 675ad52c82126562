package dev.berth.plugins.standard;

import dev.berth.model.LabelRequirement;
import dev.berth.model.Location;
import dev.berth.spi.JobView;
import dev.berth.spi.ScorePlugin;
import dev.berth.spi.WorkerBlock;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Score {@code networkProximity}, weight 10: prefers workers close to where the job wants to be,
 * going by their labels {@code region}, {@code zone}, {@code rack} and {@code host}.
 *
 * <p>The grade is that of the finest level at which worker and wish agree: host 1,000,000, rack
 * 750,000, zone 500,000, region 250,000, none 0. Levels are compared from the coarsest on. One that
 * either side leaves out is passed over; one at which both have a name and the names differ ends
 * the comparison, because names of racks often repeat from zone to zone. Jobs without a wish get 0
 * everywhere.
 *
 * <p><b>Reads:</b> {@link WorkerFacet#LABELS}. <b>Cost:</b> next to nothing for jobs without a
 * wish, else two bitset operations for each named level and 64 workers, and an array write for each
 * worker and level at which it agrees.
 *
 * <p><b>Thread-safety:</b> stateless. <b>Source:</b> the four distances of Hadoop's network
 * topology (node, rack, and so on up). We differ: a fixed grade a level, however deep the tree.
 */
public final class NetworkProximityScore implements ScorePlugin {

  /** From coarse to fine: in this order they are compared. */
  private static final List<Level> LEVELS =
      List.of(
          new Level(Location::region, Location.REGION, MAX_SCORE / 4),
          new Level(Location::zone, Location.ZONE, MAX_SCORE / 2),
          new Level(Location::rack, Location.RACK, MAX_SCORE / 4 * 3),
          new Level(Location::host, Location.HOST, MAX_SCORE));

  /** Made by the ServiceLoader, or by a host that registers plugins by hand. */
  public NetworkProximityScore() {}

  @Override
  public String name() {
    return "networkProximity";
  }

  @Override
  public int defaultWeight() {
    return 10;
  }

  @Override
  public Set<WorkerFacet> reads() {
    return Set.of(WorkerFacet.LABELS);
  }

  @Override
  public int score(JobView job, WorkerView worker) {
    Location near = job.requirements().near();
    int grade = 0;
    if (near == null) {
      return grade;
    }
    for (int l = 0; l < LEVELS.size(); l++) {
      Level level = LEVELS.get(l);
      String wished = level.wish.of(near);
      String actual = wished == null ? null : worker.label(level.label);
      if (actual != null) {
        if (!actual.equals(wished)) {
          break;
        }
        grade = level.grade;
      }
    }
    return grade;
  }

  @Override
  public void score(JobView job, WorkerBlock block, int[] out) {
    Arrays.fill(out, 0, block.size(), 0);
    Location near = job.requirements().near();
    if (near == null) {
      return;
    }
    for (int word = 0; word < block.words(); word++) {
      long agreeing = block.candidates(word);
      for (int l = 0; l < LEVELS.size() && agreeing != 0; l++) {
        Level level = LEVELS.get(l);
        String wished = level.wish.of(near);
        if (wished != null) {
          long same = agreeing & block.labelled(level.label, wished, word);
          for (long rest = same; rest != 0; rest &= rest - 1) {
            out[Words.index(word, rest)] = level.grade;
          }
          agreeing &= same | ~block.matching(level.named, word);
        }
      }
    }
  }

  /** One step of the comparison: the wish for it, the worker's label, the grade for agreeing. */
  private record Level(Part wish, String label, LabelRequirement named, int grade) {

    Level(Part wish, String label, int grade) {
      this(wish, label, LabelRequirement.exists(label), grade);
    }
  }

  private interface Part {
    @Nullable String of(Location location);
  }
}
