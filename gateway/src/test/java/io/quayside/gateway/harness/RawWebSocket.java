package io.quayside.gateway.harness;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A WebSocket by hand: it reads only when it is told to, so that it can be slow, and sends frames
 * that no library would.
 */
public final class RawWebSocket implements AutoCloseable {
  public static final int CONTINUATION = 0;
  public static final int TEXT = 1;
  public static final int BINARY = 2;
  public static final int CLOSE = 8;
  public static final int PING = 9;
  public static final int PONG = 10;

  /** The reserved bits of a frame's first byte; the first says that the message is compressed. */
  public static final int RSV1 = 0x40;

  public static final int RSV2 = 0x20;
  public static final int RSV3 = 0x10;

  private static final int FINAL = 0x80;
  private static final int MASKED = 0x80;
  private static final int SILENCE_MILLIS = 500;
  private static final int SILENCES = 40;

  private static final String HANDSHAKE =
      """
      GET /v1/ws HTTP/1.1
      Host: quayside
      Upgrade: websocket
      Connection: Upgrade
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
      Sec-WebSocket-Version: 13
      """;

  private static final String SUBPROTOCOL = "Sec-WebSocket-Protocol: quayside.v1\n";

  private final Socket socket = new Socket();
  private final DataInputStream in;
  private final String answer;
  private boolean nudging;

  /** A frame that has come. */
  public record Frame(int opcode, boolean compressed, byte[] payload) {
    public JsonObject json() {
      return new JsonObject(new String(payload, UTF_8));
    }

    /** The code of a close frame. */
    public int closeCode() {
      return ByteBuffer.wrap(payload).getShort() & 0xFFFF;
    }
  }

  public RawWebSocket(int port) throws IOException {
    this(port, "");
  }

  /** As the other one, with more lines in the handshake; each ends with a line feed. */
  public RawWebSocket(int port, String moreHeaders) throws IOException {
    this(HANDSHAKE + SUBPROTOCOL + moreHeaders, port, new byte[0]);
  }

  /** One that sends frames together with its handshake. */
  public static RawWebSocket hasty(int port, byte[] frames) throws IOException {
    return hasty(port, "", frames);
  }

  /** As the other one, with more lines in the handshake; each ends with a line feed. */
  public static RawWebSocket hasty(int port, String moreHeaders, byte[] frames) throws IOException {
    return new RawWebSocket(HANDSHAKE + SUBPROTOCOL + moreHeaders, port, frames);
  }

  /** One whose handshake offers subprotocols, or none, in lines of its own. */
  public static RawWebSocket offering(int port, String subprotocols) throws IOException {
    return new RawWebSocket(HANDSHAKE + subprotocols, port, new byte[0]);
  }

  private RawWebSocket(String handshake, int port, byte[] frames) throws IOException {
    socket.setSoTimeout(SILENCE_MILLIS);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    in = new DataInputStream(new BufferedInputStream(new Patient(socket.getInputStream())));
    var first = new ByteArrayOutputStream();
    first.writeBytes((handshake + "\n").replace("\n", "\r\n").getBytes(ISO_8859_1));
    first.writeBytes(frames);
    sendBytes(first.toByteArray());
    answer = readHead();
  }

  private String readHead() throws IOException {
    var head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      head.append((char) in.readUnsignedByte());
    }
    if (!head.toString().startsWith("HTTP/1.1 101 ")) {
      throw new IOException("no upgrade: " + head);
    }
    return head.toString();
  }

  /** The answer to the handshake, as it came. */
  public String answer() {
    return answer;
  }

  /** Whatever it is. */
  public void sendBytes(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  public void sendText(String text) throws IOException {
    sendBytes(frame(TEXT, true, text.getBytes(UTF_8)));
  }

  /** A frame as a client has to send it, masked, but with a mask that changes nothing. */
  public static byte[] frame(int opcode, boolean isFinal, byte[] payload) {
    var bytes = ByteBuffer.allocate(payload.length + 14);
    bytes.put((byte) ((isFinal ? FINAL : 0) | opcode));
    if (payload.length < 126) {
      bytes.put((byte) (MASKED | payload.length));
    } else if (payload.length < 65_536) {
      bytes.put((byte) (MASKED | 126)).putShort((short) payload.length);
    } else {
      bytes.put((byte) (MASKED | 127)).putLong(payload.length);
    }
    bytes.putInt(0).put(payload).flip();
    var frame = new byte[bytes.remaining()];
    bytes.get(frame);
    return frame;
  }

  /** As {@link #frame(int, boolean, byte[])}, with some of the reserved bits set. */
  public static byte[] frame(int opcode, boolean isFinal, int reserved, byte[] payload) {
    var frame = frame(opcode, isFinal, payload);
    frame[0] |= (byte) reserved;
    return frame;
  }

  /** Whether those bytes, so many times, go out in time; otherwise the peer has stopped reading. */
  public boolean sendsWithin(Duration time, byte[] bytes, int times) {
    var sent =
        CompletableFuture.runAsync(
            () -> {
              try {
                for (int i = 0; i < times; i++) {
                  sendBytes(bytes);
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    try {
      sent.get(time.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException stuck) {
      return false;
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * From now on it sends a pong when nothing comes, as a peer may at any time, and its kernel tells
   * with it how much room it has. On a loopback interface, where a segment may be half of the
   * window, the kernels may else wait for each other after a window was shut: the receiver has told
   * of less room than a segment, and tells of more only when that has doubled; the sender probes
   * for it, up to a minute later.
   */
  public void nudgeWhenSilent() {
    nudging = true;
  }

  /** Waits {@value #SILENCES} times {@value #SILENCE_MILLIS} ms for what comes. */
  private final class Patient extends FilterInputStream {
    Patient(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      for (int silences = 1; ; silences++) {
        try {
          return super.read(bytes, offset, length);
        } catch (SocketTimeoutException silence) {
          if (silences == SILENCES) {
            throw silence;
          }
          if (nudging) {
            sendBytes(frame(PONG, true, new byte[0]));
          }
        }
      }
    }
  }

  /** Nothing more will be sent. */
  public void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  /** The next frame, or none where the connection has ended. */
  public Optional<Frame> read() throws IOException {
    try {
      int first = in.readUnsignedByte();
      long length = in.readUnsignedByte() & 0x7F;
      if (length == 126) {
        length = in.readUnsignedShort();
      } else if (length == 127) {
        length = in.readLong();
      }
      var payload = new byte[(int) length];
      in.readFully(payload);
      return Optional.of(new Frame(first & 0x0F, (first & RSV1) != 0, payload));
    } catch (EOFException end) {
      return Optional.empty();
    }
  }

  /** The next text as JSON, past pings and pongs. */
  public JsonObject readJson() throws IOException {
    for (var frame = read(); frame.isPresent(); frame = read()) {
      if (frame.get().opcode() == TEXT) {
        return frame.get().json();
      }
    }
    throw new EOFException("the gateway has closed the connection");
  }

  /** The code with which the gateway closes, past all that comes before. */
  public int readCloseCode() throws IOException {
    for (var frame = read(); frame.isPresent(); frame = read()) {
      if (frame.get().opcode() == CLOSE) {
        return frame.get().closeCode();
      }
    }
    throw new EOFException("the connection has ended without a close frame");
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
