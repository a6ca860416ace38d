package io.quayside.shard.rpc;

import io.quayside.common.identity.Principal;
import io.quayside.common.json.Json;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.Command;
import io.quayside.domain.CommandType;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.Receipt;
import io.quayside.domain.tracking.Measurement;
import io.quayside.domain.tracking.Measurements;
import io.quayside.domain.tracking.PositionUpdate;
import io.quayside.domain.tracking.SequenceNumber;
import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardAnswer.Accepted;
import io.quayside.shard.ShardAnswer.Refused;
import io.quayside.shard.ShardAnswer.Several;
import io.quayside.shard.ShardAnswer.Taken;
import io.quayside.shard.ShardAnswer.Verdict;
import io.quayside.shard.ShardAnswer.Version;
import io.quayside.shard.ShardRequest;
import io.quayside.shard.ShardRequest.Decide;
import io.quayside.shard.ShardRequest.ReadVersion;
import io.quayside.shard.ShardRequest.TakePosition;
import io.quayside.shard.ShardRequest.TakePositions;
import io.quayside.shard.rpc.ShardMessage.NumberedReply;
import io.quayside.shard.rpc.ShardMessage.NumberedRequest;
import io.quayside.shard.rpc.ShardMessage.ReplyBatch;
import io.quayside.shard.rpc.ShardMessage.RequestBatch;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;
import java.time.Instant;
import java.util.List;

/**
 * Writes and reads the messages between nodes: values without names, each variant behind a letter.
 * Commands, whose fields only their contexts know, are JSON. The format changes only with {@link
 * io.quayside.cluster.Agreement}'s protocol numbers.
 */
public final class ShardCodec implements MessageCodec<Object, Object> {
  private static final String NAME = "shard";

  private final Contexts contexts;

  public ShardCodec(Contexts contexts) {
    this.contexts = contexts;
  }

  /** Registers the codec for its messages on an event bus. */
  public static void register(EventBus bus, Contexts contexts) {
    bus.registerCodec(new ShardCodec(contexts));
    bus.codecSelector(message -> handles(message) ? NAME : null);
  }

  /** Whether a message has this codec. */
  static boolean handles(Object message) {
    return message instanceof ShardMessage;
  }

  @Override
  public void encodeToWire(Buffer buffer, Object message) {
    WireWriter out = new WireWriter(buffer);
    switch (message) {
      case RequestBatch batch -> write(out, batch);
      case ReplyBatch replies -> out.kind('R').list(replies.replies(), ShardCodec::write);
      default -> throw new IllegalArgumentException("not of this codec: " + message.getClass());
    }
  }

  @Override
  public Object decodeFromWire(int position, Buffer buffer) {
    WireReader in = new WireReader(buffer, position);
    char kind = in.kind();
    return switch (kind) {
      case 'Q' -> requests(in.text(), PrincipalTable.ANONYMOUS, in);
      case 'P' -> requests(in.text(), PrincipalTable.read(in), in);
      case 'R' -> new ReplyBatch(in.list(ShardCodec::reply));
      default -> throw unknown(kind);
    };
  }

  private void write(WireWriter out, RequestBatch batch) {
    PrincipalTable principals = PrincipalTable.of(batch.requests());
    out.kind(principals.isAnonymous() ? 'Q' : 'P').text(batch.replyTo());
    if (!principals.isAnonymous()) {
      principals.write(out);
    }
    out.list(batch.requests(), (to, request) -> write(to, request, principals));
  }

  private RequestBatch requests(String replyTo, PrincipalTable principals, WireReader in) {
    return new RequestBatch(
        replyTo,
        in.list(
            from ->
                new NumberedRequest(
                    from.longInteger(), request(from, principals.readPlace(from)))));
  }

  private void write(WireWriter out, NumberedRequest request, PrincipalTable principals) {
    principals.writePlace(out.integer(request.number()), request.request().principal());
    switch (request.request()) {
      case Decide decide -> write(out.kind('d'), decide);
      case TakePosition track -> write(out.kind('t'), track);
      case TakePositions all -> out.kind('a').list(all.tracks(), ShardCodec::write);
      case ReadVersion tell ->
          out.kind('v')
              .text(tell.shipmentId())
              .integer(tell.atLeast())
              .flag(tell.positionsProjected());
    }
  }

  private ShardRequest request(WireReader in, Principal principal) {
    char kind = in.kind();
    return switch (kind) {
      case 'd' -> decide(in, principal);
      case 't' -> track(in, principal);
      case 'a' -> new TakePositions(in.list(each -> track(each, principal)));
      case 'v' -> new ReadVersion(in.text(), principal, in.integer(), in.flag());
      default -> throw unknown(kind);
    };
  }

