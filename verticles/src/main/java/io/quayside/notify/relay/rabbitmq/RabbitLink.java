package io.quayside.notify.relay.rabbitmq;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A node's connection of a relay, and the one thread that writes to it: writes block while the
 * broker does not read.
 */
final class RabbitLink {
  private static final int ABORT_MILLIS = 1_000;

  private final RabbitTargets settings;
  private final String relay;
  private final ExecutorService writer;

  /** Null until the first target is opened. Changed by the writing thread alone. */
  private volatile @Nullable Connection connection;

  RabbitLink(RabbitTargets settings, String relay) {
    this.settings = settings;
    this.relay = relay;
    this.writer =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("relay-" + relay).factory());
  }

  /** Runs a task on the writing thread; not after {@link #close}. */
  void write(Runnable task) {
    if (!writer.isShutdown()) {
      writer.execute(task);
    }
  }

  /** A new channel. Called on the writing thread. */
  Channel channel()
      throws IOException, TimeoutException, URISyntaxException, GeneralSecurityException {
    Connection open = connection;
    if (open == null || !open.isOpen()) {
      open = settings.factory().newConnection("quayside relay " + relay);
      connection = open;
    }
    Channel channel = open.createChannel();
    if (channel == null) {
      throw new IOException("the broker gives no more channels");
    }
    return channel;
  }

  /** Blocks for a second at most. */
  void close() {
    writer.shutdown();
    Connection open = connection;
    if (open != null) {
      open.abort(ABORT_MILLIS);
    }
  }
}
