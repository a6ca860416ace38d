package io.quayside.loadtest.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** A WebSocket. Frames are told apart by their heads; what is in them is the listener's. */
final class SocketWire extends Wire {
  private static final String HANDSHAKE =
      """
      GET /v1/ws HTTP/1.1\r
      Host: localhost\r
      Upgrade: websocket\r
      Connection: Upgrade\r
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
      Sec-WebSocket-Version: 13\r
      Sec-WebSocket-Protocol: quayside.v1\r
      \r
      """;

  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int TEXT = 1;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG_AND_FIN = 0x8A;

  private boolean open;

  SocketWire(Loop loop, InetSocketAddress address, Listener listener) {
    super(loop, address, listener);
    send(HANDSHAKE.getBytes(US_ASCII));
  }

  @Override
  void received(ByteBuffer in) {
    if (!open && !upgraded(in)) {
      return;
    }
    while (in.remaining() >= 2) {
      int start = in.position();
      int length = in.get(start + 1);
      int payload = start + 2;
      if (length == 126) {
        payload += 2;
        length = in.limit() < payload ? Integer.MAX_VALUE : in.getShort(payload - 2) & 0xFFFF;
      } else if (length == 127) {
        payload += 8;
        length = in.limit() < payload ? Integer.MAX_VALUE : (int) in.getLong(payload - 8);
      }
      if (in.limit() - payload < length) {
        return;
      }
      in.position(payload + length);
      frame(in.get(start) & 0x0F, in, payload, length);
    }
  }

  private void frame(int opcode, ByteBuffer in, int at, int length) {
    switch (opcode) {
      case TEXT -> listener.message(this, opcode, in, at, length);
      case PING -> pong(in, at, length);
      case CLOSE -> loop.fail(new IllegalStateException("closed: " + in.getShort(at)));
      default -> loop.fail(new IllegalStateException("a frame of opcode " + opcode));
    }
  }

  private void pong(ByteBuffer in, int at, int length) {
    var head = Message.frameHead(PONG_AND_FIN, length);
    var pong = ByteBuffer.allocate(head.length + length).put(head);
    for (int i = 0; i < length; i++) {
      pong.put(Message.masked(in.get(at + i)));
    }
    send(pong.array());
  }

  private boolean upgraded(ByteBuffer in) {
    int end = HttpWire.endOfHead(in, in.position());
    if (end < 0) {
      return false;
    }
    int status = HttpWire.status(in, in.position());
    in.position(end);
    if (status != SWITCHING_PROTOCOLS) {
      loop.fail(new IllegalStateException("the handshake was answered with " + status));
      return false;
    }
    open = true;
    listener.opened(this);
    return true;
  }
}
