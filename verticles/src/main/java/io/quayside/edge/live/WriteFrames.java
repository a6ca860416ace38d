package io.quayside.edge.live;

import io.quayside.auth.Grant;
import io.quayside.common.identity.CommandIdentity;
import io.quayside.common.identity.Principal;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.common.problem.ProblemCode;
import io.quayside.common.problem.ProblemException;
import io.quayside.common.trace.Span;
import io.quayside.common.trace.Stage;
import io.quayside.common.trace.Traces;
import io.quayside.domain.Command;
import io.quayside.domain.CommandType;
import io.quayside.edge.http.Preconditions;
import io.quayside.edge.http.Problems;
import io.quayside.edge.http.ReceiptJson;
import io.quayside.edge.position.IngestBatch;
import io.quayside.shard.client.CommandService;
import io.quayside.shard.client.CommandService.Outcome;
import io.quayside.shard.client.PositionIngest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The frames that write: commands and positions over one WebSocket, as HTTP would judge them. */
final class WriteFrames {
  private static final Set<String> COMMAND_MEMBERS =
      Set.of("op", "id", "name", "shipmentId", "idempotencyKey", "ifMatch", "body");

  private final CommandService commands;
  private final PositionIngest ingest;
  private final int maxUpdates;
  private final Traces traces;

  WriteFrames(CommandService commands, PositionIngest ingest, int maxUpdates, Traces traces) {
    this.commands = commands;
    this.ingest = ingest;
    this.maxUpdates = maxUpdates;
    this.traces = traces;
  }

  /** How much work a positions frame is: its updates. */
  static int weight(Map<String, Object> frame) {
    return frame.get("updates") instanceof List<?> updates ? Math.max(1, updates.size()) : 1;
  }

  /** Decides the command of a frame; completes with the outcome frame, and never fails. */
  Future<JsonWriter> command(Grant grant, @Nullable String id, Map<String, Object> frame) {
    Span span = traces.root(Stage.FRAME);
    return decide(grant, frame, traceparent(span))
        .map(
            outcome -> {
              if (span != null) {
                end(span, FrameOp.COMMAND, outcome.status());
              }
              return outcomeFrame(id, outcome);
            });
  }

  private static @Nullable String traceparent(@Nullable Span span) {
    return span == null ? null : span.traceparent();
  }

  private static void end(Span span, FrameOp op, int status) {
    span.tag("quayside.op", op.word());
    span.tag("quayside.status", status);
    span.end();
  }

  private Future<Outcome> decide(
      Grant grant, Map<String, Object> frame, @Nullable String traceparent) {
    long start = System.nanoTime();
    CommandType<?> type =
        frame.get("name") instanceof String name ? commands.contexts().commands().get(name) : null;
    try {
      admit(grant, type);
      return commands.decide(request(grant.principal(), type, frame, traceparent));
    } catch (ProblemException e) {
      String name = type == null ? "unknown" : type.name();
      commands.countRefused(name, e.problem().code(), start);
      return Future.succeededFuture(new Outcome.Refused(e.problem()));
    }
  }

  /** As over HTTP, the role and the quota are judged before the rest of the command. */
  private static void admit(Grant grant, @Nullable CommandType<?> type) {
    if (type != null && !type.roles().contains(grant.principal().role())) {
      throw new Problem(ProblemCode.FORBIDDEN, "The caller's role may not do this").toException();
    }
    if (!grant.quota().takeRequest()) {
      throw new Problem(ProblemCode.RATE_LIMITED, "The tenant sends too many requests")
          .toException();
    }
  }

  /** {@code type} is null for a name that belongs to no command. */
  @SuppressWarnings("unchecked")
  private CommandService.Request request(
      Principal principal,
      @Nullable CommandType<?> type,
      Map<String, Object> frame,
      @Nullable String traceparent) {
    List<Offence> offences = new ArrayList<>(0);
    for (String member : new TreeSet<>(frame.keySet())) {
      if (!COMMAND_MEMBERS.contains(member)) {
        offences.add(Offence.in(member, "is unknown"));
      }
    }
    if (type == null) {
      offences.add(Offence.in("name", "must be one of " + commands.contexts().commands().keySet()));
    }
    String shipmentId =
        type == null ? null : shipmentId(type.opensStream(), frame.get("shipmentId"), offences);
    Object key = frame.get("idempotencyKey");
    if (key != null && !(key instanceof String text && Preconditions.isKey(text))) {
      offences.add(Offence.in("idempotencyKey", "must be 1 to 128 visible ASCII characters"));
    }
    @Nullable Integer ifMatch = null;
    if (frame.containsKey("ifMatch")) {
      ifMatch = FrameMembers.version(frame.get("ifMatch"));
      if (ifMatch == null) {
        offences.add(Offence.in("ifMatch", "must be a version: a whole number from 0"));
      }
    }
    if (!(frame.get("body") instanceof Map<?, ?>)) {
      offences.add(Offence.in("body", "must be an object"));
    }
    if (type == null || !(frame.get("body") instanceof Map<?, ?>)) {
      throw Preconditions.refusal(offences);
    }
    Map<String, Object> body = (Map<String, Object>) frame.get("body");
    Command command = Preconditions.parsed(offences, () -> type.parse(body, Instant.now()));
    return new CommandService.Request(
        command, shipmentId, CommandIdentity.ofKey((String) key), principal, ifMatch, traceparent);
  }

