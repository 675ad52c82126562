package dev.berth.simulator.demo;

import dev.berth.model.Location;
import dev.berth.model.Worker;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Generated machines: six shapes in four zones, twenty to a rack, one general machine in five with
 * an ARM. A fleet of fewer than twenty machines may lack the rarer shapes.
 */
record Fleet(List<Worker> workers, Map<Shape, List<Worker>> byShape) {
  static final int ZONES = 4;
  private static final int RACK_SIZE = 20;
  private static final int ARM_ONE_IN = 5;
  private static final int PERCENT = 100;

  /** So many machines; equal seeds give equal fleets. */
  static Fleet generate(int size, SplittableRandom random) {
    List<Worker> workers = new ArrayList<>(size);
    Map<Shape, List<Worker>> byShape = new EnumMap<>(Shape.class);
    int owed = 0;
    for (Shape shape : Shape.values()) {
      owed += shape.sharePercent() * size;
      while (workers.size() < (owed + PERCENT / 2) / PERCENT) {
        Worker worker = worker(shape, workers.size(), random);
        workers.add(worker);
        byShape.computeIfAbsent(shape, key -> new ArrayList<>()).add(worker);
      }
    }
    return new Fleet(List.copyOf(workers), byShape);
  }

  private static Worker worker(Shape shape, int number, SplittableRandom random) {
    String zone = zone(number % ZONES);
    String rack = zone + "-" + number / (ZONES * RACK_SIZE);
    String id =
        String.format(Locale.ROOT, "%s-%04d", shape.name().toLowerCase(Locale.ROOT), number);
    boolean arm = shape == Shape.GENERAL && random.nextInt(ARM_ONE_IN) == 0;
    return shape
        .worker(id)
        .label(Location.REGION, "home")
        .label(Location.ZONE, zone)
        .label(Location.RACK, rack)
        .label(Location.HOST, id)
        .label("arch", arm ? "arm64" : "amd64")
        .label("disk", random.nextInt(3) == 0 ? "hdd" : "ssd")
        .build();
  }

  static String zone(int number) {
    return String.valueOf((char) ('a' + number));
  }
}
