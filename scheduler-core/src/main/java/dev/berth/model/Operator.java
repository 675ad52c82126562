package dev.berth.model;

/** How a {@link LabelRequirement} compares a label with its values. */
public enum Operator {
  /** The label is there and its value is one of the values. */
  IN("In"),
  /** The label is absent or its value is none of the values. */
  NOT_IN("NotIn"),
  /** The label is there. */
  EXISTS("Exists"),
  /** The label is absent. */
  DOES_NOT_EXIST("DoesNotExist"),
  /** The label is there, is a whole number, and is greater than the one value. */
  GT("Gt"),
  /** The label is there, is a whole number, and is less than the one value. */
  LT("Lt");

  private final String spelling;

  Operator(String spelling) {
    this.spelling = spelling;
  }

  /** As Kubernetes writes it. */
  String spelling() {
    return spelling;
  }
}
