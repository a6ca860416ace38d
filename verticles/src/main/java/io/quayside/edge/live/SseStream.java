package io.quayside.edge.live;

import io.quayside.auth.Grant;
import io.quayside.common.identity.Principal;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.common.scheduling.Scheduler.Cancellable;
import io.quayside.edge.http.Call;
import io.quayside.edge.http.Preconditions;
import io.quayside.edge.http.Problems;
import io.quayside.edge.live.Subscription.Request;
import io.quayside.edge.netty.HttpPipeline;
import io.quayside.edge.query.ShipmentQueries;
import io.quayside.push.SharedFrame;
import io.quayside.readmodel.ShipmentView;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One shipment as Server-Sent Events: a subscription whose connection is an HTTP response. The
 * reader resumes after the version in {@code Last-Event-ID}, or in the query for one that cannot
 * set a header. A reader that is too slow is cut off; every other stream ends with its last chunk.
 */
public final class SseStream implements SubscriptionHost, SendQueue.Listener, GrantWatch.Holder {
  private static final CharSequence MEDIA_TYPE = HttpHeaders.createOptimized("text/event-stream");
  private static final String LAST_EVENT_ID = "Last-Event-ID";

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
  private final LiveContext live;
  private final SendQueue sendQueue;
  private final Subscription subscription;
  private final Consumer<SseStream> onEnd;
  private Stage stage = new Opening();
  private Cancellable untilTimer = () -> {};
  private int congestedBeats;

  private sealed interface Stage {}

  /** The request can still be refused. */
  private record Opening() implements Stage {}

  /** The head of the response is set; the timer sends the comments. */
  private record Streaming(long timer) implements Stage {}

  private record Ended() implements Stage {}

  private SseStream(
      Vertx vertx, Call call, Request subscribe, LiveContext live, Consumer<SseStream> onEnd) {
    this.vertx = vertx;
    this.request = call.request();
    this.response = request.response();
    this.grant = call.requireGrant();
    this.live = live;
    this.onEnd = onEnd;
    this.sendQueue = new SendQueue(new ResponseWire(), live.limits(), live.metrics(), this);
    this.subscription = new Subscription(subscribe, this, live.limits().held());
  }

  /** Answers a request with a stream or, like every route, with a problem. */
  public static SseStream open(
      Vertx vertx, Call call, LiveContext live, Consumer<SseStream> onEnd) {
    SseStream stream = new SseStream(vertx, call, subscribe(call), live, onEnd);
    live.listen(stream.subscription);
    call.onEnd(stream.sendQueue::closed);
    stream.holdGrant();
    stream.subscription.start();
    return stream;
  }

  /** Ends the stream when its grant ends or is revoked. */
  private void holdGrant() {
    LiveAccess access = live.access();
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

  @Override
  public Grant grant() {
    return grant;
  }

  @Override
  public void lost(CloseCode why) {
    sendQueue.close(why);
  }

  @Override
  public Principal principal() {
    return grant.principal();
  }

  /** Answers with the head of a stream, and nothing more. */
  public static void head(Call call, LiveContext live) {
    live.views()
        .version(call.principal(), subscribe(call).shipmentId(), 0)
        .onComplete(
            version -> {
              setHead(call.response());
              call.response().end();
            },
            call::fail);
  }

  private static Request subscribe(Call call) {
    String shipmentId = Preconditions.shipmentId(call.pathParam("id"));
    List<Offence> offences = new ArrayList<>(0);
    Preconditions.noParameters(call.query(), Set.of("positions", "after"), offences);
    String positions = call.query().get("positions");
    if (positions != null && !positions.equals("true") && !positions.equals("false")) {
      offences.add(Offence.in("positions", "must be true or false"));
    }
    @Nullable Integer after = null;
    if (call.query().contains("after")) {
      after = Preconditions.number(call.query(), "after", 0, Integer.MAX_VALUE, 0, offences);
    }
    String lastEventId = call.request().getHeader(LAST_EVENT_ID);
    if (lastEventId != null && !lastEventId.isEmpty()) {
      if (lastEventId.matches("\\d{1,9}")) {
        after = Integer.valueOf(lastEventId);
      } else {
        offences.add(Offence.in(LAST_EVENT_ID, "must be a version"));
      }
    }
    Preconditions.refuse(offences);
    return new Request(null, shipmentId, after, "true".equals(positions));
  }

  /** The connection is gone, or the request was refused: nothing of it may stay. */
  @Override
  public void queueClosed() {
    if (stage instanceof Streaming(long timer)) {
      vertx.cancelTimer(timer);
    }
    stage = new Ended();
    untilTimer.cancel();
    live.access().unwatch(this);
    live.leave(subscription);
    onEnd.accept(this);
  }

  /** Tells a reader that the stream is alive, and gives up one that takes nothing any more. */
  private void beat() {
    congestedBeats = sendQueue.congested() ? congestedBeats + 1 : 0;
    if (congestedBeats == 0) {
      sendQueue.send(": still here\n\n");
    } else if (congestedBeats > MAX_CONGESTED_BEATS) {
      sendQueue.close(CloseCode.TOO_SLOW);
    }
  }

  public void close(CloseCode why) {
    sendQueue.close(why);
  }

  @Override
  public SendQueue sendQueue() {
    return sendQueue;
  }

  @Override
  public ShipmentSource source() {
    return live;
  }

  @Override
  public String subscribed(
      Request request, int version, boolean recovered, @Nullable ShipmentView snapshot) {
    setHead(response);
    stage = new Streaming(vertx.setPeriodic(COMMENT_MILLIS, t -> beat()));
    if (snapshot == null) {
      return ": resumed\n\n";
    }
    String json = new String(ShipmentQueries.encode(snapshot), StandardCharsets.UTF_8);
    return "event: snapshot\nid: " + version + "\ndata: " + json + "\n\n";
  }

  private static void setHead(HttpServerResponse response) {
    response
        .setChunked(true)
        .putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader(BUFFERING, NO);
  }

  @Override
  public String text(SharedFrame frame) {
    return frame.sseText();
  }

  @Override
  public void refused(Subscription subscription, Request request, Problem problem) {
    Problems.send(response, problem);
  }

  /** The reader gets the event that ended its right before the stream ends. */
  @Override
  public void forbidden(Subscription ended) {
    ended.end();
    sendQueue.room().onSuccess(sent -> sendQueue.close(CloseCode.UNAUTHORISED));
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
      HttpPipeline.closeWithin(request.connection(), WebSocketWire.CLOSING_MILLIS);
    }

    /** Ends the response, also one that has not begun, so that its reader comes again. */
    private void end() {
      if (!response.headWritten()) {
        setHead(response);
      }
      int retryMillis = ThreadLocalRandom.current().nextInt(MIN_RETRY_MILLIS, MAX_RETRY_MILLIS);
      response
          .end("retry: " + retryMillis + "\n\n")
          .onComplete(done -> request.connection().close());
    }
  }
}
