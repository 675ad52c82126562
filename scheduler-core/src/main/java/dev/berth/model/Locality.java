package dev.berth.model;

/** How much a job cares that what it gets lies close together. */
public enum Locality {
  /** It does not ask. Of places that are otherwise equal it gets the closer one all the same. */
  NONE,
  /** It would rather; it runs elsewhere too. */
  PREFER,
  /** It runs nowhere else. */
  REQUIRE
}
