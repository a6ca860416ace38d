package io.quayside.gateway.chaos;

import io.vertx.core.json.JsonObject;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A WebSocket to one node after the other: when it ends, or its node has been silent for long, it
 * turns to the next node. All calls and the owner's answers hold the owner's lock.
 */
final class RoamingSocket implements AutoCloseable {
  private static final Duration PING_EVERY = Duration.ofSeconds(1);
  private static final long SILENT_NANOS = Duration.ofSeconds(5).toNanos();
  private static final long AGAIN_AFTER_MILLIS = 200;
  private static final int HIGHEST_THAT_RESUMES = 4499;

  private final List<Node> nodes;
  private final History history;
  private final Owner owner;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
  private int at;

  /** Counts the sockets; what an earlier one still brings is not listened to. */
  private int generation;

  private CompletableFuture<WebSocket> socket = new CompletableFuture<>();
  private WebSocket connection;
  private long heardNanos;
  private boolean closed;

  /** Whose socket it is. */
  interface Owner {
    /** A socket is open: what was asked of the former one is to be asked again. */
    void opened();

    void received(JsonObject frame);

    /** Something happened that must not. */
    void violated(String how);
  }

  RoamingSocket(List<Node> nodes, int first, History history, Owner owner) {
    this.nodes = nodes;
    this.at = first;
    this.history = history;
    this.owner = owner;
  }

  void start() {
    synchronized (owner) {
      connect();
    }
    var unused =
        timer.scheduleAtFixedRate(
            this::ping, PING_EVERY.toMillis(), PING_EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The name of the node that it is turned to. */
  String node() {
    return nodes.get(at % nodes.size()).name();
  }

  /** One frame after the other, while the socket is open. */
  void send(JsonObject frame) {
    if (connection != null) {
      int mine = generation;
      socket = socket.thenCompose(open -> open.sendText(frame.encode(), true));
      var unused =
          socket.whenComplete(
              (sent, failure) -> {
                if (failure != null) {
                  turnAway(mine);
                }
              });
    }
  }

  /** Does something in a moment, unless the socket is another one by then. */
  void soon(Runnable action) {
    int mine = generation;
    var unused =
        timer.schedule(
            () -> {
              synchronized (owner) {
                if (mine == generation) {
                  action.run();
                }
              }
            },
            AGAIN_AFTER_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  private void connect() {
    int mine = ++generation;
    heardNanos = System.nanoTime();
    socket = nodes.get(at % nodes.size()).live(new Receiver(mine));
    var unused =
        socket.whenComplete(
            (open, failure) -> {
              if (failure == null) {
                opened(mine, open);
              } else {
                turnAway(mine);
              }
            });
  }

  private void opened(int of, WebSocket open) {
    synchronized (owner) {
      if (of == generation) {
        connection = open;
        heardNanos = System.nanoTime();
        owner.opened();
      } else {
        open.abort();
      }
    }
  }

  /** Leaves the node for the next one. */
  private void turnAway(int of) {
    synchronized (owner) {
      if (of != generation || closed) {
        return;
      }
      generation++;
      history.reconnected();
      abort();
      at++;
      soon(this::reconnect);
    }
  }

  private void reconnect() {
    if (!closed) {
      connect();
    }
  }

  private void ping() {
    synchronized (owner) {
      if (System.nanoTime() - heardNanos > SILENT_NANOS) {
        turnAway(generation);
      } else {
        send(new JsonObject().put("op", "ping"));
      }
    }
  }

  private void received(int of, String text) {
    synchronized (owner) {
      if (of == generation) {
        heardNanos = System.nanoTime();
        owner.received(new JsonObject(text));
      }
    }
  }

  @Override
  public void close() {
    synchronized (owner) {
      closed = true;
      generation++;
      timer.shutdownNow();
      abort();
    }
  }

  private void abort() {
    if (connection != null) {
      connection.abort();
      connection = null;
    }
  }

  private final class Receiver implements WebSocket.Listener {
    private final int mine;
    private final StringBuilder text = new StringBuilder();

    Receiver(int mine) {
      this.mine = mine;
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        received(mine, text.toString());
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      if (code > HIGHEST_THAT_RESUMES) {
        owner.violated("was closed with " + code + " " + reason);
      }
      turnAway(mine);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      turnAway(mine);
    }
  }
}
