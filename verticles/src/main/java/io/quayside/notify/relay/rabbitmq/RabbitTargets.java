package io.quayside.notify.relay.rabbitmq;

import com.rabbitmq.client.ConnectionFactory;
import io.quayside.common.json.RequestFields;
import io.quayside.notify.relay.target.Target;
import io.quayside.notify.relay.target.TargetKind;
import io.quayside.notify.relay.target.TargetSettings;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;

/**
 * The members of a relay to RabbitMQ.
 *
 * @param uri {@code amqp://} or, with TLS, {@code amqps://}; may hold a password
 * @param declare whether the exchange is declared, as a durable topic exchange
 * @param unroutable what becomes of an event that no queue takes
 */
public record RabbitTargets(String uri, String exchange, boolean declare, Unroutable unroutable)
    implements TargetSettings {
  public static final TargetKind KIND = new TargetKind("rabbitmq", RabbitTargets::read);

  private static final String DEFAULT_EXCHANGE = "quayside.events";
  private static final int MAX_NAME = 127;
  private static final int CONNECT_MILLIS = 5_000;
  private static final int HEARTBEAT_SECONDS = 10;

  /** What becomes of an event that no queue takes. */
  public enum Unroutable {
    /** It is counted, and settled. */
    DROP,
    /** The relay stops before it. */
    STOP;

    private static boolean isWord(String text) {
      return text.equals("drop") || text.equals("stop");
    }
  }

  private static RabbitTargets read(RequestFields fields) {
    String uri = fields.code("uri", RabbitTargets::isUri, "amqp://host:port/vhost, or amqps://");
    String exchange = fields.optionalText("exchange", MAX_NAME);
    Boolean declare = fields.optionalBoolean("declare");
    String unroutable = fields.optionalCode("unroutable", Unroutable::isWord, "drop or stop");
    return new RabbitTargets(
        uri,
        exchange == null ? DEFAULT_EXCHANGE : exchange,
        Boolean.TRUE.equals(declare),
        "stop".equals(unroutable) ? Unroutable.STOP : Unroutable.DROP);
  }

  private static boolean isUri(String text) {
    try {
      new ConnectionFactory().setUri(text);
      return true;
    } catch (URISyntaxException | GeneralSecurityException | RuntimeException malformed) {
      return false;
    }
  }

  /** A factory of connections; certificates are verified against the JVM's authorities. */
  ConnectionFactory factory() throws URISyntaxException, GeneralSecurityException {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(uri);
    if (factory.isSSL()) {
      factory.useSslProtocol(SSLContext.getDefault());
      factory.enableHostnameVerification();
    }
    factory.setAutomaticRecoveryEnabled(false);
    factory.setConnectionTimeout(CONNECT_MILLIS);
    factory.setHandshakeTimeout(CONNECT_MILLIS);
    factory.setRequestedHeartbeat(HEARTBEAT_SECONDS);
    return factory;
  }

  @Override
  public Targets begin(Vertx vertx, Context context, String relay) {
    RabbitLink link = new RabbitLink(this, relay);
    return new Targets() {
      @Override
      public Target of(int shard, Target.Listener listener) {
        return new RabbitTarget(RabbitTargets.this, link, context, listener);
      }

      @Override
      public Future<Void> close() {
        return vertx.executeBlocking(
            () -> {
              link.close();
              return null;
            });
      }
    };
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "rabbitmq " + exchange;
  }
}
