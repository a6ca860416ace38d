package io.quayside.edge.query;

import io.quayside.common.json.JsonWriter;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.booking.HoldCause;
import io.quayside.domain.booking.Phase;
import io.quayside.domain.booking.RuleName;
import io.quayside.domain.process.ProcessJson;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StreamProcess;
import io.quayside.edge.http.Call;
import io.quayside.edge.http.Preconditions;
import io.quayside.edge.query.PastStreams.PastStream;
import io.quayside.edge.query.PointInTime.At;
import io.quayside.edge.query.PointInTime.AtVersion;
import io.quayside.edge.query.PointInTime.Newest;
import io.quayside.readmodel.SagaReadModel;
import io.quayside.readmodel.SagaReadModel.Filter;
import io.quayside.readmodel.SagaReadModel.Item;
import io.quayside.readmodel.SagaReadModel.Place;
import io.vertx.core.MultiMap;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The queries of bookings: one of a shipment, and all of a tenant. */
public final class SagaRoutes {
  private static final CursorForm CURSOR = new CursorForm("(\\d{1,14})\\.([0-9A-Z]{26})");
  private static final Pattern CODE = Pattern.compile("[a-z-]{1,64}");

  private final PastStreams past;
  private final SagaReadModel sagas;
  private final InstantSource clock;

  public SagaRoutes(PastStreams past, SagaReadModel sagas, InstantSource clock) {
    this.past = past;
    this.sagas = sagas;
    this.clock = clock;
  }

  /** Shows the booking of a shipment, as it is or as it was. */
  public void saga(Call call) {
    PointInTime point = Answers.pointInTime(call);
    String id = Preconditions.shipmentId(call.pathParam("id"));
    past.stream(call.principal(), id, point)
        .<Runnable>map(
            stream -> {
              byte[] body = encode(stream);
              return () -> Answers.send(call, stream, body);
            })
        .onComplete(Runnable::run, call::fail);
  }

  private byte[] encode(PastStream past) {
    ShipmentStream stream = past.then();
    Answers.requireBooked(stream);
    if (stream.slice(Contexts.BOOKING) == null) {
      throw new Problem(ProblemCode.SAGA_NOT_FOUND, "The shipment has no booking").toException();
    }
    JsonWriter out =
        new JsonWriter(2_048)
            .beginObject()
            .field("shipmentId", stream.shipmentId())
            .field("version", stream.version())
            .field("status", stream.status().name());
    Instant time = time(past);
    ProcessJson.write(
        out,
        StreamProcess.situation(stream, time),
        StreamProcess.expected(stream, time),
        stream.updatedAt());
    past.writeAsOf(out);
    return out.endObject().toBytes();
  }

  /** The time at which the process is evaluated: that of the answer's state, which may be past. */
  private Instant time(PastStream past) {
    return switch (past.asked()) {
      case Newest newest -> clock.instant();
      case AtVersion at -> past.then().updatedAt();
      case At at -> at.time();
    };
  }

  /** Lists bookings, newest start first. */
  public void sagas(Call call) {
    MultiMap query = call.query();
    List<Offence> offences = new ArrayList<>(0);
    Preconditions.noParameters(
        query, Set.of("phase", "held", "stuck", "rule", "code", "limit", "after"), offences);
    Phase phase = Answers.choice(query, "phase", Phase.class, offences);
    HoldCause held = Answers.choice(query, "held", HoldCause.class, offences);
    Boolean stuck = stuck(query.get("stuck"), offences);
    String ruleWord = query.get("rule");
    RuleName rule = ruleWord == null ? null : RuleName.ofWord(ruleWord);
    if (ruleWord != null && rule == null) {
      offences.add(Offence.in("rule", "must be the name of a rule"));
    }
    String code = query.get("code");
    if (code != null && !CODE.matcher(code).matches()) {
      offences.add(Offence.in("code", "must be the code of a problem"));
    }
    int limit = Preconditions.number(query, "limit", 1, 200, 50, offences);
    Place after = CURSOR.read(query, SagaRoutes::place, offences);
    Preconditions.refuse(offences);
    sagas
        .list(call.principal(), new Filter(phase, held, stuck, rule, code, limit + 1, after))
        .map(
            found ->
                Answers.page(
                    found, limit, 512, (out, one) -> out.raw(one.json()), one -> cursor(one)))
        .onComplete(body -> Answers.send(call, body), call::fail);
  }

  private static @Nullable Boolean stuck(@Nullable String given, List<Offence> offences) {
    if (given != null && !given.equals("true") && !given.equals("false")) {
      offences.add(Offence.in("stuck", "must be true or false"));
    }
    return given == null ? null : Boolean.valueOf(given);
  }

  private static Place place(MatchResult parts) {
    return new Place(Instant.ofEpochMilli(Long.parseLong(parts.group(1))), parts.group(2));
  }

  private static String cursor(Item item) {
    return item.place().startedAt().toEpochMilli() + "." + item.place().shipmentId();
  }
}
