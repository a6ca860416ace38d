package io.quayside.gateway.harness;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;

/** Spoils bytes in a way that follows from its seed: a little, or beyond recognition. */
public final class Mutator {
  private static final int MOST_CHANGES = 6;
  private static final int LONGEST_REPEAT = 3_000;

  /** What parsers have stumbled over before, each in Latin-1. */
  private static final List<String> NASTY =
      List.of(
          "null",
          "true",
          "{}",
          "[]",
          "[[[[[[[[",
          "}}",
          "\"",
          "\\",
          "\\u0000",
          "\\ud800",
          "\\udfff",
          "1e400",
          "-0",
          "1E-999999999",
          "9007199254740993",
          "0x1F",
          "NaN",
          ".5",
          "5.",
          "+1",
          "\u0000",
          "\u00ff\u00fe",
          "\u00c0\u00af",
          "\u00ed\u00a0\u0080",
          "\u00ef\u00bb\u00bf",
          "\u00f4\u0090\u0080\u0080",
          "\u00c3",
          "\r\n",
          "\n\n",
          "\r",
          "\t",
          ",",
          ":",
          " ",
          "%00",
          "../",
          "\"op\":",
          "\"id\":{},",
          "\"shipmentId\":\"\",",
          "/*",
          "//",
          "#");

  private final Random random;

  public Mutator(long seed) {
    random = new Random(seed);
  }

  /** One of them, each as likely as any other. */
  public <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  public int below(int bound) {
    return random.nextInt(bound);
  }

  /** Those bytes with a few changes; one time in eight with none. */
  public byte[] spoil(byte[] original) {
    var bytes = original;
    if (random.nextInt(8) > 0) {
      for (int changes = 1 + random.nextInt(MOST_CHANGES); changes > 0; changes--) {
        bytes = change(bytes);
      }
    }
    return bytes;
  }

  private byte[] change(byte[] bytes) {
    int from = random.nextInt(bytes.length + 1);
    int to = Math.min(bytes.length, from + random.nextInt(20));
    return switch (random.nextInt(7)) {
      case 0 -> spliced(bytes, from, to, new byte[0]);
      case 1 -> spliced(bytes, from, from, oneOf(NASTY).getBytes(ISO_8859_1));
      case 2 -> spliced(bytes, from, to, oneOf(NASTY).getBytes(ISO_8859_1));
      case 3 -> spliced(bytes, from, from, random(1 + random.nextInt(8)));
      case 4 -> spliced(bytes, from, from, slice(bytes));
      case 5 -> spliced(bytes, from, from, repeated());
      default -> flipped(bytes, from);
    };
  }

  private static byte[] spliced(byte[] bytes, int from, int to, byte[] inserted) {
    var out = new ByteArrayOutputStream(bytes.length + inserted.length);
    out.write(bytes, 0, from);
    out.writeBytes(inserted);
    out.write(bytes, to, bytes.length - to);
    return out.toByteArray();
  }

  /** Some part of the bytes themselves, to stand there twice. */
  private byte[] slice(byte[] bytes) {
    int from = random.nextInt(bytes.length + 1);
    int length = random.nextInt(bytes.length - from + 1);
    var slice = new byte[length];
    System.arraycopy(bytes, from, slice, 0, length);
    return slice;
  }

  private byte[] repeated() {
    return oneOf(NASTY).repeat(1 + random.nextInt(LONGEST_REPEAT)).getBytes(ISO_8859_1);
  }

  private byte[] flipped(byte[] bytes, int at) {
    if (at == bytes.length) {
      return bytes;
    }
    var flipped = bytes.clone();
    flipped[at] ^= (byte) (1 << random.nextInt(8));
    return flipped;
  }

  /** So many bytes of any value. */
  public byte[] random(int length) {
    var bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
