package io.quayside.notify.relay.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.BlockedListener;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.notify.relay.rabbitmq.RabbitTargets.Unroutable;
import io.quayside.notify.relay.target.CauseCode;
import io.quayside.notify.relay.target.Outgoing;
import io.quayside.notify.relay.target.Sent;
import io.quayside.notify.relay.target.ShipmentTarget;
import io.quayside.notify.relay.target.TargetFault;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The channel of one shard. Messages are persistent and mandatory; an event is settled by the
 * broker's confirm. A message that no queue takes comes back before its own confirm.
 */
final class RabbitTarget implements ShipmentTarget {
  private static final int MAX_UNCONFIRMED = 256;
  private static final int PERSISTENT = 2;
  private static final String CONTENT_TYPE = "application/cloudevents+json";

  private final RabbitTargets settings;
  private final RabbitLink link;
  private final Context context;
  private final Listener listener;

  /** Events of this turn; used by the relays' event loop. */
  private List<Pending> outbox = new ArrayList<>();

  /** Whether the outbox is published at the end of this turn; used by the relays' event loop. */
  private boolean flushing;

  /** By delivery tag, what is not confirmed. */
  private final ConcurrentNavigableMap<Long, Pending> unconfirmed = new ConcurrentSkipListMap<>();

  /** Ids of messages that came back; used by the connection's reading thread. */
  private final Set<String> returned = new HashSet<>();

  private final Queue<Result> results = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean delivering = new AtomicBoolean();

  /** Changed by the writing thread alone. */
  private volatile @Nullable Channel channel;

  /** Hears of alarms at the broker; used by the writing thread alone. */
  private final BlockedListener alarms = new Alarms();

  private volatile boolean closed;

  private record Pending(Outgoing event, Promise<Sent> promise) {}

  private record Result(Promise<Sent> promise, Sent sent) {}

  RabbitTarget(RabbitTargets settings, RabbitLink link, Context context, Listener listener) {
    this.settings = settings;
    this.link = link;
    this.context = context;
    this.listener = listener;
  }

  @Override
  public Future<Void> open() {
    Promise<Void> opened = Promise.promise();
    link.write(
        () -> {
          try {
            openChannel();
            context.runOnContext(v -> opened.tryComplete());
          } catch (Exception failure) {
            TargetFault fault = fault(failure);
            context.runOnContext(v -> opened.tryFail(fault.toException()));
          }
        });
    return opened.future();
  }

  private void openChannel() throws Exception {
    Channel opening = link.channel();
    channel = opening;
    if (closed) {
      opening.abort();
      return;
    }
    if (settings.declare()) {
      opening.exchangeDeclare(settings.exchange(), "topic", true);
    } else {
      opening.exchangeDeclarePassive(settings.exchange());
    }
    opening.addReturnListener(back -> returned.add(back.getProperties().getMessageId()));
    opening.addConfirmListener(
        (tag, multiple) -> confirmed(tag, multiple, true),
        (tag, multiple) -> confirmed(tag, multiple, false));
    opening.confirmSelect();
    opening.addShutdownListener(signal -> lost(fault(signal)));
    opening.getConnection().addBlockedListener(alarms);
  }

  /** While memory or disk run out, the broker reads nothing of connections that publish. */
  private final class Alarms implements BlockedListener {
    @Override
    public void handleBlocked(String reason) {
      TargetFault fault = TargetFault.refused("the broker holds the connection: " + reason);
      tell(() -> listener.held(fault));
    }

    @Override
    public void handleUnblocked() {
      tell(listener::released);
    }
  }

  /** Called by the connection's reading thread, and by others where the connection ends. */
  private void lost(TargetFault fault) {
    tell(() -> listener.lost(fault));
  }

  private void tell(Runnable news) {
    if (!closed) {
      context.runOnContext(
          v -> {
            if (!closed) {
              news.run();
            }
          });
    }
  }

  @Override
  public int maxInFlight() {
    return MAX_UNCONFIRMED;
  }

  @Override
  public Future<Sent> send(Outgoing event) {
    Promise<Sent> sent = Promise.promise();
    outbox.add(new Pending(event, sent));
    return sent.future();
  }

  /** Publishes what begins in this turn together: each of the confirms of a turn may begin some. */
  @Override
  public void flush() {
    if (!flushing && !outbox.isEmpty()) {
      flushing = true;
      context.runOnContext(v -> flushNow());
    }
  }

