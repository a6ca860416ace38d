package io.quayside.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.admin.Webhook;
import io.quayside.cluster.Shards;
import io.quayside.common.identity.Principal;
import io.quayside.common.scheduling.VertxScheduler;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SendingGateway;
import io.quayside.gateway.harness.Sql;
import io.quayside.notify.webhook.Replays;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What replays do to rows that an owner has not brought up to date. The webhook is disabled, so
 * that its rows stand still, and enabled in the end.
 */
@ExtendWith(SendingGateway.class)
class ReplayRowsIT extends WebhookScenario {
  private final Sql sql;
  private final Vertx vertx = Vertx.vertx();
  private final Pool pool;

  ReplayRowsIT(GatewayProcess gateway) {
    super(gateway);
    sql = new Sql(gateway);
    pool =
        PgBuilder.pool()
            .connectingTo(
                "postgresql://quayside@127.0.0.1:" + gateway.ports().postgres() + "/quayside")
            .using(vertx)
            .build();
  }

  @AfterEach
  void end() {
    done(pool.close());
    done(vertx.close());
  }

  private static void done(Future<?> future) {
    future.toCompletionStage().toCompletableFuture().orTimeout(60, SECONDS).join();
  }

  private String webhookId() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private Webhook webhook() {
    return new Webhook(
        webhookId(),
        1,
        Principal.DEFAULT_TENANT,
        null,
        null,
        null,
        null,
        null,
        false,
        Instant.EPOCH,
        Instant.EPOCH);
  }

  private int shards() throws SQLException {
    return (int) cursors("count(*)");
  }

  private int shardOf(String shipmentId) throws SQLException {
    return Shards.of(shipmentId, shards());
  }

  private long cursors(String aggregate) throws SQLException {
    return sql.number(
        "select %s from consumer_cursors where consumer = 'webhook:%s'"
            .formatted(aggregate, webhookId()));
  }

  private long lane(String column) throws SQLException {
    return sql.number(
        "select %s from consumer_lanes where consumer = 'webhook:%s'"
            .formatted(column, webhookId()));
  }

  private void putLane(String shipmentId, int nextVersion) throws SQLException {
    sql.execute(
        """
        insert into consumer_lanes (consumer, shipment_id, shard, next_version, state, attempts,
          next_attempt_at, replay_to)
        values ('webhook:%s', '%s', %d, %d, 'RETRYING', 2, now() + interval '1 hour', 9)
        """
            .formatted(webhookId(), shipmentId, shardOf(shipmentId), nextVersion));
  }

  private Replays replays(List<Long> places) throws SQLException {
    return new Replays(
        pool,
        null,
        null,
        since -> Future.succeededFuture(places),
        new VertxScheduler(vertx, vertx.getOrCreateContext()),
        shards());
  }

  private void disable() {
    client.post(path + "/disable", new JsonObject()).expect(200);
    awaitState("DISABLED");
  }

  private void enable() {
    client.post(path + "/enable", new JsonObject()).expect(200);
  }

  private String events(String shipmentId) {
    return " from events where shipment_id = '" + shipmentId + "'";
  }

  private void awaitSentTwice(String shipmentId) {
    await()
        .atMost(60, SECONDS)
        .untilAsserted(
            () -> assertThat(receiver.versions(shipmentId)).containsSubsequence(1, 2, 3, 1, 2, 3));
  }

  @Test
  void shouldLeaveOutNothingThatTheCursorHasNotPassed() throws SQLException {
    make();
    awaitVersions(book(), 1);
    disable();
    var id = shipment(3);
    await().atMost(60, SECONDS).until(() -> sql.number("select count(*)" + events(id)) == 3);

    done(replays(List.of()).replay(webhook(), id, 3, 3));

    assertThat(lane("next_version")).isEqualTo(1);
    enable();
    awaitVersions(id, 1, 2, 3);
  }

  @Test
  void shouldChangeTheRowOfALaneThatStays() throws SQLException {
    make();
    var id = shipment(3);
    awaitVersions(id, 1, 2, 3);
    disable();
    putLane(id, 2);
    var time = "(extract(epoch from next_attempt_at) * 1000000)::bigint";

    for (int i = 0; i < 2; i++) {
      long epochs = cursors("sum(epoch)");
      long due = lane(time);
      done(replays(List.of()).replay(webhook(), id, 3, 3));
      assertThat(cursors("sum(epoch)")).isGreaterThan(epochs);
      assertThat(lane(time)).isEqualTo(due + 1);
    }

    assertThat(lane("next_version")).isEqualTo(2);
    assertThat(lane("attempts")).isEqualTo(2);
    done(replays(List.of()).replay(webhook(), id, 1, 3));
    assertThat(lane("next_version")).isEqualTo(1);
    assertThat(lane("attempts")).isZero();
    enable();
    awaitSentTwice(id);
  }

  @Test
  void shouldRemoveALaneThatHasSentEverything() throws SQLException {
    make();
    var id = shipment(3);
    awaitVersions(id, 1, 2, 3);
    disable();
    putLane(id, 4);
    List<Long> places = new ArrayList<>(Collections.nCopies(shards(), Long.MAX_VALUE));
    places.set(shardOf(id), sql.number("select min(log_offset)" + events(id)));

    done(replays(places).replay(webhook(), Instant.EPOCH.plusSeconds(3_600)));

    assertThat(lane("count(*)")).isZero();
    enable();
    awaitSentTwice(id);
  }
}
