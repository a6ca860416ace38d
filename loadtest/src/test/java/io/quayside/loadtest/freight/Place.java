package io.quayside.loadtest.freight;

import java.util.Set;

/**
 * A port or inland place.
 *
 * @param unLocode its UN/LOCODE, five characters
 * @param modes by which freight gets there and away
 * @param landmass what road and rail don't leave
 */
public record Place(String unLocode, String name, Set<Mode> modes, Point point, String landmass) {
  public Place {
    if (!unLocode.matches("[A-Z]{2}[A-Z2-9]{3}")) {
      throw new IllegalArgumentException("not a UN/LOCODE: " + unLocode);
    }
    modes = Set.copyOf(modes);
  }
}
