package io.quayside.edge.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quayside.auth.Grant;
import io.quayside.common.metrics.Metrics;
import io.quayside.common.problem.ProblemCode;
import io.quayside.common.scheduling.ManualScheduler;
import io.quayside.common.trace.CountingTracer;
import io.quayside.common.trace.Traces;
import io.quayside.edge.mqtt.PublishOutcome.Refused;
import io.quayside.edge.mqtt.PublishOutcome.Taken;
import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardAnswer.Verdict;
import io.quayside.shard.ShardRequest;
import io.quayside.shard.client.PositionIngest;
import io.quayside.shard.client.ShardClient;
import io.quayside.shard.ownership.InMemoryShardTable;
import io.quayside.shard.rpc.ShardTransport;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** How long a message is tried, over a shard that has an owner only when the test says so. */
class PublicationsTest {
  private static final int SHARDS = 1;
  private static final UUID SELF = new UUID(0, 1);
  private static final String TOPIC = MqttSettings.topicOf("01JQ8ZK3V5T7Y9B1D3F5H7K9MN");
  private static final byte[] UPDATE =
      """
      {"deviceId":"truck","sequence":1,"observedAt":"2026-01-02T03:04:05Z",
       "position":{"lat":1,"lon":2}}
      """
          .getBytes(UTF_8);

  private final ManualScheduler scheduler = new ManualScheduler();
  private final InMemoryShardTable table = new InMemoryShardTable(SELF, SHARDS);
  private final List<PublishOutcome> outcomes = new ArrayList<>();
  private final CountingTracer tracer = new CountingTracer();
  private final Metrics metrics = new Metrics(new SimpleMeterRegistry(), new Traces(tracer));
  private final Publications publications =
      new Publications(
          new PositionIngest(
              new ShardClient(scheduler, SHARDS, table, new AcceptingTransport()), metrics),
          scheduler,
          metrics,
          new MqttLetters(
              (letter, caller) -> Future.failedFuture("no letters here"),
              null,
              InstantSource.system()));
  private int asked;
  private boolean abandoned;

  /** Takes every update at once. */
  private final class AcceptingTransport implements ShardTransport {
    @Override
    public Future<Void> open() {
      return Future.succeededFuture();
    }

    @Override
    public void ask(UUID node, int shard, ShardRequest request, Completable<ShardAnswer> answer) {
      asked++;
      answer.succeed(new ShardAnswer.Taken(Verdict.ACCEPTED));
    }

    @Override
    public void expire(long olderThanNanos) {}
  }

  private void publish(long patienceMillis) {
    publish(patienceMillis, null);
  }

  private void publish(long patienceMillis, String traceparent) {
    publications.take(
        new Publications.Message(
            Grant.ANONYMOUS,
            TOPIC,
            UPDATE,
            traceparent,
            patienceMillis,
            () -> abandoned,
            outcomes::add));
  }

  private void away() {
    table.assign(0, null);
  }

  @Test
  void shouldTellHowAnUpdateWasTaken() {
    table.assign(0, SELF);
    publish(5_000);
    assertThat(outcomes).containsExactly(new Taken(Verdict.ACCEPTED));
    assertThat(tracer.begun).startsWith("mqtt publish");
    shouldHaveEnded("accepted");
  }

  /** The span of the one message has ended, with that outcome. */
  private void shouldHaveEnded(String outcome) {
    assertThat(tracer.ended)
        .filteredOn(tags -> "mqtt".equals(tags.get("messaging.system")))
        .singleElement()
        .satisfies(tags -> assertThat(tags).containsEntry("quayside.outcome", outcome))
        .satisfies(tags -> assertThat(tags).containsEntry("messaging.destination.name", TOPIC));
  }

  @Test
  void shouldBeginItsSpanBeneathThatOfTheDevice() {
    table.assign(0, SELF);
    publish(5_000, CountingTracer.SAMPLED);
    assertThat(tracer.begun).startsWith("mqtt publish beneath 4bf9");
    shouldHaveEnded("accepted");
  }

  @Test
  void shouldNotTraceWhatTheDeviceDoesNotSample() {
    table.assign(0, SELF);
    publish(5_000, CountingTracer.SAMPLED.replaceAll("01$", "00"));
    assertThat(outcomes).hasSize(1);
    assertThat(tracer.begun).isEmpty();
  }

  @Test
  void shouldTellOfAShardThatStaysAwayWhenItsPatienceEnds() {
    away();
    publish(5_000);
    scheduler.advance(4_000);
    assertThat(outcomes).isEmpty();
    scheduler.advance(10_000);
    assertThat(outcomes).containsExactly(new Refused(ProblemCode.TEMPORARILY_UNAVAILABLE));
    assertThat(metrics.registry().find("quayside.foreign").counters())
        .singleElement()
        .satisfies(
            counted ->
                assertThat(counted.getId().getTag("outcome")).isEqualTo("temporarily-unavailable"));
  }

  @Test
  void shouldAskAgainForAsLongAsItIsPatient() {
    away();
    publish(20_000);
    scheduler.advance(15_000);
    assertThat(outcomes).isEmpty();
    table.assign(0, SELF);
    scheduler.advance(1_000);
    assertThat(outcomes).containsExactly(new Taken(Verdict.ACCEPTED));
  }

  @Test
  void shouldAskNoMoreForAConnectionThatIsClosed() {
    away();
    publish(20_000);
    scheduler.advance(6_000);
    abandoned = true;
    scheduler.advance(6_000);
    table.assign(0, SELF);
    scheduler.advance(20_000);
    assertThat(outcomes).isEmpty();
    assertThat(asked).isZero();
    shouldHaveEnded("temporarily-unavailable");
  }

  @Test
  void shouldDropAMessageOfQos0AtTheFirstRefusal() {
    away();
    publish(0);
    scheduler.advance(6_000);
    assertThat(outcomes).containsExactly(new Refused(ProblemCode.TEMPORARILY_UNAVAILABLE));
  }
}
