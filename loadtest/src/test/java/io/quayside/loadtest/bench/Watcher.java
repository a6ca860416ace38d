package io.quayside.loadtest.bench;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A WebSocket that watches everything, with positions; its frames are counted by their heads. */
final class Watcher implements AutoCloseable {
  private static final long GIVEN_UP_NANOS = 60_000_000_000L;
  private static final long POLL_NANOS = 1_000_000;
  private static final int OP_AT = "{\"op\":\"".length();

  private final Loop loop = new Loop("watcher");
  private final AtomicBoolean watching = new AtomicBoolean();
  private final AtomicLong positions = new AtomicLong();

  Watcher(InetSocketAddress address) {
    try {
      loop.call(() -> new SocketWire(loop, address, new Frames()));
      long deadline = System.nanoTime() + GIVEN_UP_NANOS;
      while (!watching.get()) {
        loop.check();
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("nothing is watched");
        }
        LockSupport.parkNanos(POLL_NANOS);
      }
    } catch (RuntimeException e) {
      loop.close();
      throw e;
    }
  }

  /** Frames of positions so far. */
  long positions() {
    loop.check();
    return positions.get();
  }

  @Override
  public void close() {
    loop.close();
  }

  private final class Frames implements Wire.Listener {
    @Override
    public void opened(Wire wire) {
      wire.send(Message.frame("{\"op\":\"watch\",\"id\":\"w\",\"positions\":true}"));
    }

    @Override
    public void message(Wire wire, int status, ByteBuffer in, int at, int length) {
      switch (in.get(at + OP_AT)) {
        case 'p' -> positions.incrementAndGet();
        case 'w' -> watching.set(true);
        case 'c' -> {
          // A cursor.
        }
        default -> loop.fail(new UnexpectedAnswer(status, in, at, length));
      }
    }
  }
}
