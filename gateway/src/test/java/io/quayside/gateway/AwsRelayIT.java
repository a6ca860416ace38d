package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.SnsServer;
import io.quayside.gateway.harness.SnsServer.Published;
import io.quayside.gateway.harness.SnsServer.Verdict;
import io.quayside.gateway.harness.SqsServer;
import io.quayside.gateway.harness.TestCertificate;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/** Relays to a FIFO queue of ElasticMQ, and with TLS and signatures to FIFO topics. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AwsRelayIT extends RelayScenario {
  private static final int LOADED_SHIPMENTS = 16;
  private static final int LOADED_EVENTS = 100;
  private static final String SECRET = "se+cret/OfAws";
  private static final String RELAYS =
      """
      [{"name":"aws","kind":"sqs","region":"eu-central-1",
        "queueUrl":"SQS_URL/000000000000/events.fifo",
        "endpoint":"SQS_URL","accessKeyId":"key","secretAccessKey":"${AWS_SECRET}"},
       {"name":"hub","kind":"sns","region":"eu-central-1",
        "topicArn":"ARN:events.fifo",
        "endpoint":"SNS_URL","accessKeyId":"key","secretAccessKey":"${AWS_SECRET}"},
       {"name":"slow","kind":"sns","region":"eu-central-1","topicArn":"ARN:slow.fifo",
        "types":["shipment.booked.v1"],"perSecond":10,
        "endpoint":"SNS_URL","accessKeyId":"key","secretAccessKey":"${AWS_SECRET}"},
       {"name":"locked","kind":"sns","region":"eu-central-1","topicArn":"ARN:locked.fifo",
        "endpoint":"SNS_URL","accessKeyId":"key","secretAccessKey":"${AWS_SECRET}x"}]
      """;

  @TempDir private static Path directory;

  private SqsServer sqs;
  private SnsServer sns;

  @BeforeAll
  void start() {
    sqs = new SqsServer();
    var certificate = TestCertificate.make(directory, "sns", "RSA");
    sns = new SnsServer(certificate, "key", SECRET);
    var relays =
        RELAYS
            .replace("SQS_URL", sqs.url())
            .replace("SNS_URL", sns.url())
            .replace("ARN", "arn:aws:sns:eu-central-1:000000000000");
    start(
        "relay-aws",
        Map.of(
            "QUAYSIDE_RELAYS",
            relays,
            "AWS_SECRET",
            SECRET,
            "JAVA_TOOL_OPTIONS",
            certificate.trustOptions(directory.resolve("trust.p12"))));
  }

  @AfterAll
  void stop() {
    end();
    sqs.close();
    sns.close();
  }

  @Test
  void shouldSendAQueueEachShipmentsEventsInTheirOrder() {
    var ids = book(15);
    ids.forEach(id -> assign(id, "MV Elbe"));
    ids.forEach(id -> assign(id, "MV Alster"));

    Map<String, List<Integer>> versions = new HashMap<>();
    patiently()
        .untilAsserted(
            () -> {
              sqs.receive().forEach(message -> note(versions, message));
              ids.forEach(id -> assertThat(versions.get(id)).containsExactly(1, 2, 3));
            });
  }

  private static void note(Map<String, List<Integer>> versions, Message message) {
    var event = new JsonObject(message.body());
    var id = event.getString("subject");
    int version = event.getInteger("shipmentversion");
    var attributes = message.messageAttributes();
    assertThat(attributes.get("shipmentId").stringValue()).isEqualTo(id);
    assertThat(attributes.get("version").stringValue()).isEqualTo(Integer.toString(version));
    assertThat(attributes.get("type").stringValue()).isEqualTo(event.getString("type"));
    assertThat(attributes.get("tenant").stringValue()).isEqualTo("default");
    assertThat(attributes.get("content-type").stringValue())
        .isEqualTo("application/cloudevents+json");
    assertThat(message.attributes().get(MessageSystemAttributeName.MESSAGE_GROUP_ID)).isEqualTo(id);
    assertThat(message.attributes().get(MessageSystemAttributeName.MESSAGE_DEDUPLICATION_ID))
        .isEqualTo(event.getString("id"));
    versions.computeIfAbsent(id, key -> new ArrayList<>()).add(version);
  }

  private List<String> published(String id) {
    return sns.taken().stream()
        .filter(one -> one.topic().endsWith(":events.fifo") && one.group().equals(id))
        .map(Published::deduplicationId)
        .toList();
  }

  private void awaitPublished(String id, int count) {
    patiently().untilAsserted(() -> assertThat(published(id)).hasSizeGreaterThanOrEqualTo(count));
  }

  @Test
  void shouldHoldAShipmentBackWhoseEventFails() {
    var failing = dispatcher.book();
    var other = dispatcher.book();
    awaitPublished(failing, 1);
    sns.answer(one -> one.deduplicationId().equals(failing + "/2") ? Verdict.FAILS : Verdict.TAKEN);
    assign(failing, "MV Elbe");
    assign(failing, "MV Alster");
    assign(other, "MV Elbe");
    awaitPublished(other, 2);
    assertThat(published(failing)).containsExactly(failing + "/1");

    sns.answer(one -> Verdict.TAKEN);
    awaitPublished(failing, 3);
    assertThat(published(failing)).containsExactly(failing + "/1", failing + "/2", failing + "/3");
  }

  @Test
  void shouldParkWhatTheBrokerWillNeverTakeUntilItIsRedriven() {
    var id = dispatcher.book();
    awaitPublished(id, 1);
    sns.answer(one -> one.deduplicationId().equals(id + "/2") ? Verdict.REFUSED : Verdict.TAKEN);
    assign(id, "MV Elbe");
    assign(id, "MV Alster");

    patiently()
        .untilAsserted(
            () ->
                assertThat(letters(id))
                    .singleElement()
                    .satisfies(
                        letter -> {
                          assertThat(letter.getString("source")).isEqualTo("relay");
                          assertThat(letter.getString("consumer")).isEqualTo("relay:hub");
                          assertThat(letter.getString("code")).isEqualTo("refused-by-broker");
                          assertThat(letter.getInteger("version")).isEqualTo(2);
                        }));
    patiently().untilAsserted(() -> assertThat(relay("hub").getInteger("parked")).isEqualTo(1));
    assertThat(published(id)).containsExactly(id + "/1");

    sns.answer(one -> Verdict.TAKEN);
    client
        .post(
            "/v1/dead-letters/" + letters(id).getFirst().getString("letterId") + "/redrive",
            new JsonObject())
        .expect(202);
    awaitPublished(id, 3);
    assertThat(published(id)).containsExactly(id + "/1", id + "/2", id + "/3");
  }

  @Test
  void shouldLoseNothingWhenQueueAndTopicAreAwayUnderLoad() throws InterruptedException {
    var fromSqs = new RelayArrivals();
    Map<String, Integer> written;
    try (var load = new RelayLoad(client, LOADED_SHIPMENTS)) {
      load.awaitMore(LOADED_EVENTS);
      sqs.shut();
      sns.shut();
      awaitState("aws", "RETRYING", "connect-failed");
      awaitState("hub", "RETRYING", "connect-failed");
      load.awaitMore(LOADED_EVENTS);
      assertThat(relays())
          .filteredOn(relay -> List.of("aws", "hub").contains(relay.getString("name")))
          .hasSize(2)
          .allSatisfy(
              relay -> {
                assertThat(relay.getString("state")).isEqualTo("RETRYING");
                assertThat(relay.getLong("lagRecords")).isPositive();
                assertThat(relay.getDouble("lagSeconds")).isPositive();
              });

      sqs.open();
      sns.open();
      load.awaitMore(LOADED_EVENTS);
      load.stop();
      written = load.versions();
    }
    patiently()
        .untilAsserted(
            () -> {
              receive(fromSqs);
              assertThat(fromSqs.highest()).containsAllEntriesOf(written);
              assertThat(fromSns().highest()).containsAllEntriesOf(written);
            });
    // What another test's queue has left may begin behind version 1.
    assertThat(fromSqs.holes()).noneMatch(hole -> written.containsKey(hole.substring(0, 26)));
    assertThat(fromSns().holes()).isEmpty();
    awaitState("aws", "RUNNING", null);
    awaitState("hub", "RUNNING", null);
    assertThat(relay("aws").getInteger("parked")).isZero();
    assertThat(relay("hub").getInteger("parked")).isZero();
  }

  private List<JsonObject> relays() {
    return client.get("/v1/relays").expect(200).json().getJsonArray("items").stream()
        .map(JsonObject.class::cast)
        .toList();
  }

  private void receive(RelayArrivals arrivals) {
    for (var messages = sqs.receive(); !messages.isEmpty(); messages = sqs.receive()) {
      for (var message : messages) {
        var event = new JsonObject(message.body());
        arrivals.note(event.getString("subject"), event.getInteger("shipmentversion"));
      }
    }
  }

  private RelayArrivals fromSns() {
    var arrivals = new RelayArrivals();
    for (var one : sns.taken()) {
      if (one.topic().endsWith(":events.fifo")) {
        var version = one.deduplicationId().substring(one.group().length() + 1);
        arrivals.note(one.group(), Integer.parseInt(version));
      }
    }
    return arrivals;
  }

  @Test
  void shouldSendNoMoreInASecondThanItMay() {
    // Events gather behind the first call, in which the SDK's client begins.
    awaitSlow(book(1));
    int before = slow().size();

    awaitSlow(book(30));

    var taken = slow().subList(before, slow().size());
    var took = Duration.between(taken.getFirst().at(), taken.getLast().at());
    // Half of what it may, for answers come late on a slow machine.
    assertThat(took).isGreaterThan(Duration.ofMillis(50L * (taken.size() - 1)));
  }

  private void awaitSlow(List<String> ids) {
    patiently()
        .untilAsserted(() -> assertThat(slow()).extracting(Published::group).containsAll(ids));
  }

  private List<Published> slow() {
    return sns.taken().stream().filter(one -> one.topic().endsWith(":slow.fifo")).toList();
  }

  @Test
  void shouldSayThatItsCredentialsAreRefused() {
    dispatcher.book();
    patiently()
        .untilAsserted(
            () -> {
              var relay = relay("locked");
              assertThat(relay.getString("state")).as(relay.encode()).isEqualTo("RETRYING");
              assertThat(relay.getJsonObject("cause").getString("code")).isEqualTo("refused");
              assertThat(relay.getLong("lagRecords")).isPositive();
              assertThat(relay.getInteger("parked")).isZero();
            });
    assertThat(gateway.said()).noneMatch(line -> line.contains(SECRET));
  }

  private List<JsonObject> letters(String id) {
    return client
        .get("/v1/dead-letters?state=PARKED&shipmentId=" + id)
        .expect(200)
        .json()
        .getJsonArray("items")
        .stream()
        .map(JsonObject.class::cast)
        .toList();
  }
}
