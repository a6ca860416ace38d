package io.quayside.gateway.harness;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A POST over a socket of its own, whose body goes out piece by piece, when and where the test cuts
 * it. Closed before its end it is a client that leaves halfway.
 */
public final class SlowRequest implements AutoCloseable {
  private static final int ANSWER_WITHIN_MILLIS = 20_000;

  private final Socket socket;

  private SlowRequest(Socket socket) {
    this.socket = socket;
  }

  static SlowRequest open(int port, String path, String mediaType) throws IOException {
    var request = new SlowRequest(new Socket(InetAddress.getLoopbackAddress(), port));
    request.socket.setTcpNoDelay(true);
    request.socket.setSoTimeout(ANSWER_WITHIN_MILLIS);
    request.write(
        ("POST "
                + path
                + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: "
                + mediaType
                + "\r\nTransfer-Encoding: chunked\r\n\r\n")
            .getBytes(ISO_8859_1));
    return request;
  }

  /** Sends the next piece of the body, as a chunk of its own. */
  public void send(byte[] piece) throws IOException {
    var chunk = new ByteArrayOutputStream();
    chunk.writeBytes((Integer.toHexString(piece.length) + "\r\n").getBytes(ISO_8859_1));
    chunk.writeBytes(piece);
    chunk.writeBytes("\r\n".getBytes(ISO_8859_1));
    write(chunk.toByteArray());
  }

  /** Ends the body; the answer is the gateway's. */
  public Answer end() throws IOException {
    write("0\r\n\r\n".getBytes(ISO_8859_1));
    return answer();
  }

  /** What the gateway answers, also without waiting for the body's end. */
  public Answer answer() throws IOException {
    var in = socket.getInputStream();
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      var next = in.read();
      if (next < 0) {
        throw new IOException("closed within the head: " + head);
      }
      head.append((char) next);
    }
    var lines = head.toString().strip().split("\r\n", -1);
    Map<String, List<String>> fields = new HashMap<>();
    for (int i = 1; i < lines.length; i++) {
      var field = lines[i].split(":", 2);
      fields
          .computeIfAbsent(field[0].toLowerCase(Locale.ROOT), name -> new ArrayList<>())
          .add(field[1].strip());
    }
    var status = Integer.parseInt(lines[0].split(" ", -1)[1]);
    var headers = HttpHeaders.of(fields, (name, value) -> true);
    var length = (int) headers.firstValueAsLong("content-length").orElseThrow();
    return new Answer(status, headers, in.readNBytes(length));
  }

  private void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
