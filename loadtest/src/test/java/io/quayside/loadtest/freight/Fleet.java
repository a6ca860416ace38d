package io.quayside.loadtest.freight;

import io.quayside.loadtest.freight.Consignment.Cargo;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Consignments without end. The n-th is the same in every run of the same seed, whatever else is
 * asked for before it; of a hundred about 55 go by road, 25 by sea, 12 by rail and 8 by air.
 */
public record Fleet(long seed) {
  /** Under this name the feeder gives a consignment. */
  public static final String CONSIGNMENT = "consignment";

  /** Far from the generator's own stride, so that neighbours don't draw the same numbers. */
  private static final long BETWEEN_CONSIGNMENTS = 0xD1342543DE82EF95L;

  /** Chilled goods have a temperature to keep. */
  private record Goods(String description, double kgPerPackage, Optional<Double> temperatureC) {}

  private static final List<Goods> GOODS =
      List.of(
          new Goods("Machine parts, crated", 310, Optional.empty()),
          new Goods("Green tea", 15, Optional.empty()),
          new Goods("Vaccines", 4, Optional.of(5.0)),
          new Goods("Frozen shrimp", 12, Optional.of(-20.0)),
          new Goods("Bananas", 18, Optional.of(13.5)),
          new Goods("Tyres", 11, Optional.empty()),
          new Goods("Medical gloves", 6, Optional.empty()),
          new Goods("Lithium batteries", 25, Optional.empty()));

  private static final List<String> SHIPPERS =
      List.of(
          "Hansa Tea", "Nordlicht Pumps", "Lusitania Citrus", "Midwest Bearings", "Kobe Optics");

  private static final List<String> SHIPS =
      List.of("Elbe", "Meltemi", "Kormoran", "Sakura", "Orinoco", "Baltic Wind", "Agulhas");

  public Consignment consignment(long number) {
    long start = new SplittableRandom(seed).nextLong() + number * BETWEEN_CONSIGNMENTS;
    RandomGenerator random = new SplittableRandom(start);
    Mode mode = mode(random.nextInt(100));
    Lane lane = draw(Places.lanes(mode), random);
    Goods goods = draw(GOODS, random);
    return new Consignment(
        number,
        "PO-%06d".formatted(random.nextInt(1_000_000)),
        draw(SHIPPERS, random),
        cargo(goods, random),
        lane,
        draw(carriers(mode), random),
        vehicle(mode, random),
        container(mode, random),
        "%s-%05d".formatted(mode.device(), number),
        voyage(lane, random));
  }

  /** The consignments in order, from 0, for clients who each take the next. */
  public Iterator<Map<String, Object>> feeder() {
    var next = new AtomicLong();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return true;
      }

      @Override
      public Map<String, Object> next() {
        return Map.of(CONSIGNMENT, consignment(next.getAndIncrement()));
      }
    };
  }

  private static Mode mode(int percent) {
    if (percent < 55) {
      return Mode.ROAD;
    }
    if (percent < 80) {
      return Mode.SEA;
    }
    return percent < 92 ? Mode.RAIL : Mode.AIR;
  }

  /** Carriers by their SCAC. */
  private static List<String> carriers(Mode mode) {
    return switch (mode) {
      case ROAD -> List.of("SNLU", "JBHT", "SWFT", "ODFL", "ABFS", "SAIA");
      case SEA -> List.of("MAEU", "MSCU", "CMDU", "COSU", "HLCU", "EGLV", "ZIMU");
      case RAIL -> List.of("BNSF", "UP", "NS", "CSXT", "CN", "CPRS");
      case AIR -> List.of("UPSN", "FDEG", "DHLC");
    };
  }

  private static Cargo cargo(Goods goods, RandomGenerator random) {
    int packages = 1 + random.nextInt(60);
    double kg = packages * goods.kgPerPackage * random.nextDouble(0.9, 1.1);
    return new Cargo(goods.description, packages, Math.round(kg * 10) / 10.0, goods.temperatureC);
  }

  /** Ships and trains carry containers, a lorry now and then, an aircraft none. */
  private static Optional<String> container(Mode mode, RandomGenerator random) {
    boolean contained =
        switch (mode) {
          case SEA, RAIL -> true;
          case ROAD -> random.nextInt(3) == 0;
          case AIR -> false;
        };
    return contained ? Optional.of(ContainerNumber.draw(random)) : Optional.empty();
  }

  private static String vehicle(Mode mode, RandomGenerator random) {
    return switch (mode) {
      case ROAD -> "HH-QS %d".formatted(random.nextInt(100, 10_000));
      case SEA -> "MV " + draw(SHIPS, random);
      case RAIL -> "train %d".formatted(random.nextInt(40_000, 60_000));
      case AIR -> "QS%d".formatted(random.nextInt(100, 1_000));
    };
  }

  /** Under way already, so that devices are spread over their lanes. */
  private static Voyage voyage(Lane lane, RandomGenerator random) {
    GreatCircle way = lane.way();
    return new Voyage(
        way,
        way.lengthKm() * random.nextDouble(0.02, 0.8),
        random.nextDouble(lane.mode().slowestKph(), lane.mode().fastestKph()),
        random.nextDouble(2 * Math.PI));
  }

  private static <T> T draw(List<T> from, RandomGenerator random) {
    return from.get(random.nextInt(from.size()));
  }
}
