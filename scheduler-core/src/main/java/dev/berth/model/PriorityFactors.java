package dev.berth.model;

import java.util.List;
import java.util.Locale;

/**
 * What a job's priority is made of: factors, each 0 to 1, times weights. {@link #toString} reads
 * well over several lines.
 *
 * <p><b>Thread-safety:</b> immutable.
 */
public record PriorityFactors(List<Factor> factors) {

  /**
   * One summand.
   *
   * @param value 0 to 1
   */
  public record Factor(String name, long weight, double value) {
    public Factor {
      Check.present("name", name, "a factor");
      Check.notNegative("weight", weight, "factor " + name);
      if (!(value >= 0 && value <= 1)) {
        throw Check.refused("value", value, "factor " + name, "be 0 to 1");
      }
    }

    /** Weight × value. */
    public double points() {
      return weight * value;
    }
  }

  public PriorityFactors {
    factors = Check.list("factors", factors, 0, Integer.MAX_VALUE, "a priority");
  }

  /** The priority: the sum of all points. */
  public double total() {
    double total = 0;
    for (Factor factor : factors) {
      total += factor.points();
    }
    return total;
  }

  /** As in "priority 5,250: age 0.25 × 1,000 = 250; …", a line for each factor that counts. */
  @Override
  public String toString() {
    var text = new StringBuilder(String.format(Locale.ROOT, "priority %,.0f", total()));
    for (Factor factor : factors) {
      if (factor.weight > 0) {
        text.append(
            String.format(
                Locale.ROOT,
                "%n  %-14s %.4f × %,d = %,.0f",
                factor.name,
                factor.value,
                factor.weight,
                factor.points()));
      }
    }
    return text.toString();
  }
}
