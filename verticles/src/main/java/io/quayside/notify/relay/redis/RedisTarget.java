package io.quayside.notify.relay.redis;

import io.quayside.common.scheduling.OnContext;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.notify.relay.target.CauseCode;
import io.quayside.notify.relay.target.Outgoing;
import io.quayside.notify.relay.target.StreamTarget;
import io.quayside.notify.relay.target.TargetException;
import io.quayside.notify.relay.target.TargetFault;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The stream of one shard. The entry of the event at an offset has the id {@code <offset + 1>-0}:
 * Redis refuses ids that do not ascend, so an event is there once however often it is sent. A batch
 * is one transaction: no later id can enter before an earlier one.
 */
final class RedisTarget implements StreamTarget {
  private static final long COMMAND_SECONDS = 10;
  private static final Pattern KIND = Pattern.compile("^(?:ERR \\[[0-9]+] )?([A-Z]+)");
  private static final String ID_REFUSED = "equal or smaller";

  private final Redis client;
  private final String key;
  private final int maxLength;
  private final Listener listener;
  private @Nullable RedisConnection connection;
  private EntryId top = EntryId.NONE;
  private boolean closed;

  RedisTarget(Vertx vertx, RedisOptions options, String key, int maxLength, Listener listener) {
    this.client = Redis.createClient(vertx, options);
    this.key = key;
    this.maxLength = maxLength;
    this.listener = listener;
  }

  @Override
  public Future<Long> open(long cursor, LogView log) {
    return client
        .connect()
        .timeout(COMMAND_SECONDS, TimeUnit.SECONDS)
        .recover(RedisTarget::away)
        .compose(
            opened -> {
              connection = opened;
              opened.exceptionHandler(failure -> lost());
              opened.endHandler(v -> lost());
              return place(cursor, log);
            });
  }

  private static <T> Future<T> away(Throwable failure) {
    return Future.failedFuture(fault(failure).toException());
  }

  private void lost() {
    if (!closed) {
      listener.lost(TargetFault.away("the connection was closed"));
    }
  }

  @Override
  public Future<Long> place(long cursor, LogView log) {
    return send(Request.cmd(Command.EXISTS).arg(key))
        .compose(
            exists ->
                exists.toInteger() == 0
                    ? Future.succeededFuture(EntryId.NONE)
                    : send(Request.cmd(Command.XINFO).arg("STREAM").arg(key))
                        .map(info -> EntryId.parse(info.get("last-generated-id").toString())))
        .compose(
            last -> {
              top = last;
              // As a consumer group makes it before the first entry, or with late events alone.
              return last.first() == 0
                  ? Future.succeededFuture(cursor)
                  : log.end().compose(end -> judged(last, end, log));
            });
  }

  private Future<Long> judged(EntryId last, long end, LogView log) {
    if (last.first() > end || last.first() < 0) {
      return stopped(
          CauseCode.LOG_BEHIND_TARGET,
          "the stream's last id is " + last + ", the log ends at " + end);
    }
    String ours = last.first() + "-0";
    return entries(ours, ours)
        .compose(
            entries -> {
              if (entries.size() == 0) {
                // Trimmed.
                return Future.succeededFuture(last.first());
              }
              String id = field(entries.get(0).get(1), "id");
              return log.eventId(last.first() - 1)
                  .compose(
                      eventId ->
                          eventId != null && eventId.equals(id)
                              ? Future.succeededFuture(last.first())
                              : foreign(ours));
            });
  }

  private static @Nullable String field(Response fields, String name) {
    for (int i = 0; i + 1 < fields.size(); i += 2) {
      if (fields.get(i).toString().equals(name)) {
        return fields.get(i + 1).toString();
      }
    }
    return null;
  }

  private static <T> Future<T> stopped(CauseCode code, String detail) {
    return Future.failedFuture(new TargetFault(code, detail, true).toException());
  }

  @Override
  public Future<Integer> append(List<Outgoing> events) {
    List<Request> commands = new ArrayList<>(events.size() + 2);
    commands.add(Request.cmd(Command.MULTI));
    for (Outgoing event : events) {
      commands.add(entry(id(event), event));
    }
    commands.add(Request.cmd(Command.EXEC));
    EntryId last = id(events.getLast());
    return OnContext.within(
            COMMAND_SECONDS, TimeUnit.SECONDS, connected().compose(open -> open.batch(commands)))
        .recover(RedisTarget::away)
        .compose(replies -> refused(replies.getLast()))
        .compose(refused -> verified(events.subList(0, refused)))
        .onSuccess(refused -> top = last.isAbove(top) ? last : top);
  }

