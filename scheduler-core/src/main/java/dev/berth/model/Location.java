package dev.berth.model;

import org.jspecify.annotations.Nullable;

/**
 * Where a job would like to be near: its data, a service, its users. A wish, not a demand; parts
 * that are {@code null} are of no interest, at least one is not.
 *
 * <p>A worker says where it is by labels with the keys {@link #REGION}, {@link #ZONE}, {@link
 * #RACK} and {@link #HOST}.
 */
public record Location(
    @Nullable String region, @Nullable String zone, @Nullable String rack, @Nullable String host) {
  public static final String REGION = "region";
  public static final String ZONE = "zone";
  public static final String RACK = "rack";
  public static final String HOST = "host";

  public Location {
    checkPart(REGION, region);
    checkPart(ZONE, zone);
    checkPart(RACK, rack);
    checkPart(HOST, host);
    if (region == null && zone == null && rack == null && host == null) {
      throw new IllegalArgumentException(
          "location (nothing) must have a region, zone, rack or host"
              + "\nMaybe leave the location out.");
    }
  }

  private static void checkPart(String field, @Nullable String value) {
    if (value != null) {
      Check.labelValue(field, value, "location");
    }
  }

  public static Location inRegion(String region) {
    return new Location(region, null, null, null);
  }

  public static Location inZone(String zone) {
    return new Location(null, zone, null, null);
  }

  public static Location inRack(String rack) {
    return new Location(null, null, rack, null);
  }

  public static Location onHost(String host) {
    return new Location(null, null, null, host);
  }
}
