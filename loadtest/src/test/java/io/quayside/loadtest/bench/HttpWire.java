package io.quayside.loadtest.bench;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** A keep-alive HTTP/1.1 connection; knows of answers what is needed to find their ends. */
final class HttpWire extends Wire {
  private static final int STATUS_AT = "HTTP/1.1 ".length();
  private static final String LENGTH = "content-length:";

  HttpWire(Loop loop, InetSocketAddress address, Listener listener) {
    super(loop, address, listener);
    listener.opened(this);
  }

  @Override
  void received(ByteBuffer in) {
    while (in.hasRemaining()) {
      int start = in.position();
      int body = endOfHead(in, start);
      if (body < 0) {
        return;
      }
      int length = contentLength(in, start, body);
      if (in.limit() - body < length) {
        return;
      }
      in.position(body + length);
      listener.message(this, status(in, start), in, body, length);
    }
  }

  static int endOfHead(ByteBuffer in, int start) {
    for (int i = start + 3; i < in.limit(); i++) {
      if (in.get(i) == '\n' && in.get(i - 1) == '\r' && in.get(i - 2) == '\n') {
        return i + 1;
      }
    }
    return -1;
  }

  static int status(ByteBuffer in, int start) {
    int at = start + STATUS_AT;
    return 100 * (in.get(at) - '0') + 10 * (in.get(at + 1) - '0') + in.get(at + 2) - '0';
  }

  private static int contentLength(ByteBuffer in, int start, int end) {
    for (int at = start; at < end - LENGTH.length(); at++) {
      if (in.get(at) == '\n' && named(in, at + 1)) {
        return number(in, at + 1 + LENGTH.length());
      }
    }
    return 0;
  }

  private static boolean named(ByteBuffer in, int at) {
    for (int i = 0; i < LENGTH.length(); i++) {
      byte letter = in.get(at + i);
      if ((letter >= 'A' && letter <= 'Z' ? letter + 32 : letter) != LENGTH.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static int number(ByteBuffer in, int from) {
    int value = 0;
    for (int at = from; in.get(at) != '\r'; at++) {
      if (in.get(at) != ' ') {
        value = 10 * value + in.get(at) - '0';
      }
    }
    return value;
  }
}
