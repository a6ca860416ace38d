package io.quayside.gateway.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** One connection's permessage-deflate (RFC 7692): each direction keeps its window. */
public final class Deflate implements AutoCloseable {
  /** The line of a handshake that offers it. */
  public static final String OFFER = "Sec-WebSocket-Extensions: permessage-deflate\n";

  /** Left out at the end of each message, and put there again before it is inflated. */
  private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};

  private static final int CHUNK = 8_192;

  private final Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
  private final Inflater inflater = new Inflater(true);

  /** The payload of a message. */
  public byte[] compress(String text) {
    deflater.setInput(text.getBytes(UTF_8));
    var out = new ByteArrayOutputStream();
    var chunk = new byte[CHUNK];
    for (int length = 1; length > 0; ) {
      length = deflater.deflate(chunk, 0, CHUNK, Deflater.SYNC_FLUSH);
      out.write(chunk, 0, length);
    }
    var bytes = out.toByteArray();
    return Arrays.copyOf(bytes, bytes.length - TAIL.length);
  }

  /** The text of a payload. */
  public String inflate(byte[] payload) throws DataFormatException {
    var out = new ByteArrayOutputStream();
    var chunk = new byte[CHUNK];
    for (var input : new byte[][] {payload, TAIL}) {
      inflater.setInput(input);
      for (int length = inflater.inflate(chunk); length > 0; length = inflater.inflate(chunk)) {
        out.write(chunk, 0, length);
      }
    }
    return out.toString(UTF_8);
  }

  /** The next text of a socket as JSON, compressed or not, past pings and pongs. */
  public JsonObject readJson(RawWebSocket socket) throws IOException, DataFormatException {
    for (var frame = socket.read(); frame.isPresent(); frame = socket.read()) {
      if (frame.get().opcode() == RawWebSocket.TEXT) {
        var payload = frame.get().payload();
        return frame.get().compressed() ? new JsonObject(inflate(payload)) : frame.get().json();
      }
    }
    throw new EOFException("the gateway has closed the connection");
  }

  @Override
  public void close() {
    deflater.end();
    inflater.end();
  }
}
