package io.quayside.edge.mqtt;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodes.Disconnect;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.netty.util.ReferenceCountUtil;
import io.quayside.auth.Grant;
import io.quayside.common.problem.Faults;
import io.quayside.common.scheduling.Scheduler.Cancellable;
import io.quayside.edge.live.CloseCode;
import io.quayside.edge.live.GrantWatch;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.internal.net.NetSocketInternal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connection of one device. A PUBLISH is acknowledged when Kafka has it; while too many are
 * under way, or the device does not take its answers, the connection is not read. Confined to its
 * event loop.
 *
 * <pre>
 *   WAITING ──CONNECT──► VERIFYING ──CONNACK 0──► OPEN
 *      │ 10 s                │ refused              │ DISCONNECT, revoked, silent
 *      └─────────────────────┴──────────┬───────────┘
 *                                       ▼
 *                                    CLOSED
 * </pre>
 */
final class MqttConnection implements GrantWatch.Holder {
  private static final long CONNECT_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** MQTT 5 is told of a refusal that may pass; MQTT 3.1.1 has no way to be told. */
  private static final long PATIENCE_5_MILLIS = 5_000;

  private static final long PATIENCE_3_MILLIS = 20_000;

  private final NetSocketInternal socket;
  private final MqttContext context;
  private Phase phase = Phase.WAITING;

  /** What the device said of itself; of a connection that waits, of MQTT 3.1.1. */
  private MqttConnect connect = MqttConnect.NONE;

  private @Nullable Grant grant;
  private Cancellable expiry = () -> {};

  /** The silence after which the connection is closed; 0: none. */
  private long silenceNanos = CONNECT_NANOS;

  private long lastReadNanos;
  private int underWay;
  private int bytesUnderWay;
  private boolean paused;

  private enum Phase {
    WAITING,
    VERIFYING,
    OPEN,
    CLOSED
  }

  MqttConnection(NetSocketInternal socket, MqttContext context) {
    this.socket = socket;
    this.context = context;
    this.lastReadNanos = context.scheduler().nanoTime();
    socket.messageHandler(this::receive);
    socket.drainHandler(drained -> adjustReading());
    socket.exceptionHandler(broken -> socket.close());
  }

  /** Closes the connection if its device has been silent for too long. */
  void sweep(long nowNanos) {
    if (silenceNanos > 0 && !paused && nowNanos - lastReadNanos > silenceNanos) {
      disconnect(Disconnect.KEEP_ALIVE_TIMEOUT);
    }
  }

