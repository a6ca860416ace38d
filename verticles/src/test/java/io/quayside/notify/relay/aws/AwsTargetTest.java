package io.quayside.notify.relay.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.common.identity.Principal;
import io.quayside.domain.Event;
import io.quayside.domain.Status;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.notify.lane.FeedEvent;
import io.quayside.notify.relay.target.Outgoing;
import io.quayside.notify.relay.target.Sent;
import io.quayside.notify.relay.target.Sent.RefusalCode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How events are put into calls. */
class AwsTargetTest {
  private static final int MAX_BYTES = 262_144;

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<List<Outgoing>> calls = new CopyOnWriteArrayList<>();
  private final AwsTarget target = new AwsTarget(Calls::new, threads, context);

  /** Takes all that it is sent. */
  private final class Calls implements BatchClient {
    @Override
    public Map<Integer, EntryFault> send(List<Outgoing> events) {
      calls.add(events);
      return Map.of();
    }

    @Override
    public void close() {}
  }

  @AfterEach
  void end() {
    threads.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private static Outgoing event(int shipment, int bytes) {
    Instant now = Instant.parse("2026-03-02T08:15:30Z");
    Event booked = () -> now;
    var stored =
        new StoredEvent(
            Principal.DEFAULT_TENANT, "s" + shipment, 1, "t", "c", Status.BOOKED, booked);
    var body = new byte[bytes];
    return new Outgoing(new FeedEvent(0, shipment, stored, body), body);
  }

  /** Sends events of so many bytes together, and waits for all results. */
  private List<Sent> send(int... bytes) throws Exception {
    var done = new CompletableFuture<List<Sent>>();
    context.runOnContext(
        v ->
            target
                .open()
                .compose(
                    opened -> {
                      List<Future<Sent>> sent = new ArrayList<>();
                      for (int i = 0; i < bytes.length; i++) {
                        sent.add(target.send(event(i, bytes[i])));
                      }
                      target.flush();
                      return Future.all(sent);
                    })
                .onComplete(
                    all -> done.complete(all.list()),
                    failure -> done.completeExceptionally(failure)));
    return done.get(30, TimeUnit.SECONDS);
  }

  @Test
  void shouldParkWhatIsTooLargeAndSendTheOthers() throws Exception {
    var sent = send(100, MAX_BYTES, MAX_BYTES - 500, 100);

    assertThat(sent.get(1))
        .isInstanceOfSatisfying(
            Sent.Refused.class,
            refused -> {
              assertThat(refused.code()).isEqualTo(RefusalCode.TOO_LARGE);
              assertThat(refused.code().code()).isEqualTo("too-large");
              assertThat(refused.detail()).contains("262144");
            });
    assertThat(List.of(sent.get(0), sent.get(2), sent.get(3))).containsOnly(Sent.OK);
    assertThat(calls.stream().mapToInt(List::size).sum()).isEqualTo(3);
  }

  @Test
  void shouldSendNoMoreThanTenEventsAndItsBytesInACall() throws Exception {
    int[] bytes = new int[45];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = i < 5 ? 100_000 : 1_000;
    }

    assertThat(send(bytes)).hasSize(45).containsOnly(Sent.OK);

    assertThat(calls)
        .allSatisfy(
            call -> {
              assertThat(call).hasSizeLessThanOrEqualTo(10);
              assertThat(call.stream().mapToInt(one -> one.body().length).sum())
                  .isLessThan(MAX_BYTES);
            });
    assertThat(calls.stream().mapToInt(List::size).sum()).isEqualTo(45);
    assertThat(calls).hasSizeLessThanOrEqualTo(8);
  }
}
