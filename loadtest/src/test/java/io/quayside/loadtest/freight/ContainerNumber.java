package io.quayside.loadtest.freight;

import java.util.List;
import java.util.random.RandomGenerator;

/** Container numbers by ISO 6346: owner, the U of freight containers, six digits, a check digit. */
public final class ContainerNumber {
  private static final List<String> OWNERS =
      List.of("MSKU", "MSCU", "CMAU", "HLXU", "CSQU", "EGHU", "TCLU", "TGHU", "TRHU");

  private ContainerNumber() {}

  /** One whose remainder isn't 10: the standard advises against those. */
  static String draw(RandomGenerator random) {
    String owner = OWNERS.get(random.nextInt(OWNERS.size()));
    while (true) {
      String unchecked = "%s%06d".formatted(owner, random.nextInt(1_000_000));
      if (remainder(unchecked) < 10) {
        return unchecked + remainder(unchecked);
      }
    }
  }

  /** Eleven characters whose last is the check digit of the others. */
  public static boolean isValid(String number) {
    return number.matches("[A-Z]{3}[UJZ][0-9]{7}")
        && number.charAt(10) - '0' == remainder(number.substring(0, 10)) % 10;
  }

  private static int remainder(String unchecked) {
    int sum = 0;
    for (int i = 0; i < unchecked.length(); i++) {
      sum += value(unchecked.charAt(i)) << i;
    }
    return sum % 11;
  }

  /** Letters count from 10 up and leave out the multiples of 11. */
  private static int value(char character) {
    if (character <= '9') {
      return character - '0';
    }
    int plain = 10 + character - 'A';
    return plain + (plain - 1) / 10;
  }
}
