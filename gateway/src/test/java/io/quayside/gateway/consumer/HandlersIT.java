package io.quayside.gateway.consumer;

import static io.quayside.gateway.consumer.EventTopic.event;
import static io.quayside.gateway.consumer.EventTopic.shipment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.consumer.Backoff;
import io.quayside.consumer.EventRecords;
import io.quayside.consumer.Handler;
import io.quayside.consumer.Parked;
import io.quayside.consumer.QuaysideEvent;
import io.quayside.consumer.State;
import io.quayside.consumer.Tx;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What handlers do to their transactions, and how it ends. */
@ExtendWith(SharedGateway.class)
class HandlersIT extends ConsumerScenario {
  private static final String TYPE = "shipment.departed.v1";

  HandlersIT(GatewayProcess gateway) {
    super(gateway);
  }

  private static void run(Tx tx, String sql) throws SQLException {
    try (var statement = tx.connection().createStatement()) {
      statement.execute(sql);
    }
  }

  /** Each of these leaves nothing, and is parked. */
  private static final List<Handler> POISON =
      List.of(
          (event, tx) -> {
            try {
              tx.update("insert into nowhere values (1)");
            } catch (SQLException caught) {
              // The transaction takes no more statements, nor is it committed.
            }
          },
          (event, tx) -> {
            throw new IllegalStateException("bad \u0000 byte");
          },
          (event, tx) -> {
            tx.update("set local statement_timeout = 50");
            run(tx, "select pg_sleep(600)");
          },
          (event, tx) -> {
            throw new Error("a test");
          },
          (event, tx) -> tx.update("commit"),
          (event, tx) -> run(tx, "commit"),
          (event, tx) -> tx.connection().createStatement().getConnection().commit(),
          (event, tx) -> tx.connection().getMetaData().getConnection().commit(),
          (event, tx) -> {
            try (var statement = tx.connection().prepareStatement("select 1");
                var found = statement.executeQuery()) {
              found.getStatement().getConnection().commit();
            }
          },
          (event, tx) -> tx.connection().unwrap(org.postgresql.jdbc.PgConnection.class).commit());

  private static void handle(QuaysideEvent event, Tx tx) throws Exception {
    Ledger.note(event, tx);
    int number = Integer.parseInt(event.shipmentId());
    if (number < POISON.size()) {
      POISON.get(number).handle(event, tx);
    }
  }

  @Test
  void shouldParkWhatHandlersBreak() throws Exception {
    var consumer =
        started(builder().retries(0, Backoff.fixed(Duration.ZERO)).on(TYPE, HandlersIT::handle));
    for (int number = 0; number <= POISON.size(); number++) {
      topic.send(number, 1);
    }

    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(consumer.parked()).hasSize(POISON.size()));
    assertThat(consumer.parked()).extracting(Parked::state).containsOnly(State.PARKED);
    awaitHandled(1);
    assertThat(ledger.versions(shipment(POISON.size()))).containsExactly("1");
    awaitNoLag(consumer);
  }

  @Test
  void shouldLeaveHandlersWhatEndsNothing() throws Exception {
    var consumer =
        started(
            builder()
                .on(
                    TYPE,
                    (event, tx) -> {
                      var connection = tx.connection();
                      var before = connection.setSavepoint();
                      Ledger.note(event, tx);
                      connection.rollback(before);
                      assertThat(connection.unwrap(Connection.class)).isSameAs(connection);
                      connection.unwrap(org.postgresql.PGConnection.class).getCopyAPI();
                      Ledger.note(event, tx);
                    }));
    topic.send(1, 1);

    awaitHandled(1);
    assertThat(consumer.parked()).isEmpty();
    assertThat(failures).hasValue(0);
  }

  @Test
  void shouldRollBackAHandlerThatDoesNotEnd() throws Exception {
    var begun = new CountDownLatch(1);
    var consumer =
        builder()
            .on(
                TYPE,
                (event, tx) -> {
                  Ledger.note(event, tx);
                  begun.countDown();
                  run(tx, "select pg_sleep(600)");
                })
            .start();
    topic.send(1, 1);
    begun.await();

    var since = Instant.now();
    consumer.close();

    assertThat(Duration.between(since, Instant.now())).isLessThan(Duration.ofMinutes(2));
    assertThat(ledger.count()).isZero();
    started(builder());
    awaitHandled(1);
  }

  @Test
  void shouldAcceptRecordsBehindOneThatIsParked() throws Exception {
    failing.add(EventTopic.id(1, 1));
    var consumer = builder().retries(3, Backoff.fixed(Duration.ZERO)).build();
    consumer.accept(EventRecords.of(event(1, 1), event(2, 5)));
    assertThat(consumer.parked()).extracting(Parked::attempts).containsExactly(1, 0);

    failing.clear();
    consumer.accept(EventRecords.of(event(1, 2)));
    assertThat(consumer.discard(shipment(2), "a test")).isTrue();
    consumer.accept(EventRecords.of(event(2, 6)));

    assertThat(ledger.versions(shipment(1))).containsExactly("1", "2");
    assertThat(ledger.versions(shipment(2))).containsExactly("6");
    assertThat(consumer.parked()).isEmpty();
  }
}
