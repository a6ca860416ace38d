package io.quayside.edge.position;

import io.quayside.common.json.Json;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.stream.Rights;
import io.quayside.domain.tracking.PositionUpdate;
import io.quayside.edge.http.Call;
import io.quayside.edge.http.Preconditions;
import io.quayside.edge.http.Problems;
import io.quayside.edge.position.PositionParser.ShipmentPosition;
import io.quayside.shard.ShardAnswer.Verdict;
import io.quayside.shard.client.PositionIngest;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tracking updates over HTTP, single and in batches. */
public final class PositionRoutes {
  /** The bodies that say how an update was taken. */
  private static final Map<Verdict, Buffer> TAKEN = new EnumMap<>(Verdict.class);

  static {
    for (Verdict verdict : Verdict.values()) {
      JsonWriter body =
          new JsonWriter(32).beginObject().field("result", verdict.word()).endObject();
      TAKEN.put(verdict, Buffer.buffer(body.toBytes()));
    }
  }

  private final PositionIngest ingest;
  private final ReadBuffer readBuffer;

  public PositionRoutes(PositionIngest ingest, ReadBuffer readBuffer) {
    this.ingest = ingest;
    this.readBuffer = readBuffer;
  }

  /** One update of the shipment in the path. */
  public void track(Call call) {
    PositionUpdate update =
        update(readBuffer.copy(call.requireBody()), call.requireBody().length(), call.query());
    // As in a batch: what is wrong with an update comes before the shipment that it is for.
    if (!call.principal().mayReportAs(update.deviceId())) {
      throw Rights.NOT_ALLOWED.toException();
    }
    String shipmentId = Preconditions.shipmentId(call.pathParam("id"));
    ingest.take(
        shipmentId,
        update,
        call.principal(),
        Preconditions.traceparent(call.request()),
        outcome -> send(call.request().response(), outcome));
  }

  private static PositionUpdate update(byte[] bytes, int length, MultiMap query) {
    Instant now = Instant.now();
    ShipmentPosition plain = new PositionReader(now).read(bytes, 0, length);
    if (plain != null && plain.shipmentId() == null && query.isEmpty()) {
      return plain.update();
    }
    Map<String, Object> body = Json.parseObject(bytes, 0, length);
    List<Offence> offences = new ArrayList<>(0);
    Preconditions.noParameters(query, Set.of(), offences);
    Preconditions.refuse(offences, () -> PositionParser.parse(body, now));
    return PositionParser.parse(body, now);
  }

  private static void send(HttpServerResponse response, PositionIngest.Outcome outcome) {
    if (outcome.problem() != null) {
      Problems.send(response, outcome.problem());
    } else {
      response
          .setStatusCode(202)
          .putHeader(HttpHeaders.CONTENT_TYPE, Problems.JSON)
          .end(TAKEN.get(outcome.verdict()));
    }
  }

  /** Many updates, a line each, that name their shipments. */
  public void batch(Call call) {
    List<Offence> offences = new ArrayList<>(0);
    Preconditions.noParameters(call.query(), Set.of(), offences);
    Preconditions.refuse(offences);
    NdjsonUpload batch =
        new NdjsonUpload(
            call.request(),
            ingest,
            call.requireGrant(),
            Preconditions.traceparent(call.request()),
            readBuffer);
    call.expectBody();
    batch.read().onComplete(v -> send(call.response(), batch), broken -> call.broken());
  }

  private static void send(HttpServerResponse response, NdjsonUpload upload) {
    Problem refusal = upload.refusal();
    byte[] body = upload.answer(refusal);
    if (refusal == null) {
      response.putHeader(HttpHeaders.CONTENT_TYPE, Problems.JSON).end(Buffer.buffer(body));
      return;
    }
    if (refusal.code() != ProblemCode.PAYLOAD_TOO_LARGE && upload.retryable()) {
      Problems.retryLater(response);
    }
    Problems.send(response, refusal.code().status(), body);
  }
}
