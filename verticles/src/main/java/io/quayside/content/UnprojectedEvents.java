package io.quayside.content;

import io.quayside.log.feed.Log;
import io.quayside.readmodel.Checkpoint;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The events that the log has and the read models have not yet. They are looked through for hashes
 * without being decoded, so that an event that this node cannot read counts too.
 */
public final class UnprojectedEvents {
  private static final Pattern SHA_256 = Pattern.compile("\"([0-9a-f]{64})\"");

  private final List<Log> logs;
  private final IntFunction<Future<Checkpoint>> checkpoints;

  /** {@code logs}: the log of each shard, read by nobody else. */
  public UnprojectedEvents(List<Log> logs, IntFunction<Future<Checkpoint>> checkpoints) {
    this.logs = List.copyOf(logs);
    this.checkpoints = checkpoints;
  }

  /** Every hash in an event that the log has now and that is not projected. */
  public Future<Set<String>> hashes() {
    Set<String> found = new HashSet<>();
    Future<Void> done = Future.succeededFuture();
    for (int shard = 0; shard < logs.size(); shard++) {
      int number = shard;
      done = done.compose(v -> addHashes(number, found));
    }
    return done.map(found);
  }

  private Future<Void> addHashes(int shard, Set<String> found) {
    Log log = logs.get(shard);
    return checkpoints
        .apply(shard)
        .compose(
            checkpoint ->
                log.end().compose(end -> addHashes(log, checkpoint.eventsNext(), end, found)));
  }

  private static Future<Void> addHashes(Log log, long from, long end, Set<String> found) {
    if (from >= end) {
      return Future.succeededFuture();
    }
    return log.read(from, end)
        .compose(
            chunk -> {
              for (Log.LogRecord record : chunk.records()) {
                byte[] value = record.value();
                if (value != null) {
                  addHashes(value, found);
                }
              }
              return addHashes(log, chunk.next(), end, found);
            });
  }

  private static void addHashes(byte[] value, Set<String> found) {
    Matcher hashes = SHA_256.matcher(new String(value, StandardCharsets.ISO_8859_1));
    while (hashes.find()) {
      found.add(hashes.group(1));
    }
  }
}
