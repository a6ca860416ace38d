package io.quayside.edge.live;

import io.quayside.auth.Grant;
import io.quayside.common.problem.Problem;
import io.quayside.common.scheduling.Scheduler.Cancellable;
import io.quayside.edge.http.Call;
import io.quayside.edge.http.Http2Requests;
import io.quayside.edge.http.Problems;
import io.quayside.edge.netty.HttpPipeline;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/**
 * An HTTP response that becomes Server-Sent Events, with a comment every 15 s. A reader that is too
 * slow is cut off; every other stream ends with its last chunk, and when its grant ends.
 */
public final class SseConnection implements SendQueue.Listener, GrantWatch.Holder {
  static final String LAST_EVENT_ID = "Last-Event-ID";

  private static final CharSequence MEDIA_TYPE = HttpHeaders.createOptimized("text/event-stream");

  /** Has nginx, and what understands it, pass on each event at once. */
  private static final CharSequence BUFFERING = HttpHeaders.createOptimized("X-Accel-Buffering");

  private static final CharSequence NO = HttpHeaders.createOptimized("no");
  private static final long COMMENT_MILLIS = 15_000;
  private static final int MAX_CONGESTED_BEATS = 3;

  /** When the readers of a stream that has ended come again: not all of them at once. */
  private static final int MIN_RETRY_MILLIS = 500;

  private static final int MAX_RETRY_MILLIS = 2_500;

  private final Vertx vertx;
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Grant grant;
  private final LiveAccess access;
  private final SendQueue sendQueue;
  private final Stream stream;
  private Stage stage = new Opening();
  private Cancellable untilTimer = () -> {};
  private int congestedBeats;

  /** What is streamed. */
  interface Stream {
    /** Nothing is sent any more; called once. */
    void ended();

    /** Whether a reader may take nothing for as long as it likes. */
    default boolean isPatient() {
      return false;
    }
  }

  private sealed interface Stage {}

  /** The request can still be refused. */
  private record Opening() implements Stage {}

  /** The head of the response is set; the timer sends the comments. */
  private record Streaming(long timer) implements Stage {}

  private record Ended() implements Stage {}

  SseConnection(Vertx vertx, Call call, LiveContext live, Stream stream) {
    this.vertx = vertx;
    this.request = call.request();
    this.response = request.response();
    this.grant = call.requireGrant();
    this.access = live.access();
    this.stream = stream;
    this.sendQueue = new SendQueue(new ResponseWire(), live.limits(), live.metrics(), this);
  }

  /** Ends the stream from now on with its request, and when its grant ends or is revoked. */
  void hold(Call call) {
    call.onEnd(sendQueue::closed);
    Instant until = grant.until();
    if (until != null) {
      untilTimer =
          new ClockTimer(
              access.scheduler(),
              access.clock(),
              until,
              () -> sendQueue.close(CloseCode.CREDENTIALS_ENDED));
    }
    access.watch(this);
  }

  SendQueue sendQueue() {
    return sendQueue;
  }

  /** The stream begins: the request cannot be refused any more. */
  void begin() {
    setHead(response);
    stage = new Streaming(vertx.setPeriodic(COMMENT_MILLIS, t -> beat()));
  }

  /**
   * Refuses the stream. A refusal that will pass is told in a stream to a reader that takes nothing
   * else: any other answer ends an EventSource of a browser for good.
   */
  void refuse(Problem problem) {
    if (problem.code().retryable() && takesEventsAlone(request)) {
      setHead(response);
      String document = new String(Problems.encode(problem), StandardCharsets.UTF_8);
      response.end("retry: " + retryMillis() + "\nevent: problem\ndata: " + document + "\n\n");
    } else {
      Problems.send(response, problem);
    }
  }

  /** EventSource sends this value, whatever browser it is of; curl sends another one. */
  private static boolean takesEventsAlone(HttpServerRequest request) {
    return "text/event-stream".equals(request.getHeader(HttpHeaders.ACCEPT));
  }

  private static int retryMillis() {
    return ThreadLocalRandom.current().nextInt(MIN_RETRY_MILLIS, MAX_RETRY_MILLIS);
  }

  @Override
  public Grant grant() {
    return grant;
  }

  @Override
  public void lost(CloseCode why) {
    sendQueue.close(why);
  }

  /** Ends the stream, so that its reader comes again. */
  public void close(CloseCode why) {
    sendQueue.close(why);
  }

  /** The connection is gone, or the request was refused: nothing of it may stay. */
  @Override
  public void queueClosed() {
    if (stage instanceof Streaming(long timer)) {
      vertx.cancelTimer(timer);
    }
    stage = new Ended();
    untilTimer.cancel();
    access.unwatch(this);
    stream.ended();
  }

  /** Tells a reader that the stream is alive, and gives up one that takes nothing any more. */
  private void beat() {
    boolean stuck = sendQueue.congested() && !stream.isPatient();
    congestedBeats = stuck ? congestedBeats + 1 : 0;
    if (congestedBeats > MAX_CONGESTED_BEATS) {
      sendQueue.close(CloseCode.TOO_SLOW);
    } else if (!sendQueue.congested()) {
      sendQueue.send(": still here\n\n");
    }
  }

  static void setHead(HttpServerResponse response) {
    response
        .setChunked(true)
        .putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader(BUFFERING, NO);
  }

  private final class ResponseWire implements SendQueue.Wire {
    @Override
    public boolean full() {
      return response.writeQueueFull();
    }

    @Override
    public void write(String text) {
      response.write(text);
    }

    @Override
    public void onRoom(Runnable task) {
      response.drainHandler(v -> task.run());
    }

    /** The stream has no words for why; its reader reconnects with its Last-Event-ID. */
    @Override
    public void close(CloseCode why) {
      if (why == CloseCode.TOO_SLOW) {
        response.reset();
      } else {
        end();
      }
      if (!Http2Requests.is(request)) {
        HttpPipeline.closeWithin(request.connection(), WebSocketWire.CLOSING_MILLIS);
      }
    }

    /** Ends the response, also one that has not begun, so that its reader comes again. */
    private void end() {
      if (!response.headWritten()) {
        setHead(response);
      }
      response
          .end("retry: " + retryMillis() + "\n\n")
          .onComplete(
              done -> {
                // Other requests may be under way on a connection of HTTP/2.
                if (!Http2Requests.is(request)) {
                  request.connection().close();
                }
              });
    }
  }
}
