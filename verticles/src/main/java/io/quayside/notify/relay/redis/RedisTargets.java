package io.quayside.notify.relay.redis;

import io.quayside.common.json.RequestFields;
import io.quayside.notify.relay.target.Target;
import io.quayside.notify.relay.target.TargetKind;
import io.quayside.notify.relay.target.TargetSettings;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.RedisOptions;
import java.net.URI;

/**
 * The members of a relay to Redis.
 *
 * @param uri {@code redis://} or, with TLS, {@code rediss://}; may hold a password
 * @param prefix of the streams' keys
 * @param maxLength about how many entries a stream keeps
 */
public record RedisTargets(String uri, String prefix, int maxLength) implements TargetSettings {
  public static final TargetKind KIND = new TargetKind("redis", RedisTargets::read);

  private static final String DEFAULT_PREFIX = "quayside:events";
  private static final int DEFAULT_LENGTH = 1_000_000;
  private static final int MIN_LENGTH = 1_000;
  private static final int MAX_LENGTH = 1_000_000_000;
  private static final int MAX_PREFIX = 128;
  private static final int CONNECT_MILLIS = 5_000;

  private static RedisTargets read(RequestFields fields) {
    String uri =
        fields.code(
            "uri", RedisTargets::isUri, "redis://host:port/database, or rediss:// with TLS");
    String prefix = fields.optionalText("prefix", MAX_PREFIX);
    Integer length = fields.optionalInteger("maxlen", MIN_LENGTH, MAX_LENGTH);
    return new RedisTargets(
        uri, prefix == null ? DEFAULT_PREFIX : prefix, length == null ? DEFAULT_LENGTH : length);
  }

  private static boolean isUri(String text) {
    try {
      URI uri = new URI(text);
      String scheme = uri.getScheme();
      return ("redis".equals(scheme) || "rediss".equals(scheme)) && uri.getHost() != null;
    } catch (java.net.URISyntaxException malformed) {
      return false;
    }
  }

  /** The options of a client; certificates are verified against the JVM's authorities. */
  RedisOptions options() {
    NetClientOptions net =
        new NetClientOptions()
            .setTcpKeepAlive(true)
            .setTcpNoDelay(true)
            .setConnectTimeout(CONNECT_MILLIS)
            .setHostnameVerificationAlgorithm("HTTPS");
    return new RedisOptions()
        .setConnectionString(uri)
        .setNetClientOptions(net)
        .setMaxPoolSize(1)
        .setMaxPoolWaiting(1);
  }

  @Override
  public Targets begin(Vertx vertx, Context context, String relay) {
    return new Targets() {
      @Override
      public Target of(int shard, Target.Listener listener) {
        return new RedisTarget(vertx, options(), prefix + ':' + shard, maxLength, listener);
      }

      @Override
      public Future<Void> close() {
        return Future.succeededFuture();
      }
    };
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "redis " + prefix;
  }
}
