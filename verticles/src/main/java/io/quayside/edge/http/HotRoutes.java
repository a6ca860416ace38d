package io.quayside.edge.http;

import io.quayside.common.identity.CommandId;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.edge.admission.ConnectionGuard;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.Map;

/**
 * The requests that make up nearly all traffic, past the router: commands and tracking updates of a
 * shipment, in their plainest form. Whatever else there is to a request (a query, an id that is
 * none, another method) is the router's, which answers these too, in the same way.
 */
public final class HotRoutes {
  private static final String SHIPMENTS = "/v1/shipments";
  private static final String ACTIONS = SHIPMENTS + "/:id/";
  private static final int ID_AT = SHIPMENTS.length() + 1;
  private static final int ID_LENGTH = 26;
  private static final int ACTION_AT = ID_AT + ID_LENGTH + 1;
  private static final MultiMap NO_QUERY = MultiMap.caseInsensitiveMultiMap();

  private final ConnectionGuard guard;
  private final int maxBody;
  private final Map<String, Call.Answering> actions = new HashMap<>();
  private final Call.Answering booking;

  /** {@code maxBody} is in bytes. */
  public HotRoutes(ConnectionGuard guard, int maxBody, Map<Operation, Call.Answering> answering) {
    this.guard = guard;
    this.maxBody = maxBody;
    Call.Answering opening = null;
    for (Map.Entry<Operation, Call.Answering> entry : answering.entrySet()) {
      String path = entry.getKey().path();
      if (path.equals(SHIPMENTS)) {
        opening = entry.getValue();
      } else if (path.startsWith(ACTIONS) && path.indexOf('/', ACTIONS.length()) < 0) {
        actions.put(path.substring(ACTIONS.length()), entry.getValue());
      }
    }
    this.booking = opening;
  }

  /** Answers a request if it is one of these. */
  public boolean handle(HttpServerRequest request) {
    if (!request.method().equals(HttpMethod.POST) || request.query() != null) {
      return false;
    }
    String path = request.path();
    String shipmentId = null;
    Call.Answering answering = booking;
    if (path == null || !path.equals(SHIPMENTS)) {
      if (path == null || path.length() <= ACTION_AT || !path.startsWith(SHIPMENTS)) {
        return false;
      }
      answering = actions.get(path.substring(ACTION_AT));
      shipmentId = path.substring(ID_AT, ACTION_AT - 1);
      boolean plain = path.charAt(ID_AT - 1) == '/' && path.charAt(ACTION_AT - 1) == '/';
      if (answering == null || !plain || !CommandId.isShipmentId(shipmentId)) {
        return false;
      }
    }
    if (guard.admit(request, end -> request.response().endHandler(v -> end.run()))) {
      new Arriving(request, shipmentId, answering).start();
    }
    return true;
  }

  /** A request whose body is arriving. */
  private final class Arriving implements Handler<Buffer> {
    private final HttpServerRequest request;
    private final String shipmentId;
    private final Call.Answering answering;
    private Buffer body;
    private boolean refused;

    Arriving(HttpServerRequest request, String shipmentId, Call.Answering answering) {
      this.request = request;
      this.shipmentId = shipmentId;
      this.answering = answering;
    }

    void start() {
      try {
        Preconditions.mediaType(request, "application/json");
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null && Long.parseLong(length) > maxBody) {
          throw tooLarge();
        }
      } catch (RuntimeException e) {
        refuse(e);
        return;
      }
      request.handler(this);
      request.exceptionHandler(this::refuse);
      request.endHandler(v -> arrived());
    }

    @Override
    public void handle(Buffer chunk) {
      int length = chunk.length() + (body == null ? 0 : body.length());
      if (refused) {
        return;
      }
      if (length > maxBody) {
        refuse(tooLarge());
      } else if (body == null) {
        body = chunk;
      } else {
        body = Buffer.buffer(length).appendBuffer(body).appendBuffer(chunk);
      }
    }

    private void arrived() {
      if (refused) {
        return;
      }
      try {
        if (body == null) {
          throw new Problem(ProblemCode.MALFORMED_JSON, "There is no body").toException();
        }
        answering.handle(new Call(request, shipmentId, NO_QUERY, body));
      } catch (RuntimeException e) {
        refuse(e);
      }
    }

    private void refuse(Throwable why) {
      refused = true;
      Problems.refuse(request, why);
    }

    private RuntimeException tooLarge() {
      return Problems.tooLarge(maxBody).toException();
    }
  }
}
