package io.quayside.gateway.harness;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
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

  private static final int FINAL = 0x80;
  private static final int MASKED = 0x80;
  private static final int ANSWER_WITHIN_MILLIS = 20_000;

  private static final String HANDSHAKE =
      """
      GET /v1/ws HTTP/1.1
      Host: quayside
      Upgrade: websocket
      Connection: Upgrade
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
      Sec-WebSocket-Version: 13
      Sec-WebSocket-Protocol: quayside.v1
      """;

  private final Socket socket = new Socket();
  private final DataInputStream in;
  private final String answer;

  /** A frame that has come. */
  public record Frame(int opcode, byte[] payload) {
    public JsonObject json() {
      return new JsonObject(new String(payload, UTF_8));
    }

    /** The code of a close frame. */
    public int closeCode() {
      return ByteBuffer.wrap(payload).getShort() & 0xFFFF;
    }
  }

  /** Connects; {@code receiveBuffer} are the bytes that its kernel keeps unread, about. */
  public RawWebSocket(int port, int receiveBuffer) throws IOException {
    this(port, receiveBuffer, "");
  }

  /** As the other one, with more lines in the handshake; each ends with a line feed. */
  public RawWebSocket(int port, int receiveBuffer, String moreHeaders) throws IOException {
    socket.setReceiveBufferSize(receiveBuffer);
    socket.setSoTimeout(ANSWER_WITHIN_MILLIS);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1_024));
    sendBytes((HANDSHAKE + moreHeaders + "\n").replace("\n", "\r\n").getBytes(ISO_8859_1));
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

  /** Nothing more will be sent. */
  public void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  /** The next frame, or none where the connection has ended. */
  public Optional<Frame> read() throws IOException {
    try {
      int opcode = in.readUnsignedByte() & 0x0F;
      long length = in.readUnsignedByte() & 0x7F;
      if (length == 126) {
        length = in.readUnsignedShort();
      } else if (length == 127) {
        length = in.readLong();
      }
      return Optional.of(new Frame(opcode, in.readNBytes((int) length)));
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

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
