package io.quayside.loadtest.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** One connection of a {@link Loop}, which all its methods are confined to. */
abstract class Wire {
  final Loop loop;
  final Listener listener;
  private final SocketChannel channel;
  private final SelectionKey key;

  /** What came in without being whole, and what could not go out at once; null where nothing. */
  private ByteBuffer unread;

  private ByteBuffer unsent;
  private boolean closing;

  /** Who hears what comes in. */
  interface Listener {
    /** It may be written to. */
    void opened(Wire wire);

    /**
     * A whole answer or message. {@code status} is the answer's, or the frame's opcode; the payload
     * stays in {@code in} from {@code at} on until this returns.
     */
    void message(Wire wire, int status, ByteBuffer in, int at, int length);
  }

  Wire(Loop loop, InetSocketAddress address, Listener listener) {
    this.loop = loop;
    this.listener = listener;
    try {
      channel = SocketChannel.open();
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.connect(address);
      channel.configureBlocking(false);
      key = channel.register(loop.selector, SelectionKey.OP_READ, this);
    } catch (IOException e) {
      throw new IllegalStateException("no connection to " + address + ": " + e.getMessage(), e);
    }
  }

  /** Consumes what is whole, and leaves the rest for when more has come. */
  abstract void received(ByteBuffer in);

  final void ready(SelectionKey ready) {
    try {
      if (ready.isWritable()) {
        flush();
      }
      if (ready.isReadable()) {
        read();
      }
    } catch (IOException e) {
      gone(e.getMessage());
    }
  }

  private void read() throws IOException {
    var in = loop.in.clear();
    if (unread != null) {
      in.put(unread);
      unread = null;
    }
    if (channel.read(in) < 0) {
      gone("the server closed the connection");
      return;
    }
    in.flip();
    received(in);
    if (in.hasRemaining()) {
      unread = ByteBuffer.allocate(in.remaining()).put(in).flip();
    }
  }

  final void send(Message message) {
    message.putInto(loop.out.clear());
    send(loop.out.flip());
  }

  final void send(byte[] bytes) {
    send(loop.out.clear().put(bytes).flip());
  }

  private void send(ByteBuffer bytes) {
    try {
      if (unsent == null) {
        channel.write(bytes);
      }
      if (bytes.hasRemaining()) {
        int before = unsent == null ? 0 : unsent.remaining();
        var waiting = ByteBuffer.allocate(before + bytes.remaining());
        if (unsent != null) {
          waiting.put(unsent);
        }
        unsent = waiting.put(bytes).flip();
        key.interestOpsOr(SelectionKey.OP_WRITE);
      }
    } catch (IOException e) {
      gone(e.getMessage());
    }
  }

  private void flush() throws IOException {
    channel.write(unsent);
    if (!unsent.hasRemaining()) {
      unsent = null;
      key.interestOpsAnd(~SelectionKey.OP_WRITE);
    }
  }

  /** Whether something waits to go out. */
  final boolean congested() {
    return unsent != null;
  }

  final void close() {
    closing = true;
    try {
      channel.close();
    } catch (IOException e) {
      loop.fail(e);
    }
  }

  private void gone(String why) {
    if (!closing) {
      close();
      loop.fail(new IllegalStateException(why));
    }
  }
}
