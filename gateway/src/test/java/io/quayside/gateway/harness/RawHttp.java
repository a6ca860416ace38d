package io.quayside.gateway.harness;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A TCP connection to a port that speaks HTTP. Sends exactly the bytes of a test and reads answer
 * by answer, framed as RFC 9112 says. Every final answer must have a {@code Date}.
 */
public final class RawHttp implements AutoCloseable {
  private static final int ANSWER_WITHIN_MILLIS = 10_000;
  private static final String IMF_FIXDATE =
      "(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT";

  private final Socket socket;
  private final InputStream in;

  public RawHttp(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(ANSWER_WITHIN_MILLIS);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** Sends a text, each character as one byte. */
  public RawHttp send(String text) throws IOException {
    return send(text.getBytes(ISO_8859_1));
  }

  public RawHttp send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /** Ends the output of this side; answers can still be read. */
  public void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  /** The next answer, interim ones too; fails where the connection ends instead. */
  public Answer read() throws IOException {
    return next(true).orElseThrow(() -> new EOFException("closed without an answer"));
  }

  /** As {@link #read}, for the answer to a HEAD request. */
  public Answer readHead() throws IOException {
    return next(false).orElseThrow(() -> new EOFException("closed without an answer"));
  }

  /** Fails unless the connection ends here, without another byte and without a reset. */
  public void expectEnd() throws IOException {
    assertThat(next(true)).as("an answer behind the last one").isEmpty();
  }

  private Optional<Answer> next(boolean hasBody) throws IOException {
    var statusLine = line();
    if (statusLine.isEmpty()) {
      return Optional.empty();
    }
    assertThat(statusLine.get()).matches("HTTP/1\\.[01] \\d{3} .*");
    int status = Integer.parseInt(statusLine.get().substring(9, 12));
    Map<String, List<String>> fields = new HashMap<>();
    for (var line = wholeLine(); !line.isEmpty(); line = wholeLine()) {
      var field = line.split(":", 2);
      fields
          .computeIfAbsent(field[0].toLowerCase(Locale.ROOT), name -> new ArrayList<>())
          .add(field[1].strip());
    }
    var headers = HttpHeaders.of(fields, (name, value) -> true);
    if (status >= 200) {
      assertThat(headers.allValues("date")).as("Date of %s", statusLine.get()).hasSize(1);
      assertThat(headers.firstValue("date").orElseThrow()).matches(IMF_FIXDATE);
    }
    boolean bodiless = !hasBody || status < 200 || status == 204 || status == 304;
    return Optional.of(new Answer(status, headers, bodiless ? new byte[0] : body(headers)));
  }

  private byte[] body(HttpHeaders headers) throws IOException {
    if (headers.firstValue("transfer-encoding").isEmpty()) {
      var length = headers.firstValueAsLong("content-length");
      return length.isPresent() ? in.readNBytes((int) length.getAsLong()) : in.readAllBytes();
    }
    var body = new ByteArrayOutputStream();
    for (int size = chunkSize(); size > 0; size = chunkSize()) {
      body.writeBytes(in.readNBytes(size));
      assertThat(wholeLine()).isEmpty();
    }
    assertThat(wholeLine()).as("trailers").isEmpty();
    return body.toByteArray();
  }

  private int chunkSize() throws IOException {
    return Integer.parseInt(wholeLine(), 16);
  }

  private String wholeLine() throws IOException {
    return line().orElseThrow(() -> new EOFException("closed within an answer"));
  }

  /** The next line without its end; empty where the connection ends before it begins. */
  private Optional<String> line() throws IOException {
    var line = new StringBuilder();
    for (int next = in.read(); next >= 0; next = in.read()) {
      line.append((char) next);
      if (next == '\n') {
        assertThat(line.toString()).as("a line").endsWith("\r\n");
        return Optional.of(line.substring(0, line.length() - 2));
      }
    }
    if (!line.isEmpty()) {
      throw new EOFException("closed within a line: " + line);
    }
    return Optional.empty();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