  private static void write(WireWriter out, NumberedReply reply) {
    out.integer(reply.number());
    if (reply.answer() != null) {
      write(out, reply.answer());
    } else {
      out.kind('n').optionalText(reply.defect());
    }
  }

  private static NumberedReply reply(WireReader in) {
    long number = in.longInteger();
    char kind = in.kind();
    return kind == 'n'
        ? new NumberedReply(number, null, in.optionalText())
        : new NumberedReply(number, answer(kind, in), null);
  }

  private static void write(WireWriter out, ShardAnswer answer) {
    switch (answer) {
      case Accepted accepted ->
          out.kind('A')
              .text(accepted.shipmentId())
              .text(accepted.receipt().toLine())
              .flag(accepted.replayed());
      case Taken taken -> out.kind('T').text(taken.verdict().name());
      case Several each -> out.kind('E').list(each.answers(), ShardCodec::write);
      case Version version -> out.kind('V').integer(version.version());
      case Refused refused -> write(out, refused.problem());
    }
  }

  private static void write(WireWriter out, Problem problem) {
    Problem.Extension extension = problem.extension();
    if (extension == null && problem.errors().isEmpty()) {
      out.kind('X').text(problem.code().name()).text(problem.detail());
      return;
    }
    out.kind('Y')
        .text(problem.code().name())
        .text(problem.detail())
        .list(
            problem.errors(),
            (each, offence) ->
                each.text(offence.place().name()).text(offence.where()).text(offence.detail()))
        .optionalText(extension == null ? null : extension.name())
        .optionalText(extension == null ? null : extension.json());
  }

  private static Problem problem(WireReader in) {
    ProblemCode code = ProblemCode.valueOf(in.text());
    String detail = in.text();
    List<Problem.Offence> errors =
        in.list(
            each ->
                new Problem.Offence(Problem.Place.valueOf(each.text()), each.text(), each.text()));
    String name = in.optionalText();
    String json = in.optionalText();
    return new Problem(
        code,
        detail,
        errors,
        name == null || json == null ? null : new Problem.Extension(name, json));
  }

  private static ShardAnswer answer(char kind, WireReader in) {
    return switch (kind) {
      case 'A' -> new Accepted(in.text(), Receipt.ofLine(in.text()), in.flag());
      case 'T' -> new Taken(Verdict.valueOf(in.text()));
      case 'E' -> new Several(in.list(each -> answer(each.kind(), each)));
      case 'V' -> new Version(in.integer());
      case 'X' -> new Refused(ProblemCode.valueOf(in.text()), in.text());
      case 'Y' -> new Refused(problem(in));
      default -> throw unknown(kind);
    };
  }

  private void write(WireWriter out, Decide decide) {
    CommandType<?> type = contexts.typeOf(decide.command());
    out.text(decide.shipmentId())
        .text(type.name())
        .bytes(type.encode(decide.command()))
        .text(decide.commandId())
        .flag(decide.keyed())
        .flag(decide.ifMatch() != null)
        .integer(decide.ifMatch() == null ? 0 : decide.ifMatch())
        .optionalText(decide.traceparent());
  }

  private Decide decide(WireReader in, Principal principal) {
    String shipmentId = in.text();
    String name = in.text();
    CommandType<?> type = contexts.commands().get(name);
    if (type == null) {
      throw new IllegalArgumentException("no command has the name " + name);
    }
    Command command = type.decode(Json.parseObject(in.bytes()));
    String commandId = in.text();
    boolean keyed = in.flag();
    boolean conditional = in.flag();
    int ifMatch = in.integer();
    return new Decide(
        shipmentId,
        command,
        principal,
        commandId,
        keyed,
        conditional ? ifMatch : null,
        in.optionalText());
  }

  private static void write(WireWriter out, TakePosition track) {
    PositionUpdate update = track.update();
    out.text(track.shipmentId())
        .text(update.deviceId())
        .integer(update.sequence().epoch())
        .integer(update.sequence().number())
        .time(update.observedAt());
    for (Measurement measurement : Measurement.values()) {
      out.optionalNumber(update.measured().get(measurement));
    }
    out.optionalText(track.traceparent());
  }

  private static TakePosition track(WireReader in, Principal principal) {
    String shipmentId = in.text();
    String deviceId = in.text();
    SequenceNumber sequence = new SequenceNumber(in.integer(), in.longInteger());
    Instant observedAt = in.time();
    Measurements.Builder measured = new Measurements.Builder();
    for (Measurement measurement : Measurement.values()) {
      measured.put(measurement, in.optionalNumber());
    }
    PositionUpdate update = new PositionUpdate(deviceId, sequence, observedAt, measured.build());
    return new TakePosition(shipmentId, update, principal, in.optionalText());
  }

  private static IllegalArgumentException unknown(char kind) {
    return new IllegalArgumentException("unknown kind " + kind);
  }

  @Override
  public Object transform(Object message) {
    return message;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }
}