  private void flushNow() {
    flushing = false;
    List<Pending> batch = outbox;
    outbox = new ArrayList<>();
    link.write(() -> publish(batch));
  }

  private void publish(List<Pending> batch) {
    Channel open = channel;
    if (closed || open == null) {
      return;
    }
    try {
      for (Pending pending : batch) {
        // The confirm may be there before the call returns.
        unconfirmed.put(open.getNextPublishSeqNo(), pending);
        publish(open, pending.event);
      }
    } catch (IOException | AlreadyClosedException failure) {
      lost(fault(failure));
    }
  }

  private void publish(Channel open, Outgoing event) throws IOException {
    StoredEvent stored = event.stored();
    AMQP.BasicProperties properties =
        new AMQP.BasicProperties.Builder()
            .contentType(CONTENT_TYPE)
            .deliveryMode(PERSISTENT)
            .messageId(stored.id())
            .type(stored.type())
            .headers(
                Map.of(
                    "shipmentid", stored.shipmentId(),
                    "shipmentversion", (long) stored.version(),
                    "tenantid", stored.tenant()))
            .build();
    String key = stored.tenant() + '.' + stored.type();
    open.basicPublish(settings.exchange(), key, true, properties, event.body());
  }

  private void confirmed(long tag, boolean multiple, boolean ack) {
    if (multiple) {
      ConcurrentNavigableMap<Long, Pending> all = unconfirmed.headMap(tag, true);
      while (!all.isEmpty()) {
        Map.Entry<Long, Pending> first = all.pollFirstEntry();
        if (first != null) {
          confirmed(first.getValue(), ack);
        }
      }
    } else {
      Pending one = unconfirmed.remove(tag);
      if (one != null) {
        confirmed(one, ack);
      }
    }
    if (delivering.compareAndSet(false, true)) {
      context.runOnContext(v -> deliver());
    }
  }

  private void confirmed(Pending pending, boolean ack) {
    boolean cameBack = returned.remove(pending.event.stored().id());
    Sent sent;
    if (!ack) {
      sent =
          new Sent.Wait(
              new TargetFault(CauseCode.NACKED, "the broker has refused a message", false));
    } else if (!cameBack) {
      sent = Sent.OK;
    } else if (settings.unroutable() == Unroutable.DROP) {
      sent = Sent.DROPPED;
    } else {
      sent =
          new Sent.Wait(
              new TargetFault(CauseCode.UNROUTABLE, "no queue takes an event's type", true));
    }
    results.add(new Result(pending.promise, sent));
  }

  private void deliver() {
    delivering.set(false);
    for (Result result = results.poll(); result != null; result = results.poll()) {
      result.promise.tryComplete(result.sent);
    }
  }

  private static TargetFault fault(Throwable failure) {
    ShutdownSignalException signal =
        failure instanceof ShutdownSignalException itself
            ? itself
            : failure.getCause() instanceof ShutdownSignalException cause ? cause : null;
    if (signal != null && signal.getReason() instanceof AMQP.Channel.Close close) {
      String detail = "the broker closes the channel with code " + close.getReplyCode();
      boolean isFinal = close.getReplyCode() == AMQP.PRECONDITION_FAILED;
      return new TargetFault(CauseCode.REFUSED, detail, isFinal);
    }
    if (signal != null
        && signal.getReason() instanceof AMQP.Connection.Close close
        && close.getReplyCode() != AMQP.CONNECTION_FORCED) {
      return TargetFault.refused(
          "the broker closes the connection with code " + close.getReplyCode());
    }
    if (failure instanceof AuthenticationFailureException) {
      return TargetFault.refused("the broker refuses the credentials");
    }
    return TargetFault.away(failure.getClass().getSimpleName());
  }

  @Override
  public Future<Void> close() {
    closed = true;
    link.write(
        () -> {
          Channel open = channel;
          if (open != null && open.isOpen()) {
            open.getConnection().removeBlockedListener(alarms);
            try {
              open.abort();
            } catch (IOException | AlreadyClosedException ended) {
              // It is closed, as it was to be.
              channel = null;
            }
          }
        });
    // A write that blocks must not hold the shard's next owner up.
    return Future.succeededFuture();
  }
}
