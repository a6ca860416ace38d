package io.quayside.edge.live;

import io.quayside.common.identity.Principal;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.edge.http.Call;
import io.quayside.edge.http.Preconditions;
import io.quayside.edge.live.Subscription.Request;
import io.quayside.edge.query.ShipmentQueries;
import io.quayside.push.SharedFrame;
import io.quayside.readmodel.ShipmentView;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One shipment as Server-Sent Events: a subscription whose connection is an HTTP response. The
 * reader resumes after the version in {@code Last-Event-ID}, or in the query for one that cannot
 * set a header.
 */
public final class SseStream implements SubscriptionHost, SseConnection.Stream {
  private final LiveContext live;
  private final SseConnection connection;
  private final Subscription subscription;
  private final Consumer<SseConnection> onEnd;

  private SseStream(
      Vertx vertx, Call call, Request subscribe, LiveContext live, Consumer<SseConnection> onEnd) {
    this.live = live;
    this.onEnd = onEnd;
    this.connection = new SseConnection(vertx, call, live, this);
    this.subscription = new Subscription(subscribe, this, live.limits().held());
  }

  /** Answers a request with a stream or, like every route, with a problem. */
  public static SseConnection open(
      Vertx vertx, Call call, LiveContext live, Consumer<SseConnection> onEnd) {
    SseStream stream = new SseStream(vertx, call, subscribe(call), live, onEnd);
    live.listen(stream.subscription);
    stream.connection.hold(call);
    stream.subscription.start();
    return stream.connection;
  }

  @Override
  public Principal principal() {
    return connection.grant().principal();
  }

  /** Answers with the head of a stream, and nothing more. */
  public static void head(Call call, LiveContext live) {
    live.views()
        .version(call.principal(), subscribe(call).shipmentId(), 0)
        .onComplete(
            version -> {
              SseConnection.setHead(call.response());
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
    String lastEventId = call.request().getHeader(SseConnection.LAST_EVENT_ID);
    if (lastEventId != null && !lastEventId.isEmpty()) {
      if (lastEventId.matches("\\d{1,9}")) {
        after = Integer.valueOf(lastEventId);
      } else {
        offences.add(Offence.in(SseConnection.LAST_EVENT_ID, "must be a version"));
      }
    }
    Preconditions.refuse(offences);
    return new Request(null, shipmentId, after, "true".equals(positions));
  }

  @Override
  public void ended() {
    live.leave(subscription);
    onEnd.accept(connection);
  }

  @Override
  public SendQueue sendQueue() {
    return connection.sendQueue();
  }

  @Override
  public ShipmentSource source() {
    return live;
  }

  @Override
  public String subscribed(
      Request request, int version, boolean recovered, @Nullable ShipmentView snapshot) {
    connection.begin();
    if (snapshot == null) {
      return ": resumed\n\n";
    }
    String json = new String(ShipmentQueries.encode(snapshot), StandardCharsets.UTF_8);
    return "event: snapshot\nid: " + version + "\ndata: " + json + "\n\n";
  }

  @Override
  public String text(SharedFrame frame) {
    return frame.sseText();
  }

  @Override
  public void refused(Subscription subscription, Request request, Problem problem) {
    connection.refuse(problem);
  }

  /** The reader gets the event that ended its right before the stream ends. */
  @Override
  public void forbidden(Subscription ended) {
    ended.end();
    sendQueue().room().onSuccess(sent -> sendQueue().close(CloseCode.UNAUTHORISED));
  }
}
