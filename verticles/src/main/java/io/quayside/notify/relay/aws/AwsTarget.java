package io.quayside.notify.relay.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quayside.domain.stream.StoredEvent;
import io.quayside.notify.relay.aws.BatchClient.EntryFault;
import io.quayside.notify.relay.target.Outgoing;
import io.quayside.notify.relay.target.Sent;
import io.quayside.notify.relay.target.Sent.RefusalCode;
import io.quayside.notify.relay.target.ShipmentTarget;
import io.quayside.notify.relay.target.TargetException;
import io.quayside.notify.relay.target.TargetFault;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Sends a shard's events in calls of up to 10, of which two may be under way. */
final class AwsTarget implements ShipmentTarget {
  private static final int MAX_ENTRIES = 10;
  private static final int MAX_CALLS = 2;
  private static final int MAX_BYTES = 262_144;

  /** Names, types and the fixed value of an event's attributes. */
  private static final int ATTRIBUTES_BYTES =
      "content-typeStringapplication/cloudevents+jsontypeStringshipmentIdStringversionNumber"
          .concat("tenantString")
          .length();

  private final Supplier<BatchClient> clients;
  private final Executor threads;
  private final Context context;
  private final ArrayDeque<Pending> waiting = new ArrayDeque<>();
  private @Nullable BatchClient client;
  private int calls;
  private boolean closed;

  private record Pending(Outgoing event, int bytes, Promise<Sent> promise) {}

  AwsTarget(Supplier<BatchClient> clients, Executor threads, Context context) {
    this.clients = clients;
    this.threads = threads;
    this.context = context;
  }

  @Override
  public Future<Void> open() {
    return blocking(clients)
        .compose(
            made -> {
              if (closed) {
                threads.execute(made::close);
                return Future.failedFuture(TargetFault.away("closed").toException());
              }
              client = made;
              return Future.succeededFuture();
            });
  }

  @Override
  public int maxInFlight() {
    return MAX_CALLS * MAX_ENTRIES;
  }

  @Override
  public Future<Sent> send(Outgoing event) {
    int bytes = bytes(event);
    if (bytes > MAX_BYTES) {
      return Future.succeededFuture(
          new Sent.Refused(
              RefusalCode.TOO_LARGE,
              "The event has " + bytes + " bytes with its attributes; 262144 are taken"));
    }
    Promise<Sent> sent = Promise.promise();
    waiting.add(new Pending(event, bytes, sent));
    return sent.future();
  }

  private static int bytes(Outgoing event) {
    StoredEvent stored = event.stored();
    return event.body().length
        + ATTRIBUTES_BYTES
        + stored.type().length()
        + stored.shipmentId().length()
        + Integer.toString(stored.version()).length()
        + stored.tenant().getBytes(UTF_8).length;
  }

  @Override
  public void flush() {
    BatchClient open = client;
    while (open != null && calls < MAX_CALLS && !waiting.isEmpty()) {
      calls++;
      call(open, batch());
    }
  }

  private List<Pending> batch() {
    List<Pending> batch = new ArrayList<>(MAX_ENTRIES);
    int bytes = 0;
    while (!waiting.isEmpty() && batch.size() < MAX_ENTRIES) {
      bytes += waiting.element().bytes;
      if (bytes > MAX_BYTES) {
        break;
      }
      batch.add(waiting.remove());
    }
    return batch;
  }

  private void call(BatchClient open, List<Pending> batch) {
    List<Outgoing> events = batch.stream().map(Pending::event).toList();
    blocking(() -> open.send(events))
        .onComplete(
            faults -> answered(batch, faults),
            failure -> {
              Sent wait = new Sent.Wait(TargetException.faultOf(failure));
              answered(batch, wait);
            });
  }

  private void answered(List<Pending> batch, Map<Integer, EntryFault> faults) {
    calls--;
    for (int i = 0; i < batch.size(); i++) {
      EntryFault fault = faults.get(i);
      batch.get(i).promise.tryComplete(fault == null ? Sent.OK : sent(fault));
    }
    flush();
  }

  private void answered(List<Pending> batch, Sent sent) {
    calls--;
    // What waits would fail too: it is sent after the pause.
    List<Pending> failed = new ArrayList<>(batch);
    failed.addAll(waiting);
    waiting.clear();
    failed.forEach(pending -> pending.promise.tryComplete(sent));
  }

  private static Sent sent(EntryFault fault) {
    String detail = "The broker refuses the event: " + fault.code();
    return fault.isSenders()
        ? new Sent.Refused(RefusalCode.REFUSED_BY_BROKER, detail)
        : new Sent.Later(detail);
  }

  private <T> Future<T> blocking(Supplier<T> task) {
    Promise<T> done = Promise.promise();
    threads.execute(
        () -> {
          try {
            T result = task.get();
            context.runOnContext(v -> done.complete(result));
          } catch (RuntimeException failure) {
            context.runOnContext(v -> done.fail(fault(failure).toException()));
          }
        });
    return done.future();
  }

  private static TargetFault fault(RuntimeException failure) {
    return switch (failure) {
      case AwsServiceException refused ->
          TargetFault.refused("AWS answers with status " + refused.statusCode());
      case SdkException away -> TargetFault.away("AWS is not reached");
      default -> TargetFault.away(failure.getClass().getSimpleName());
    };
  }

  @Override
  public Future<Void> close() {
    closed = true;
    BatchClient open = client;
    if (open != null) {
      threads.execute(open::close);
    }
    return Future.succeededFuture();
  }
}