  /** How many ids were refused, of the answer to EXEC. */
  private static Future<Integer> refused(@Nullable Response executed) {
    if (executed == null) {
      return Future.failedFuture(TargetFault.refused("the transaction was undone").toException());
    }
    int refused = 0;
    for (Response reply : executed) {
      if (reply.type() == ResponseType.ERROR) {
        if (!reply.toString().contains(ID_REFUSED)) {
          return Future.failedFuture(fault(reply.toString()).toException());
        }
        refused++;
      }
    }
    return Future.succeededFuture(refused);
  }

  /**
   * How many events were refused, whose ids do not ascend: another owner has written them. The
   * later ones of the batch are behind what others have written there instead.
   */
  private Future<Integer> verified(List<Outgoing> refused) {
    if (refused.isEmpty()) {
      return Future.succeededFuture(0);
    }
    Map<String, String> expected = new HashMap<>();
    for (Outgoing event : refused) {
      expected.put(id(event).toString(), event.stored().id());
    }
    return entries(id(refused.getFirst()).toString(), id(refused.getLast()).toString())
        .compose(
            entries -> {
              for (Response entry : entries) {
                String id = entry.get(0).toString();
                String ours = expected.get(id);
                if (ours != null && !ours.equals(field(entry.get(1), "id"))) {
                  return foreign(id);
                }
              }
              return Future.succeededFuture(refused.size());
            });
  }

  private static EntryId id(Outgoing event) {
    return new EntryId(event.event().offset() + 1, 0);
  }

  private static <T> Future<T> foreign(String id) {
    return stopped(CauseCode.FOREIGN_ENTRY, "the entry " + id + " is not ours");
  }

  @Override
  public Future<Boolean> appendLate(Outgoing event) {
    return isInItsPlace(event)
        .compose(
            there -> {
              if (there) {
                return Future.succeededFuture(true);
              }
              EntryId id = top.next();
              return send(entry(id, event)).onSuccess(added -> top = id).map(false);
            });
  }

  private Future<Boolean> isInItsPlace(Outgoing event) {
    String id = id(event).toString();
    return entries(id, id)
        .map(
            entries ->
                entries.size() > 0
                    && event.stored().id().equals(field(entries.get(0).get(1), "id")));
  }

  /** The entries from one id to another, with both. */
  private Future<Response> entries(String from, String to) {
    return send(Request.cmd(Command.XRANGE).arg(key).arg(from).arg(to));
  }

  private Request entry(EntryId id, Outgoing event) {
    StoredEvent stored = event.stored();
    return Request.cmd(Command.XADD)
        .arg(key)
        .arg("MAXLEN")
        .arg("~")
        .arg(maxLength)
        .arg(id.toString())
        .arg("event")
        .arg(Buffer.buffer(event.body()))
        .arg("id")
        .arg(stored.id())
        .arg("type")
        .arg(stored.type())
        .arg("shipmentId")
        .arg(stored.shipmentId())
        .arg("version")
        .arg(stored.version())
        .arg("tenant")
        .arg(stored.tenant());
  }

  private Future<RedisConnection> connected() {
    RedisConnection open = connection;
    return open == null
        ? Future.failedFuture(TargetFault.away("not connected").toException())
        : Future.succeededFuture(open);
  }

  private Future<Response> send(Request request) {
    return OnContext.within(
            COMMAND_SECONDS, TimeUnit.SECONDS, connected().compose(open -> open.send(request)))
        .recover(RedisTarget::away);
  }

  /** What Redis answers is a refusal; everything else means that it is away. */
  private static TargetFault fault(Throwable failure) {
    if (failure instanceof TargetException known) {
      return known.fault();
    }
    return failure instanceof ErrorType error && !error.is("CONNECTION_CLOSED")
        ? fault(String.valueOf(error.getMessage()))
        : TargetFault.away(failure.getClass().getSimpleName());
  }

  private static TargetFault fault(String error) {
    String word = word(error);
    return word.equals("WRONGTYPE")
        ? new TargetFault(CauseCode.FOREIGN_ENTRY, "the key holds no stream", true)
        : TargetFault.refused("Redis answers " + word);
  }

  /** The kind of an error, as OOM or READONLY; a batch has it behind {@code ERR [1]}. */
  private static String word(String message) {
    Matcher kind = KIND.matcher(message);
    return kind.find() ? kind.group(1) : "an error";
  }

  @Override
  public Future<Void> close() {
    closed = true;
    return client.close();
  }
}
