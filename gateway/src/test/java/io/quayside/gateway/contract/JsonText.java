package io.quayside.gateway.contract;

import java.util.List;
import java.util.Map;

/** Writes JSON as nobody else would: numbers as they are spelled, characters escaped at random. */
record JsonText(Chance chance) {
  /** A number, or any other value, that stands in the text exactly so. */
  record Spelled(String text) {}

  String write(Object value) {
    var text = new StringBuilder();
    write(text, value);
    return text.toString();
  }

  private void write(StringBuilder text, Object value) {
    switch (value) {
      case Spelled spelled -> text.append(spelled.text());
      case String string -> writeString(text, string);
      case Map<?, ?> object -> {
        var separator = "{";
        for (var member : object.entrySet()) {
          text.append(separator);
          writeString(text, (String) member.getKey());
          text.append(chance.oneIn(10) ? " : " : ":");
          write(text, member.getValue());
          separator = ",";
        }
        text.append(object.isEmpty() ? "{}" : "}");
      }
      case List<?> array -> {
        text.append('[');
        for (int i = 0; i < array.size(); i++) {
          text.append(i == 0 ? "" : ",");
          write(text, array.get(i));
        }
        text.append(']');
      }
      default -> throw new IllegalArgumentException("no JSON: " + value);
    }
  }

  private void writeString(StringBuilder text, String string) {
    text.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < string.length()
              && Character.isLowSurrogate(string.charAt(i + 1));
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (pair && !chance.oneIn(3)) {
        text.append(c).append(string.charAt(++i));
      } else if (c < ' ' || Character.isSurrogate(c) || chance.oneIn(30)) {
        // Half a pair has no other way into a text: UTF-8 does not know it.
        text.append("\\u%04x".formatted((int) c));
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }
}
