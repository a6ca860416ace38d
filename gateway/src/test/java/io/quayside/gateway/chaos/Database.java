package io.quayside.gateway.chaos;

import io.quayside.gateway.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** The cluster's PostgreSQL, which can be stopped and started again. */
final class Database {
  private final Path home;
  private final int port;
  private final String uri;
  private EmbeddedPostgres server;

  private Database(Path home, int port, String uri) {
    this.home = home;
    this.port = port;
    this.uri = uri;
  }

  /** Starts a new one that the network's hosts reach. */
  static Database start(Path home, Network network, int port) {
    var address = network.ownAddress();
    var reached = network instanceof Network.Bridge ? Forwarder.start(address, port) : port;
    var uri = "postgresql://quayside@%s:%d/quayside".formatted(address, reached);
    var database = new Database(home, port, uri);
    database.start();
    return database;
  }

  /** Where the hosts find it. */
  String uri() {
    return uri;
  }

  synchronized void start() {
    try {
      server = EmbeddedPostgres.start(home, port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Ends open sessions and the server; what was committed is kept. */
  synchronized void stop() {
    try {
      server.stop();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
