package io.quayside.edge.admission;

import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.edge.http.Admission;
import io.quayside.edge.http.Problems;
import io.quayside.edge.live.WebSocketSession;
import io.quayside.edge.netty.BoundedCompression;
import io.quayside.edge.netty.HttpPipeline;
import io.quayside.edge.netty.ResponseDate;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the connections of one event loop within bounds: how many there are on the node, how many
 * requests are in flight, and how long one may take to say what it wants. A client that sends a
 * byte a second is cut off; one connection or request too many is answered, and told to come back.
 */
public final class ConnectionGuard implements Admission {
  /** How long a last answer may wait for its reader once the connection is to be closed. */
  private static final long CLOSING_MILLIS = 5_000;

  private final EdgeLimits limits;
  private final Consumer<String> overflow;
  private final IntConsumer status;
  private final Map<HttpConnection, Exchange> exchanges = new HashMap<>();

  /** Connections of the port, over all event loops. */
  private final AtomicInteger nodeConnections;

  private final ResponseDate date = new ResponseDate(System::currentTimeMillis);
  private int requests;

  /** Where a connection stands; without a deadline its rules are others. */
  private final class Exchange extends Admitted {
    private long deadlineNanos;
    private boolean excess;
    private boolean counted;
    private boolean closed;

    @Override
    protected void progressed() {
      if (counted) {
        deadlineNanos = deadline(limits.requestMillis());
      }
    }

    @Override
    protected void held() {
      if (counted) {
        deadlineNanos = 0;
      }
    }

    /** The request has been answered. */
    @Override
    public void run() {
      answered(this);
      deadlineNanos = deadline(limits.idleMillis());
    }
  }

  /** A guard that tells {@code overflow} which bound was hit, and {@code status} each answer's. */
  public ConnectionGuard(
      EdgeLimits limits,
      AtomicInteger nodeConnections,
      Consumer<String> overflow,
      IntConsumer status) {
    this.status = status;
    this.limits = limits;
    this.nodeConnections = nodeConnections;
    this.overflow = overflow;
  }

  public void opened(HttpConnection connection) {
    HttpPipeline.install(connection, date, status);
    BoundedCompression.bound(connection, WebSocketSession.MAX_MESSAGE);
    Exchange exchange = new Exchange();
    exchange.excess = nodeConnections.incrementAndGet() > limits.connections();
    exchange.deadlineNanos = deadline(limits.requestMillis());
    exchanges.put(connection, exchange);
    connection.closeHandler(v -> closed(connection, exchange));
  }

  private void closed(HttpConnection connection, Exchange exchange) {
    if (!exchange.closed) {
      exchange.closed = true;
      answered(exchange);
      exchanges.remove(connection);
      nodeConnections.decrementAndGet();
    }
  }

  @Override
  public @Nullable Admitted admit(HttpServerRequest request) {
    Exchange exchange = exchanges.get(request.connection());
    boolean excess = exchange != null && exchange.excess;
    if (excess || requests >= limits.requests()) {
      overflow.accept(excess ? "connections" : "requests");
      if (excess) {
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
      }
      Problems.send(
          request.response(),
          new Problem(ProblemCode.OVERLOADED, "The gateway has too much to do"));
      return null;
    }
    if (exchange == null) {
      // The connection was closed while its request was on the way here.
      return null;
    }
    requests++;
    exchange.counted = true;
    exchange.deadlineNanos = deadline(limits.requestMillis());
    return exchange;
  }

  /** The request of a connection is in flight no more. */
  private void answered(Exchange exchange) {
    if (exchange.counted) {
      exchange.counted = false;
      requests--;
    }
  }

  /** To be called every second or so: cuts off what took too long. */
  public void sweep() {
    long now = System.nanoTime();
    for (Map.Entry<HttpConnection, Exchange> entry : List.copyOf(exchanges.entrySet())) {
      long deadline = entry.getValue().deadlineNanos;
      if (deadline != 0 && now - deadline > 0) {
        overflow.accept("patience");
        entry.getValue().deadlineNanos = 0;
        entry.getKey().close();
        HttpPipeline.closeWithin(entry.getKey(), CLOSING_MILLIS);
      }
    }
  }

  /** The request is answered by a stream, which may take as long as it likes. */
  public void streams(HttpConnection connection) {
    HttpPipeline.streams(connection);
    Exchange exchange = exchanges.get(connection);
    if (exchange != null) {
      answered(exchange);
      exchange.deadlineNanos = 0;
    }
  }

  /**
   * The connection is a WebSocket from now on, which has rules of its own; the task is to be run
   * when it is closed.
   */
  public Runnable handOver(HttpConnection connection) {
    Exchange exchange = exchanges.remove(connection);
    if (exchange == null) {
      return () -> {};
    }
    answered(exchange);
    return () -> closed(connection, exchange);
  }

  private static long deadline(long millis) {
    return System.nanoTime() + millis * 1_000_000;
  }
}
