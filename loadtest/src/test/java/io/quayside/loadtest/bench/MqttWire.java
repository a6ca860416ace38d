package io.quayside.loadtest.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** A connection of MQTT 5 without credentials. The status of a PUBACK is its reason. */
final class MqttWire extends Wire {
  private static final byte[] CONNECT =
      "\u0010\r\u0000\u0004MQTT\u0005\u0002\u0000\u0000\u0000\u0000\u0000".getBytes(US_ASCII);

  private static final int CONNACK = 0x20;
  private static final int PUBACK = 0x40;
  private static final int MORE = 0x80;

  MqttWire(Loop loop, InetSocketAddress address, Listener listener) {
    super(loop, address, listener);
    send(CONNECT);
  }

  /** How MQTT writes a length. */
  static byte[] lengthBytes(int length) {
    var out = ByteBuffer.allocate(4);
    int rest = length;
    do {
      int digit = rest & 0x7F;
      rest >>= 7;
      out.put((byte) (rest > 0 ? digit | MORE : digit));
    } while (rest > 0);
    var bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }

  @Override
  void received(ByteBuffer in) {
    while (in.remaining() >= 2) {
      int start = in.position();
      int at = start + 1;
      int length = 0;
      int shift = 0;
      int digit;
      do {
        if (at >= in.limit()) {
          return;
        }
        digit = in.get(at++);
        length |= (digit & 0x7F) << shift;
        shift += 7;
      } while ((digit & MORE) != 0);
      if (in.limit() - at < length) {
        return;
      }
      in.position(at + length);
      packet(in.get(start) & 0xF0, in, at, length);
    }
  }

  private void packet(int type, ByteBuffer in, int at, int length) {
    switch (type) {
      case CONNACK -> {
        if (in.get(at + 1) == 0) {
          listener.opened(this);
        } else {
          loop.fail(new IllegalStateException("CONNACK " + (in.get(at + 1) & 0xFF)));
        }
      }
      case PUBACK -> listener.message(this, length > 2 ? in.get(at + 2) & 0xFF : 0, in, at, length);
      default -> loop.fail(new IllegalStateException("a packet of type " + (type >> 4)));
    }
  }
}
