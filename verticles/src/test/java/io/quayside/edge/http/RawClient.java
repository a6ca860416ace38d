package io.quayside.edge.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Sends requests with any header fields, one connection each. */
final class RawClient {
  private static final int ANSWER_WITHIN_MILLIS = 10_000;

  private final int port;

  RawClient(int port) {
    this.port = port;
  }

  /** An answer; names of headers are in lower case. */
  record Answer(int status, Map<String, String> headers, String body) {
    /** The code of a problem. */
    String code() {
      return body.replaceAll("(?s).*\"code\":\"([a-z-]+)\".*", "$1");
    }
  }

  /** Sends a request line and field lines, separated by line feeds, and reads until the end. */
  Answer send(String head) {
    return send(head, "");
  }

  Answer send(String head, String body) {
    String lines = (head.strip() + "\nConnection: close").replace("\n", "\r\n");
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(ANSWER_WITHIN_MILLIS);
      socket.getOutputStream().write((lines + "\r\n\r\n" + body).getBytes(ISO_8859_1));
      return read(new String(socket.getInputStream().readAllBytes(), ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Answer read(String text) {
    int end = text.indexOf("\r\n\r\n");
    String[] lines = text.substring(0, end).split("\r\n", -1);
    Map<String, String> headers = new TreeMap<>();
    for (int i = 1; i < lines.length; i++) {
      String[] field = lines[i].split(": ", 2);
      headers.merge(field[0].toLowerCase(Locale.ROOT), field[1], (a, b) -> a + " | " + b);
    }
    return new Answer(
        Integer.parseInt(lines[0].substring(9, 12)), headers, text.substring(end + 4));
  }
}
