package io.quayside.edge.admission;

import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.edge.http.Admission;
import io.quayside.edge.http.Http2Requests;
import io.quayside.edge.http.Problems;
import io.quayside.edge.live.WebSocketSession;
import io.quayside.edge.netty.BoundedCompression;
import io.quayside.edge.netty.HttpPipeline;
import io.quayside.edge.netty.ResponseDate;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.HashMap;
import java.util.IdentityHashMap;
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

  /** Error codes of HTTP/2. */
  private static final long NO_ERROR = 0;

  private static final long CANCEL = 8;

  private final EdgeLimits limits;
  private final Consumer<String> overflow;
  private final IntConsumer status;
  private final Map<HttpConnection, Exchange> exchanges = new HashMap<>();

  /** Requests over HTTP/2, by their responses. */
  private final IdentityHashMap<HttpServerResponse, StreamExchange> streams =
      new IdentityHashMap<>();

  /** Connections of the port, over all event loops. */
  private final AtomicInteger nodeConnections;

  private final ResponseDate date = new ResponseDate(System::currentTimeMillis);
  private int requests;

  /** A request that may be in flight, and until when it has to get on. */
  private abstract class Timed extends Admitted {
    /** 0: none. */
    long deadlineNanos;

    /** Whether it is in flight. */
    boolean counted;

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

    /** It is in flight no more, but it may still be answered. */
    void leave() {
      if (counted) {
        counted = false;
        requests--;
      }
    }
  }

  /** Where a connection stands; without a deadline its rules are others. */
  private final class Exchange extends Timed {
    private boolean excess;
    private boolean closed;

    /** Requests over HTTP/2 that are not answered yet. */
    private int streams;

    /** The request has been answered. */
    @Override
    public void run() {
      leave();
      deadlineNanos = deadline(limits.idleMillis());
    }
  }

  /** A request over HTTP/2: it has a deadline of its own, and its connection has none meanwhile. */
  private final class StreamExchange extends Timed {
    private final HttpServerRequest request;
    private final Exchange connection;
    private boolean answered;

    StreamExchange(HttpServerRequest request, Exchange connection) {
      this.request = request;
      this.connection = connection;
      counted = true;
      deadlineNanos = deadline(limits.requestMillis());
      connection.streams++;
      connection.deadlineNanos = 0;
      streams.put(request.response(), this);
    }

    @Override
    void leave() {
      deadlineNanos = 0;
      super.leave();
    }

    /**
     * The request has been answered, or is gone. What is left of its body is discarded for a
     * moment: a stream that is reset at once may lose its answer.
     */
    @Override
    public void run() {
      if (answered) {
        return;
      }
      answered = true;
      leave();
      if (request.isEnded() || request.response().closed()) {
        gone();
      } else {
        deadlineNanos = deadline(CLOSING_MILLIS);
        request.handler(null).endHandler(end -> gone()).resume();
      }
    }

    private void gone() {
      if (streams.remove(request.response(), this) && --connection.streams == 0) {
        connection.deadlineNanos = deadline(limits.idleMillis());
      }
    }

    void cutOff() {
      deadlineNanos = 0;
      if (answered) {
        request.response().reset(NO_ERROR);
        gone();
      } else {
        overflow.accept("patience");
        request.response().reset(CANCEL);
      }
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
    if (!HttpPipeline.isHttp2(connection)) {
      HttpPipeline.install(connection, date, status);
      BoundedCompression.bound(connection, WebSocketSession.MAX_MESSAGE);
    }
    Exchange exchange = new Exchange();
    exchange.excess = nodeConnections.incrementAndGet() > limits.connections();
    exchange.deadlineNanos = deadline(limits.requestMillis());
    exchanges.put(connection, exchange);
    connection.closeHandler(v -> closed(connection, exchange));
  }

  private void closed(HttpConnection connection, Exchange exchange) {
    if (!exchange.closed) {
      exchange.closed = true;
      exchange.leave();
      exchanges.remove(connection);
      nodeConnections.decrementAndGet();
    }
  }

  @Override
  public @Nullable Admitted admit(HttpServerRequest request) {
    Exchange exchange = exchanges.get(request.connection());
    boolean http2 = Http2Requests.is(request);
    if (http2) {
      completeHead(request.response());
    }
    boolean excess = exchange != null && exchange.excess;
    if (excess || requests >= limits.requests()) {
      overflow.accept(excess ? "connections" : "requests");
      if (excess && !http2) {
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
      }
      Problems.send(
          request.response(),
          new Problem(ProblemCode.OVERLOADED, "The gateway has too much to do"));
      if (excess && http2) {
        request.connection().shutdown();
      }
      return null;
    }
    if (exchange == null) {
      // The connection was closed while its request was on the way here.
      return null;
    }
    requests++;
    if (http2) {
      return new StreamExchange(request, exchange);
    }
    exchange.counted = true;
    exchange.deadlineNanos = deadline(limits.requestMillis());
    return exchange;
  }

  /** What {@link HttpPipeline} does for answers of HTTP/1.1. */
  private void completeHead(HttpServerResponse response) {
    response.putHeader(HttpHeaders.DATE, date.now());
    response.headersEndHandler(v -> status.accept(response.getStatusCode()));
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
    for (StreamExchange stream : List.copyOf(streams.values())) {
      if (stream.deadlineNanos != 0 && now - stream.deadlineNanos > 0) {
        stream.cutOff();
      }
    }
  }

  /** The request is answered by a stream, which may take as long as it likes. */
  public void streams(HttpServerRequest request) {
    StreamExchange stream = streams.get(request.response());
    if (stream != null) {
      stream.leave();
      return;
    }
    HttpConnection connection = request.connection();
    HttpPipeline.streams(connection);
    Exchange exchange = exchanges.get(connection);
    if (exchange != null) {
      exchange.leave();
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
    exchange.leave();
    return () -> closed(connection, exchange);
  }

  private static long deadline(long millis) {
    return System.nanoTime() + millis * 1_000_000;
  }
}
