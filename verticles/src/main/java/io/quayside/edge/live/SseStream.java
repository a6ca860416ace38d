package io.quayside.edge.live;

import io.quayside.common.problem.Problem;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.edge.http.Preconditions;
import io.quayside.edge.http.Problems;
import io.quayside.edge.live.Subscription.Request;
import io.quayside.edge.netty.HttpPipeline;
import io.quayside.push.SharedFrame;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One shipment as Server-Sent Events: a subscription whose connection is an HTTP response. Its
 * {@code Last-Event-ID} is a version. A reader that is too slow is cut off and resumes by it.
 */
public final class SseStream implements Subscription.Host {
  private static final CharSequence MEDIA_TYPE = HttpHeaders.createOptimized("text/event-stream");
  private static final long COMMENT_MILLIS = 15_000;
  private static final int MAX_CONGESTED_BEATS = 3;

  private final Vertx vertx;
  private final HttpServerResponse response;
  private final LiveContext live;
  private final SendQueue sendQueue;
  private final Consumer<SseStream> onEnd;
  private Subscription subscription;
  private long timer = -1;
  private int congestedBeats;

  private SseStream(
      Vertx vertx, HttpServerRequest request, LiveContext live, Consumer<SseStream> onEnd) {
    this.vertx = vertx;
    this.response = request.response();
    this.live = live;
    this.onEnd = onEnd;
    this.sendQueue =
        new SendQueue(new ResponseWire(request), live.limits(), live.metrics(), this::ended);
  }

  /** Answers a request with a stream or, like every route, with a problem. */
  public static SseStream open(
      Vertx vertx, RoutingContext ctx, LiveContext live, Consumer<SseStream> onEnd) {
    String shipmentId = Preconditions.shipmentId(ctx.pathParam("id"));
    List<Offence> offences = new ArrayList<>(0);
    Preconditions.noParameters(ctx.queryParams(), Set.of("positions"), offences);
    String positions = ctx.queryParams().get("positions");
    if (positions != null && !positions.equals("true") && !positions.equals("false")) {
      offences.add(Offence.in("positions", "must be true or false"));
    }
    Integer after = null;
    String lastEventId = ctx.request().getHeader("Last-Event-ID");
    if (lastEventId != null) {
      if (lastEventId.matches("\\d{1,9}")) {
        after = Integer.valueOf(lastEventId);
      } else {
        offences.add(Offence.in("Last-Event-ID", "must be a version"));
      }
    }
    Preconditions.refuse(offences);
    SseStream stream = new SseStream(vertx, ctx.request(), live, onEnd);
    stream.start(ctx, new Request(null, shipmentId, after, "true".equals(positions)));
    return stream;
  }

  private void start(RoutingContext ctx, Request request) {
    subscription = new Subscription(request, this);
    live.listen(subscription);
    ctx.addEndHandler(done -> sendQueue.closed());
    subscription.start();
  }

  /** The connection is gone, or the request was refused: nothing of it may stay. */
  private void ended() {
    vertx.cancelTimer(timer);
    live.leave(subscription);
    onEnd.accept(this);
  }

  /** Tells a reader that there is still somebody, and gives up one that takes nothing any more. */
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
  public LiveContext live() {
    return live;
  }

  @Override
  public String subscribed(Request request, int version, boolean recovered, byte[] snapshot) {
    response
        .setChunked(true)
        .putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    timer = vertx.setPeriodic(COMMENT_MILLIS, t -> beat());
    if (snapshot == null) {
      return ": resumed\n\n";
    }
    String json = new String(snapshot, StandardCharsets.UTF_8);
    return "event: snapshot\nid: " + version + "\ndata: " + json + "\n\n";
  }

  @Override
  public String text(SharedFrame frame) {
    return frame.sseText();
  }

  @Override
  public void refused(Subscription subscription, Request request, Problem problem) {
    Problems.send(response, problem);
  }

  private record ResponseWire(HttpServerRequest request) implements SendQueue.Wire {
    @Override
    public boolean full() {
      return request.response().writeQueueFull();
    }

    @Override
    public void write(String text) {
      request.response().write(text);
    }

    @Override
    public void onRoom(Runnable task) {
      request.response().drainHandler(v -> task.run());
    }

    @Override
    public void close(CloseCode why) {
      // The stream has no words for why; its reader reconnects with its Last-Event-ID.
      request.response().reset();
      HttpPipeline.closeWithin(request.connection(), WebSocketWire.CLOSING_MILLIS);
    }
  }
}
