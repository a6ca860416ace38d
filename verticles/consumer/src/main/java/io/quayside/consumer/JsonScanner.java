package io.quayside.consumer;

/** Walks over JSON text (RFC 8259) and tells where its values are, without building them. */
final class JsonScanner {
  private static final int MAX_DEPTH = 64;

  private final String text;
  private int at;

  JsonScanner(String text) {
    this.text = text;
  }

  /** Is told the members of an object: the name, and from where to where its value stands. */
  @FunctionalInterface
  interface Members {
    void member(String name, int from, int to);
  }

  /** The text is not JSON, or no object. */
  static final class NotJsonException extends Exception {
    private static final long serialVersionUID = 1L;

    NotJsonException(int at) {
      super("no JSON at character " + at);
    }
  }

  /** Reads the whole text as one object. */
  void object(Members members) throws NotJsonException {
    space();
    object(members, 0);
    space();
    if (at < text.length()) {
      throw new NotJsonException(at);
    }
  }

  private void object(Members members, int depth) throws NotJsonException {
    expect('{');
    space();
    if (peek() == '}') {
      at++;
      return;
    }
    while (true) {
      space();
      String name = string();
      space();
      expect(':');
      space();
      int from = at;
      value(depth + 1);
      members.member(name, from, at);
      space();
      if (peek() != ',') {
        break;
      }
      at++;
    }
    expect('}');
  }

  private void value(int depth) throws NotJsonException {
    if (depth > MAX_DEPTH) {
      throw new NotJsonException(at);
    }
    switch (peek()) {
      case '{' -> object((name, from, to) -> {}, depth);
      case '[' -> array(depth);
      case '"' -> string();
      case 't' -> word("true");
      case 'f' -> word("false");
      case 'n' -> word("null");
      default -> number();
    }
  }

  private void array(int depth) throws NotJsonException {
    expect('[');
    space();
    if (peek() == ']') {
      at++;
      return;
    }
    while (true) {
      space();
      value(depth + 1);
      space();
      if (peek() != ',') {
        break;
      }
      at++;
    }
    expect(']');
  }

  private void word(String word) throws NotJsonException {
    if (!text.startsWith(word, at)) {
      throw new NotJsonException(at);
    }
    at += word.length();
  }

  private void number() throws NotJsonException {
    if (peek() == '-') {
      at++;
    }
    if (peek() == '0') {
      at++;
    } else {
      digits();
    }
    if (peek() == '.') {
      at++;
      digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      digits();
    }
  }

  private void digits() throws NotJsonException {
    int from = at;
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    if (at == from) {
      throw new NotJsonException(at);
    }
  }

  /** Reads a string; its value is built only where it has escapes. */
  private String string() throws NotJsonException {
    expect('"');
    int from = at;
    StringBuilder built = null;
    while (true) {
      char c = peek();
      if (c == '"') {
        String rest = text.substring(from, at);
        at++;
        return built == null ? rest : built.append(rest).toString();
      }
      if (c < ' ') {
        throw new NotJsonException(at);
      }
      if (c == '\\') {
        built = built == null ? new StringBuilder() : built;
        built.append(text, from, at);
        at++;
        built.append(escaped());
        from = at;
      } else {
        at++;
      }
    }
  }

  private char escaped() throws NotJsonException {
    char c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> throw new NotJsonException(at);
    };
  }

  private char unicode() throws NotJsonException {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(peek(), 16);
      if (digit < 0) {
        throw new NotJsonException(at);
      }
      code = code * 16 + digit;
      at++;
    }
    return (char) code;
  }

  private void space() {
    while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private void expect(char expected) throws NotJsonException {
    if (peek() != expected) {
      throw new NotJsonException(at);
    }
    at++;
  }

  /** The next character; U+0000, which is in no JSON, behind the end. */
  private char peek() {
    return at < text.length() ? text.charAt(at) : 0;
  }

  /** The value of a string literal that was scanned before; null if it is another value. */
  static String text(String json, int from, int to) {
    if (json.charAt(from) != '"') {
      return null;
    }
    try {
      return new JsonScanner(json.substring(from, to)).string();
    } catch (NotJsonException unlikely) {
      throw new IllegalStateException("it was scanned before", unlikely);
    }
  }
}