  /** The shipment that a command is sent to; null for a command that opens a stream. */
  private static @Nullable String shipmentId(
      boolean opensStream, @Nullable Object given, List<Offence> offences) {
    if (opensStream) {
      if (given != null) {
        offences.add(Offence.in("shipmentId", "is unknown for a booking"));
      }
      return null;
    }
    if (given instanceof String shipmentId) {
      return shipmentId;
    }
    offences.add(Offence.in("shipmentId", "must be a string"));
    return null;
  }

  private static JsonWriter outcomeFrame(@Nullable String id, Outcome outcome) {
    JsonWriter frame = new JsonWriter(384).beginObject().field("op", "outcome");
    if (id != null) {
      frame.field("id", id);
    }
    frame.field("status", outcome.status());
    switch (outcome) {
      case Outcome.Accepted accepted ->
          frame
              .field("replayed", accepted.replayed())
              .rawField("body", ReceiptJson.encode(accepted));
      case Outcome.Refused refused ->
          frame.field("replayed", false).rawField("body", Problems.encode(refused.problem()));
    }
    return frame.endObject();
  }

  /**
   * Takes the updates of a frame; completes with the ack frame when each has its outcome.
   *
   * @throws ProblemException validation-failed where the frame itself is ill-formed,
   *     payload-too-large where it has too many updates
   */
  Future<JsonWriter> positions(Grant grant, @Nullable String id, Map<String, Object> frame) {
    if (!(frame.get("updates") instanceof List<?> updates)) {
      throw new Problem(ProblemCode.VALIDATION_FAILED, "updates must be a list").toException();
    }
    checkCount(updates);
    Span span = traces.root(Stage.FRAME);
    IngestBatch batch = new IngestBatch(ingest, grant, traceparent(span));
    for (int index = 0; index < updates.size(); index++) {
      add(batch, index, updates.get(index));
    }
    return acknowledged(id, batch, span);
  }

  /** As {@link #positions(Grant, String, Map)}, of a frame that is in order. */
  Future<JsonWriter> positions(Grant grant, PositionsFrame frame) {
    checkCount(frame.updates());
    Span span = traces.root(Stage.FRAME);
    IngestBatch batch = new IngestBatch(ingest, grant, traceparent(span));
    for (int index = 0; index < frame.updates().size(); index++) {
      batch.add(index, frame.updates().get(index));
    }
    return acknowledged(frame.id(), batch, span);
  }

  private void checkCount(List<?> updates) {
    if (updates.size() > maxUpdates) {
      throw new Problem(
              ProblemCode.PAYLOAD_TOO_LARGE, "A frame may have " + maxUpdates + " updates at most")
          .toException();
    }
  }

  private static Future<JsonWriter> acknowledged(
      @Nullable String id, IngestBatch batch, @Nullable Span span) {
    Promise<JsonWriter> acknowledged = Promise.promise();
    batch.take(
        () -> {
          if (span != null) {
            end(span, FrameOp.POSITIONS, 200);
          }
          JsonWriter ack = new JsonWriter(160).beginObject().field("op", "ack");
          if (id != null) {
            ack.field("id", id);
          }
          batch.write(ack, "index");
          acknowledged.complete(ack.endObject());
        });
    return acknowledged.future();
  }

  @SuppressWarnings("unchecked")
  private static void add(IngestBatch batch, int index, Object update) {
    if (update instanceof Map<?, ?>) {
      batch.add(index, (Map<String, Object>) update);
    } else {
      batch.refuse(
          index, new Problem(ProblemCode.VALIDATION_FAILED, "An update must be an object"));
    }
  }
}
