package io.quayside.shard;

import io.quayside.json.Json;
import io.quayside.json.JsonOut;
import io.quayside.log.CommandJson;
import io.quayside.log.Receipt;
import io.quayside.log.StoredFields;
import io.quayside.problem.ProblemCode;
import io.quayside.shard.ShardAnswer.Accepted;
import io.quayside.shard.ShardAnswer.Each;
import io.quayside.shard.ShardAnswer.Refused;
import io.quayside.shard.ShardAnswer.Taken;
import io.quayside.shard.ShardAnswer.Verdict;
import io.quayside.shard.ShardAnswer.Version;
import io.quayside.shard.ShardMail.Question;
import io.quayside.shard.ShardMail.Questions;
import io.quayside.shard.ShardMail.Replies;
import io.quayside.shard.ShardMail.Reply;
import io.quayside.shard.ShardRequest.Decide;
import io.quayside.shard.ShardRequest.TellVersion;
import io.quayside.shard.ShardRequest.Track;
import io.quayside.shard.ShardRequest.TrackAll;
import io.quayside.shipment.ShipmentCommand;
import io.quayside.tracking.PositionUpdate;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;

/**
 * Writes what goes to other nodes about shards: value after value, each kind with a letter before
 * it. Only commands, which have the most shapes, are JSON within. All nodes of a cluster speak one
 * protocol version.
 */
public final class ShardCodec implements MessageCodec<Object, Object> {
  private static final String NAME = "shard";

  /** Has an event bus write with it what is one of its messages. */
  public static void register(EventBus bus) {
    bus.registerCodec(new ShardCodec());
    bus.codecSelector(message -> handles(message) ? NAME : null);
  }

  /** Whether a message is one of this codec. */
  static boolean handles(Object message) {
    return message instanceof ShardMail;
  }

  @Override
  public void encodeToWire(Buffer buffer, Object message) {
    WireOut out = new WireOut(buffer);
    switch (message) {
      case Questions questions ->
          out.kind('Q').text(questions.backTo()).list(questions.all(), ShardCodec::write);
      case Replies replies -> out.kind('R').list(replies.all(), ShardCodec::write);
      default -> throw new IllegalArgumentException("not of this codec: " + message.getClass());
    }
  }

  @Override
  public Object decodeFromWire(int position, Buffer buffer) {
    WireIn in = new WireIn(buffer, position);
    char kind = in.kind();
    return switch (kind) {
      case 'Q' -> new Questions(in.text(), in.list(ShardCodec::question));
      case 'R' -> new Replies(in.list(ShardCodec::reply));
      default -> throw unknown(kind);
    };
  }

  private static void write(WireOut out, Question question) {
    out.integer(question.number());
    switch (question.request()) {
      case Decide decide -> write(out.kind('d'), decide);
      case Track track -> write(out.kind('t'), track);
      case TrackAll all -> out.kind('a').list(all.tracks(), ShardCodec::write);
      case TellVersion tell -> out.kind('v').text(tell.shipmentId()).integer(tell.atLeast());
    }
  }

  private static Question question(WireIn in) {
    return new Question(in.longInteger(), request(in));
  }

  private static ShardRequest request(WireIn in) {
    char kind = in.kind();
    return switch (kind) {
      case 'd' -> decide(in);
      case 't' -> track(in);
      case 'a' -> new TrackAll(in.list(ShardCodec::track));
      case 'v' -> new TellVersion(in.text(), in.integer());
      default -> throw unknown(kind);
    };
  }

  private static void write(WireOut out, Reply reply) {
    out.integer(reply.number());
    if (reply.answer() != null) {
      write(out, reply.answer());
    } else {
      out.kind('n').optionalText(reply.defect());
    }
  }

  private static Reply reply(WireIn in) {
    long number = in.longInteger();
    char kind = in.kind();
    return kind == 'n'
        ? new Reply(number, null, in.optionalText())
        : new Reply(number, answer(kind, in), null);
  }

  private static void write(WireOut out, ShardAnswer answer) {
    switch (answer) {
      case Accepted accepted ->
          out.kind('A')
              .text(accepted.shipmentId())
              .text(accepted.receipt().toLine())
              .flag(accepted.replayed());
      case Taken taken -> out.kind('T').text(taken.verdict().name());
      case Each each -> out.kind('E').list(each.answers(), ShardCodec::write);
      case Version version -> out.kind('V').integer(version.version());
      case Refused refused ->
          out.kind('X').text(refused.problem().code().name()).text(refused.problem().detail());
    }
  }

  private static ShardAnswer answer(char kind, WireIn in) {
    return switch (kind) {
      case 'A' -> new Accepted(in.text(), Receipt.ofLine(in.text()), in.flag());
      case 'T' -> new Taken(Verdict.valueOf(in.text()));
      case 'E' -> new Each(in.list(each -> answer(each.kind(), each)));
      case 'V' -> new Version(in.integer());
      case 'X' -> new Refused(ProblemCode.valueOf(in.text()), in.text());
      default -> throw unknown(kind);
    };
  }

  private static void write(WireOut out, Decide decide) {
    JsonOut command = new JsonOut(512).beginObject();
    CommandJson.write(command, decide.command());
    out.text(decide.shipmentId())
        .bytes(command.endObject().toBytes())
        .text(decide.commandId())
        .flag(decide.keyed())
        .flag(decide.ifMatch() != null)
        .integer(decide.ifMatch() == null ? 0 : decide.ifMatch())
        .optionalText(decide.traceparent());
  }

  private static Decide decide(WireIn in) {
    String shipmentId = in.text();
    StoredFields fields = new StoredFields(Json.parseObject(in.bytes()));
    ShipmentCommand command = CommandJson.read(fields);
    fields.end();
    String commandId = in.text();
    boolean keyed = in.flag();
    boolean conditional = in.flag();
    int ifMatch = in.integer();
    return new Decide(
        shipmentId, command, commandId, keyed, conditional ? ifMatch : null, in.optionalText());
  }

  private static void write(WireOut out, Track track) {
    PositionUpdate update = track.update();
    out.text(track.shipmentId())
        .text(update.deviceId())
        .integer(update.sequence())
        .time(update.observedAt())
        .number(update.lat())
        .number(update.lon())
        .optionalNumber(update.accuracyM())
        .optionalNumber(update.altitudeM())
        .optionalNumber(update.speedKph())
        .optionalNumber(update.headingDeg())
        .optionalNumber(update.temperatureC())
        .optionalNumber(update.humidityPct())
        .optionalNumber(update.batteryPct())
        .optionalText(track.traceparent());
  }

  private static Track track(WireIn in) {
    String shipmentId = in.text();
    PositionUpdate update =
        new PositionUpdate(
            in.text(),
            in.longInteger(),
            in.time(),
            in.number(),
            in.number(),
            in.optionalNumber(),
            in.optionalNumber(),
            in.optionalNumber(),
            in.optionalNumber(),
            in.optionalNumber(),
            in.optionalNumber(),
            in.optionalNumber());
    return new Track(shipmentId, update, in.optionalText());
  }

  private static IllegalArgumentException unknown(char kind) {
    return new IllegalArgumentException("nothing is of the kind " + kind);
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
