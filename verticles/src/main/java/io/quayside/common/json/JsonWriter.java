package io.quayside.common.json;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes one JSON text as UTF-8 into a growing array. It sets the commas; that names and values
 * alternate, that what is begun is ended, and that names are ASCII without anything to escape, is
 * up to the caller, whose shapes are fixed. Not for several threads.
 */
public final class JsonWriter {
  private static final byte[] HEX = ascii("0123456789abcdef");
  private static final byte[] TRUE = ascii("true");
  private static final byte[] FALSE = ascii("false");

  private byte[] bytes;
  private int size;

  /** {@code expectedBytes} is a guess at the text's length. */
  public JsonWriter(int expectedBytes) {
    bytes = new byte[Math.max(expectedBytes, 16)];
  }

  /** Begins another text in the same room. */
  public JsonWriter clear() {
    size = 0;
    return this;
  }

  /** How many bytes there are so far. */
  public int length() {
    return size;
  }

  /** The text so far. */
  public byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  /** The text that was written. */
  public String toText() {
    return new String(bytes, 0, size, StandardCharsets.UTF_8);
  }

  public JsonWriter beginObject() {
    return begin('{');
  }

  public JsonWriter beginObject(String name) {
    return name(name).begin('{');
  }

  public JsonWriter endObject() {
    return end('}');
  }

  public JsonWriter beginArray() {
    return begin('[');
  }

  public JsonWriter beginArray(String name) {
    return name(name).begin('[');
  }

  public JsonWriter endArray() {
    return end(']');
  }

  public JsonWriter field(String name, String value) {
    return name(name).value(value);
  }

  /** Writes a member unless its value is null. */
  public JsonWriter optional(String name, @Nullable String value) {
    return value == null ? this : field(name, value);
  }

  /** Writes a member unless its value is null. */
  public JsonWriter optional(String name, @Nullable Integer value) {
    return value == null ? this : field(name, value.longValue());
  }

  /** Writes a member unless its value is null. */
  public JsonWriter optional(String name, @Nullable Instant value) {
    return value == null ? this : field(name, value);
  }

  /** Writes a member with an enum's name unless its value is null. */
  public JsonWriter optional(String name, @Nullable Enum<?> value) {
    return value == null ? this : field(name, value.name());
  }

  public JsonWriter field(String name, long value) {
    return name(name).value(value);
  }

  public JsonWriter field(String name, double value) {
    return name(name).value(value);
  }

  public JsonWriter field(String name, boolean value) {
    return name(name).value(value);
  }

  public JsonWriter field(String name, Instant value) {
    return name(name).value(value);
  }

  /** {@code json} is a JSON text already. */
  public JsonWriter rawField(String name, byte[] json) {
    return name(name).raw(json);
  }

  /** The name of the member whose value comes next. */
  public JsonWriter name(String name) {
    int length = name.length();
    reserve(length + 4);
    separate();
    bytes[size++] = '"';
    ascii(name, length);
    bytes[size++] = '"';
    bytes[size++] = ':';
    return this;
  }

  /** Copies characters that are known to be ASCII; the room for them is there. */
  @SuppressWarnings("deprecation") // it drops half of each character, and that half is 0
  private void ascii(String text, int length) {
    text.getBytes(0, length, bytes, size);
    size += length;
  }

  public JsonWriter value(String value) {
    return beginText().text(value).endText();
  }

  /** Begins a string that is written in pieces. */
  public JsonWriter beginText() {
    separate();
    put('"');
    return this;
  }

