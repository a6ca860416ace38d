package io.quayside.loadtest.freight;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The places of {@code places.csv}, which names its source, and the lanes between them. */
public final class Places {
  private static final String FILE = "/places.csv";
  private static final List<Place> ALL = read();
  private static final Map<Mode, List<Lane>> LANES = connect();

  private Places() {}

  public static List<Place> all() {
    return ALL;
  }

  /** Every pair of places between which the mode is used, in the order of the file. */
  public static List<Lane> lanes(Mode mode) {
    return LANES.get(mode);
  }

  private static Map<Mode, List<Lane>> connect() {
    Map<Mode, List<Lane>> lanes = new EnumMap<>(Mode.class);
    for (Mode mode : Mode.values()) {
      List<Lane> ofMode = new ArrayList<>();
      for (Place origin : ALL) {
        for (Place destination : ALL) {
          if (mode.connects(origin, destination)) {
            ofMode.add(new Lane(origin, destination, mode));
          }
        }
      }
      lanes.put(mode, List.copyOf(ofMode));
    }
    return lanes;
  }

  private static List<Place> read() {
    try (InputStream file = Places.class.getResourceAsStream(FILE)) {
      if (file == null) {
        throw new IllegalStateException(FILE + " is not on the class path");
      }
      return new BufferedReader(new InputStreamReader(file, UTF_8))
          .lines()
          .filter(line -> !line.startsWith("#"))
          .skip(1)
          .map(Places::place)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(FILE, e);
    }
  }

  private static Place place(String line) {
    String[] fields = line.split(",", -1);
    Point point = new Point(Double.parseDouble(fields[3]), Double.parseDouble(fields[4]));
    return new Place(fields[0], fields[1], modes(fields[2], fields[6]), point, fields[5]);
  }

  private static Set<Mode> modes(String functions, String access) {
    Set<Mode> modes = EnumSet.noneOf(Mode.class);
    for (int i = 0; i < functions.length(); i++) {
      modes.add(mode(functions.charAt(i)));
    }
    // The list's ports are those of rivers too.
    if (!access.equals("sea")) {
      modes.remove(Mode.SEA);
    }
    return modes;
  }

  private static Mode mode(char function) {
    return switch (function) {
      case '1' -> Mode.SEA;
      case '2' -> Mode.RAIL;
      case '3' -> Mode.ROAD;
      case '4' -> Mode.AIR;
      default -> throw new IllegalArgumentException("unknown function: " + function);
    };
  }
}
