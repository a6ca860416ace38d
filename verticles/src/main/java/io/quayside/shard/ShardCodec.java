package io.quayside.shard;

import io.quayside.json.Json;
import io.quayside.json.JsonOut;
import io.quayside.log.CommandJson;
import io.quayside.log.PositionCodec;
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
import io.quayside.shipment.Status;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Hands what shards are asked and answer over within a node as it is, and writes it as JSON to
 * other nodes. All nodes of a cluster speak one protocol version.
 */
public final class ShardCodec implements MessageCodec<Object, Object> {
  public static final String NAME = "shard";

  /** Whether a message is one of this codec. */
  public static boolean handles(Object message) {
    return message instanceof ShardMail;
  }

  @Override
  public void encodeToWire(Buffer buffer, Object message) {
    JsonOut out = new JsonOut(512).beginObject();
    switch (message) {
      case Questions questions -> {
        out.field("kind", "questions").field("backTo", questions.backTo());
        objects(out, "all", questions.all(), ShardCodec::write);
      }
      case Replies replies -> {
        out.field("kind", "replies");
        objects(out, "all", replies.all(), ShardCodec::write);
      }
      default -> throw new IllegalArgumentException("not of this codec: " + message.getClass());
    }
    byte[] bytes = out.endObject().toBytes();
    buffer.appendInt(bytes.length).appendBytes(bytes);
  }

  @Override
  public Object decodeFromWire(int position, Buffer buffer) {
    int from = position + Integer.BYTES;
    byte[] bytes = buffer.getBytes(from, from + buffer.getInt(position));
    StoredFields fields = new StoredFields(Json.parseObject(bytes));
    ShardMail message = mail(fields.text("kind"), fields);
    fields.end();
    return message;
  }

  private static void write(JsonOut out, Question question) {
    out.field("number", question.number());
    write(out, question.request());
  }

  private static void write(JsonOut out, Reply reply) {
    out.field("number", reply.number());
    if (reply.answer() != null) {
      write(out, reply.answer());
    } else {
      out.field("kind", "none");
      if (reply.defect() != null) {
        out.field("defect", reply.defect());
      }
    }
  }

  private static void write(JsonOut out, ShardRequest request) {
    switch (request) {
      case Decide decide -> {
        out.field("kind", "decide");
        out.field("shipmentId", decide.shipmentId()).field("commandId", decide.commandId());
        if (decide.keyed()) {
          out.field("keyed", true);
        }
        if (decide.ifMatch() != null) {
          out.field("ifMatch", (long) decide.ifMatch());
        }
        traceparent(out, decide.traceparent());
        CommandJson.write(out, decide.command());
      }
      case Track track -> write(out.field("kind", "track"), track);
      case TrackAll all -> {
        out.field("kind", "track-all");
        objects(out, "tracks", all.tracks(), ShardCodec::write);
      }
      case TellVersion tell ->
          out.field("kind", "tell-version")
              .field("shipmentId", tell.shipmentId())
              .field("atLeast", (long) tell.atLeast());
    }
  }

  /** What {@link StoredFields#objects} reads. */
  private static <T> void objects(
      JsonOut out, String name, List<T> list, BiConsumer<JsonOut, T> writer) {
    out.beginArray(name);
    for (T element : list) {
      writer.accept(out.beginObject(), element);
      out.endObject();
    }
    out.endArray();
  }

  private static void write(JsonOut out, Track track) {
    out.field("shipmentId", track.shipmentId());
    traceparent(out, track.traceparent());
    PositionCodec.write(out.beginObject("update"), track.update());
    out.endObject();
  }

  private static void traceparent(JsonOut out, String traceparent) {
    if (traceparent != null) {
      out.field("traceparent", traceparent);
    }
  }

  private static void write(JsonOut out, ShardAnswer answer) {
    switch (answer) {
      case Accepted accepted -> {
        Receipt receipt = accepted.receipt();
        out.field("kind", "accepted")
            .field("shipmentId", accepted.shipmentId())
            .field("commandId", receipt.commandId())
            .field("version", receipt.version())
            .field("type", receipt.type())
            .field("status", receipt.status().name())
            .field("recordedAt", receipt.recordedAt());
        if (accepted.replayed()) {
          out.field("replayed", true);
        }
      }
      case Each each -> {
        out.field("kind", "each");
        objects(out, "answers", each.answers(), ShardCodec::write);
      }
      case Taken taken -> out.field("kind", "taken").field("verdict", taken.verdict().name());
      case Version version -> out.field("kind", "version").field("version", version.version());
      case Refused refused ->
          out.field("kind", "refused")
              .field("code", refused.problem().code().name())
              .field("detail", refused.problem().detail());
    }
  }

  private static ShardMail mail(String kind, StoredFields fields) {
    return switch (kind) {
      case "questions" ->
          new Questions(fields.text("backTo"), fields.objects("all", ShardCodec::question));
      case "replies" -> new Replies(fields.objects("all", ShardCodec::reply));
      default -> throw new IllegalArgumentException("no message is a " + kind);
    };
  }

  private static Question question(StoredFields fields) {
    return new Question(fields.integer("number"), request(fields));
  }

  private static Reply reply(StoredFields fields) {
    long number = fields.integer("number");
    String kind = fields.text("kind");
    return kind.equals("none")
        ? new Reply(number, null, fields.optionalText("defect"))
        : new Reply(number, answer(kind, fields), null);
  }

  private static ShardRequest request(StoredFields fields) {
    String kind = fields.text("kind");
    return switch (kind) {
      case "decide" ->
          new Decide(
              fields.text("shipmentId"),
              CommandJson.read(fields),
              fields.text("commandId"),
              fields.flag("keyed"),
              fields.has("ifMatch") ? fields.integer("ifMatch", Integer.MAX_VALUE) : null,
              fields.optionalText("traceparent"));
      case "track" -> track(fields);
      case "track-all" -> new TrackAll(fields.objects("tracks", ShardCodec::track));
      case "tell-version" ->
          new TellVersion(fields.text("shipmentId"), fields.integer("atLeast", Integer.MAX_VALUE));
      default -> throw new IllegalArgumentException("no request is a " + kind);
    };
  }

  private static ShardAnswer answer(String kind, StoredFields fields) {
    return switch (kind) {
      case "each" -> new Each(fields.objects("answers", each -> answer(each.text("kind"), each)));
      case "accepted" ->
          new Accepted(
              fields.text("shipmentId"),
              new Receipt(
                  fields.text("commandId"),
                  fields.integer("version", Integer.MAX_VALUE),
                  fields.text("type"),
                  fields.choice("status", Status.class),
                  fields.time("recordedAt")),
              fields.flag("replayed"));
      case "taken" -> new Taken(fields.choice("verdict", Verdict.class));
      case "version" -> new Version(fields.integer("version", Integer.MAX_VALUE));
      case "refused" ->
          new Refused(fields.choice("code", ProblemCode.class), fields.text("detail"));
      default -> throw new IllegalArgumentException("no answer is a " + kind);
    };
  }

  private static Track track(StoredFields fields) {
    StoredFields update = fields.object("update");
    Track track =
        new Track(
            fields.text("shipmentId"),
            PositionCodec.read(update),
            fields.optionalText("traceparent"));
    update.end();
    return track;
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