  /** A piece of a string, with escapes where it needs them. */
  public JsonWriter text(String text) {
    int length = text.length();
    reserve(length);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c < ' ' || c >= 0x80 || c == '"' || c == '\\') {
        ascii(text, i);
        escapeFrom(text, i);
        return this;
      }
    }
    ascii(text, length);
    return this;
  }

  /** A piece of a string: characters that are ASCII and need no escape. They are not looked at. */
  public JsonWriter plain(String piece) {
    int length = piece.length();
    reserve(length);
    ascii(piece, length);
    return this;
  }

  /** A piece of a string: the digits of a number. */
  public JsonWriter digits(long number) {
    reserve(Digits.MAX_LENGTH);
    size = Digits.integer(number, bytes, size);
    return this;
  }

  public JsonWriter endText() {
    put('"');
    return this;
  }

  public JsonWriter value(long value) {
    separate();
    return digits(value);
  }

  /** {@code value} is finite; a whole number comes without a fraction. */
  public JsonWriter value(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("JSON has no " + value);
    }
    separate();
    reserve(Digits.MAX_LENGTH);
    int end = Digits.number(value, bytes, size);
    if (end > size) {
      size = end;
    } else {
      append(ascii(Double.toString(value)));
    }
    return this;
  }

  public JsonWriter value(boolean value) {
    return raw(value ? TRUE : FALSE);
  }

  /** In UTC with exactly three decimals, cut, of the years 0000 to 9999. */
  public JsonWriter value(Instant value) {
    separate();
    reserve(Times.WRITTEN_LENGTH + 2);
    bytes[size++] = '"';
    size = Times.write(value, bytes, size);
    bytes[size++] = '"';
    return this;
  }

  /** {@code json} is a JSON text already. */
  public JsonWriter raw(byte[] json) {
    separate();
    append(json);
    return this;
  }

  private JsonWriter begin(char bracket) {
    separate();
    put(bracket);
    return this;
  }

  private JsonWriter end(char bracket) {
    put(bracket);
    return this;
  }

  /** The last byte tells whether a comma is due: no value ends in one of the three. */
  private void separate() {
    if (size > 0) {
      byte last = bytes[size - 1];
      if (last != '{' && last != '[' && last != ':') {
        put(',');
      }
    }
  }

  private void escapeFrom(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      reserve(6);
      if (c < 0x80) {
        quoteAscii(c);
      } else if (c < 0x800) {
        bytes[size++] = (byte) (0xC0 | (c >> 6));
        bytes[size++] = (byte) (0x80 | (c & 0x3F));
      } else if (!Character.isSurrogate(c)) {
        bytes[size++] = (byte) (0xE0 | (c >> 12));
        bytes[size++] = (byte) (0x80 | ((c >> 6) & 0x3F));
        bytes[size++] = (byte) (0x80 | (c & 0x3F));
      } else if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        int point = Character.toCodePoint(c, text.charAt(++i));
        bytes[size++] = (byte) (0xF0 | (point >> 18));
        bytes[size++] = (byte) (0x80 | ((point >> 12) & 0x3F));
        bytes[size++] = (byte) (0x80 | ((point >> 6) & 0x3F));
        bytes[size++] = (byte) (0x80 | (point & 0x3F));
      } else {
        // UTF-8 has no form for half a character; JSON's escape has.
        escape(c);
      }
    }
  }

  private void quoteAscii(char c) {
    switch (c) {
      case '"', '\\' -> escaped(c);
      case '\n' -> escaped('n');
      case '\r' -> escaped('r');
      case '\t' -> escaped('t');
      case '\b' -> escaped('b');
      case '\f' -> escaped('f');
      default -> {
        if (c < ' ') {
          escape(c);
        } else {
          bytes[size++] = (byte) c;
        }
      }
    }
  }

  private void escaped(char c) {
    bytes[size++] = '\\';
    bytes[size++] = (byte) c;
  }

  private void escape(char c) {
    escaped('u');
    for (int shift = 12; shift >= 0; shift -= 4) {
      bytes[size++] = HEX[(c >> shift) & 0xF];
    }
  }

  private void append(byte[] more) {
    reserve(more.length);
    System.arraycopy(more, 0, bytes, size, more.length);
    size += more.length;
  }

  private void put(char c) {
    reserve(1);
    bytes[size++] = (byte) c;
  }

  private void reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