  private void receive(Object message) {
    try {
      lastReadNanos = context.scheduler().nanoTime();
      if (phase != Phase.CLOSED && message instanceof MqttMessage packet) {
        dispatch(packet);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void dispatch(MqttMessage packet) {
    if (packet.decoderResult().isFailure()) {
      undecodable(packet.decoderResult().cause());
      return;
    }
    MqttMessageType type = packet.fixedHeader().messageType();
    if ((type == MqttMessageType.CONNECT) != (phase == Phase.WAITING)) {
      disconnect(Disconnect.PROTOCOL_ERROR);
      return;
    }
    switch (type) {
      case CONNECT -> connect((MqttConnectMessage) packet);
      case PUBLISH -> publish((MqttPublishMessage) packet);
      case PUBREL -> send(MqttPackets.reply(MqttMessageType.PUBCOMP, id(packet), (byte) 0, none()));
      case SUBSCRIBE -> {
        int filters = ((MqttSubscribeMessage) packet).payload().topicSubscriptions().size();
        send(MqttPackets.subAck(id(packet), filters, connect.isVersion5()));
      }
      case UNSUBSCRIBE -> {
        int filters = ((MqttUnsubscribeMessage) packet).payload().topics().size();
        send(MqttPackets.unsubAck(id(packet), filters));
      }
      case PINGREQ -> send(MqttPackets.PONG);
      case DISCONNECT -> close();
      case AUTH, CONNACK, PUBACK, PUBREC, PUBCOMP, SUBACK, UNSUBACK, PINGRESP ->
          disconnect(Disconnect.PROTOCOL_ERROR);
    }
  }

  private static MqttProperties none() {
    return MqttProperties.NO_PROPERTIES;
  }

  private static int id(MqttMessage packet) {
    return ((MqttMessageIdVariableHeader) packet.variableHeader()).messageId();
  }

  private void undecodable(Throwable cause) {
    if (phase != Phase.WAITING) {
      disconnect(
          cause instanceof TooLongFrameException
              ? Disconnect.PACKET_TOO_LARGE
              : Disconnect.MALFORMED_PACKET);
      return;
    }
    MqttConnectReturnCode refusal = MqttConnect.refusal(cause);
    if (refusal == null) {
      close();
    } else {
      refuse(refusal);
    }
  }

  private void connect(MqttConnectMessage packet) {
    connect = new MqttConnect(packet);
    MqttConnectReturnCode refusal = connect.refusal();
    if (refusal != null) {
      refuse(refusal);
    } else if (!context.admitted(this)) {
      refuse(connect.tooMany());
    } else {
      silenceNanos = connect.silenceNanos();
      verify(authenticate(packet));
    }
  }

  private Future<Grant> authenticate(MqttConnectMessage packet) {
    if (!context.authenticator().isRequired()) {
      return context.authenticator().authenticate(null, null);
    }
    byte[] password = packet.payload().passwordInBytes();
    return context
        .authenticator()
        .authenticate(
            password == null ? null : new String(password, StandardCharsets.UTF_8),
            packet.payload().userName());
  }

  /** Nothing is read until the credentials are judged. */
  private void verify(Future<Grant> judged) {
    phase = Phase.VERIFYING;
    if (judged.isComplete()) {
      verified(judged);
      return;
    }
    adjustReading();
    judged.onComplete(result -> context.scheduler().execute(() -> verified(result)));
  }

  private void verified(AsyncResult<Grant> judged) {
    if (phase != Phase.VERIFYING) {
      return;
    }
    if (judged.failed()) {
      refuse(connect.unauthenticated(Faults.toProblem(judged.cause()).code()));
      return;
    }
    Grant granted = judged.result();
    if (!granted.quota().takeSocket()) {
      refuse(connect.tooMany());
      return;
    }
    grant = granted;
    phase = Phase.OPEN;
    send(MqttPackets.connAck(MqttConnectReturnCode.CONNECTION_ACCEPTED, connect.announced()));
    Instant until = granted.until();
    if (until != null) {
      expiry = context.at(until, () -> disconnect(Disconnect.NOT_AUTHORIZED));
    }
    context.watch(this);
    adjustReading();
  }

  private void refuse(MqttConnectReturnCode code) {
    send(MqttPackets.connAck(code, none()));
    close();
  }

  private void publish(MqttPublishMessage packet) {
    Grant held = grant();
    if (!held.isValid()) {
      disconnect(Disconnect.NOT_AUTHORIZED);
      return;
    }
    if (packet.variableHeader().properties().getProperty(MqttProperties.TOPIC_ALIAS) != null) {
      disconnect(Disconnect.TOPIC_ALIAS_INVALID);
      return;
    }
    byte[] payload = ByteBufUtil.getBytes(packet.payload());
    String topic = packet.variableHeader().topicName();
    if (payload.length > MqttSettings.MAX_PAYLOAD
        || (PublishTopic.of(topic) == PublishTopic.OF_SEVERAL
            && Publications.hasTooManyLines(payload))) {
      disconnect(Disconnect.PACKET_TOO_LARGE);
      return;
    }
    MqttQoS qos = packet.fixedHeader().qosLevel();
    int id = packet.variableHeader().packetId();
    underWay++;
    bytesUnderWay += payload.length;
    adjustReading();
    context
        .publications()
        .take(
            new Publications.Message(
                held,
                topic,
                payload,
                context.publications().traceparent(packet),
                patienceMillis(qos),
                () -> phase == Phase.CLOSED,
                outcome -> {
                  bytesUnderWay -= payload.length;
                  published(qos, id, outcome);
                }));
  }

  /** A message of QoS 0 is taken or dropped. */
  private long patienceMillis(MqttQoS qos) {
    if (qos == MqttQoS.AT_MOST_ONCE) {
      return 0;
    }
    return connect.isVersion5() ? PATIENCE_5_MILLIS : PATIENCE_3_MILLIS;
  }

  private void published(MqttQoS qos, int id, PublishOutcome outcome) {
    underWay--;
    if (qos != MqttQoS.AT_MOST_ONCE) {
      if (!connect.isVersion5() && outcome.isUnanswered()) {
        close();
        return;
      }
      MqttMessageType type =
          qos == MqttQoS.AT_LEAST_ONCE ? MqttMessageType.PUBACK : MqttMessageType.PUBREC;
      MqttProperties properties =
          connect.isDetailed() ? MqttPackets.userProperties(outcome.properties()) : none();
      send(MqttPackets.reply(type, id, outcome.reason().byteValue(), properties));
    }
    adjustReading();
  }

  private void send(MqttMessage packet) {
    socket.writeMessage(packet);
    if (socket.writeQueueFull()) {
      adjustReading();
    }
  }

  private void adjustReading() {
    boolean full =
        phase == Phase.VERIFYING
            || underWay >= MqttSettings.RECEIVE_MAXIMUM
            || bytesUnderWay >= MqttSettings.MAX_UNDER_WAY
            || socket.writeQueueFull();
    if (full && !paused) {
      paused = true;
      socket.pause();
    } else if (!full && paused) {
      paused = false;
      lastReadNanos = context.scheduler().nanoTime();
      socket.resume();
    }
  }

  @Override
  public Grant grant() {
    return Objects.requireNonNull(grant, "not connected");
  }

  @Override
  public void lost(CloseCode why) {
    disconnect(why == CloseCode.UNAVAILABLE ? Disconnect.SERVER_BUSY : Disconnect.NOT_AUTHORIZED);
  }

  /** Closes the connection, and tells MQTT 5 why. */
  void disconnect(Disconnect reason) {
    if (phase == Phase.OPEN && connect.isVersion5()) {
      send(MqttPackets.disconnect(reason));
    }
    close();
  }

  private void close() {
    Phase before = phase;
    phase = Phase.CLOSED;
    if (before != Phase.CLOSED) {
      socket.close();
    }
  }

  /** The socket is closed. */
  void closed() {
    phase = Phase.CLOSED;
    expiry.cancel();
    Grant held = grant;
    if (held != null) {
      grant = null;
      context.unwatch(this);
      held.quota().releaseSocket();
    }
  }
}
