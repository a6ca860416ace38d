package io.quayside.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.admin.ObjectKinds;
import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.stream.Contexts;
import io.quayside.edge.live.CloseCode;
import io.quayside.edge.live.FrameOp;
import io.quayside.edge.mqtt.MqttReasons;
import io.quayside.edge.mqtt.MqttSettings;
import io.quayside.log.envelope.PositionCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The events' document: every type that is stored, every frame, every close code. */
class AsyncApiTest {
  private static final Pattern CLOSE_CODE = Pattern.compile("(?m)^\\| (\\d{4}) \\| ([^|]+) \\|");

  private static final Pattern REASON =
      Pattern.compile("(?m)^\\| ([a-z-]+) \\| 0x([0-9A-Fa-f]{2}) \\|$");

  @Test
  void shouldHaveAMessageForEveryEventTypeAndNoOther() {
    var documented = new TreeSet<>(EventContract.records("shipment-events").keySet());
    documented.addAll(EventContract.records("shipment-positions").keySet());
    documented.addAll(EventContract.records("quayside-admin").keySet());

    assertThat(documented).containsExactlyInAnyOrderElementsOf(stored());
  }

  /** Every type that was ever stored. */
  private static Set<String> stored() {
    var types = new TreeSet<>(Contexts.STANDARD.eventTypes());
    types.add(PositionCodec.POSITION_REPORTED);
    types.addAll(ObjectKinds.eventTypes());
    return types;
  }

  private static String topic(String type) {
    return switch (type.substring(0, type.indexOf('.'))) {
      case "tracking" -> "shipment-positions";
      case "admin" -> "quayside-admin";
      default -> "shipment-events";
    };
  }

  @TestFactory
  Stream<DynamicTest> shouldDescribeTheGoldenRecords() throws IOException {
    var golden = Published.repository().resolve("verticles/src/test/resources/golden");
    try (var files = Files.walk(golden)) {
      var found =
          files
              .filter(file -> SchemaFiles.isRecord(file) && stored().contains(type(file)))
              .sorted()
              .toList();
      assertThat(found.stream().map(AsyncApiTest::type).distinct())
          .containsExactlyInAnyOrderElementsOf(stored());
      return found.stream()
          .map(
              file ->
                  DynamicTest.dynamicTest(golden.relativize(file).toString(), () -> check(file)));
    }
  }

  /** The stored type of a golden file, which is the name of its folder. */
  private static String type(Path golden) {
    return golden.getParent().getFileName().toString();
  }

  private static void check(Path golden) throws IOException {
    EventContract.checkRecord(topic(type(golden)), Files.readString(golden));
  }

  @Test
  void shouldDescribeEveryCloseCode() {
    var description =
        Published.document(Published.ASYNC_API).at("/channels/live/description").asText();
    var described = new TreeSet<String>();
    CLOSE_CODE
        .matcher(description)
        .results()
        .forEach(row -> described.add(row.group(1) + " " + row.group(2)));

    for (CloseCode code : CloseCode.values()) {
      assertThat(described).contains(code.code() + " " + code.reason());
    }
  }

  @Test
  void shouldDescribeMqttAsItIs() {
    var document = Published.document(Published.ASYNC_API);
    assertThat(document.at("/channels/mqttPosition/address").asText())
        .isEqualTo(MqttSettings.topicOf("{shipmentId}"));
    assertThat(document.at("/channels/mqttPositions/address").asText())
        .isEqualTo(MqttSettings.SEVERAL);
    assertThat(document.at("/servers/mqtt/bindings/mqtt/maximumPacketSize").asInt())
        .isEqualTo(MqttSettings.MAX_PACKET);
    assertThat(document.at("/components/messages/MqttPositions/payload/maxLength").asInt())
        .isEqualTo(MqttSettings.MAX_PAYLOAD);
    var one = document.at("/channels/mqttPosition/description").asText();
    assertThat(one).contains("At most " + MqttSettings.RECEIVE_MAXIMUM + " messages");
    assertThat(document.at("/channels/mqttPositions/description").asText())
        .contains("Up to %,d updates".formatted(MqttSettings.MAX_LINES));
    var reasons = new TreeSet<String>();
    REASON
        .matcher(one)
        .results()
        .forEach(row -> reasons.add(row.group(1) + ' ' + row.group(2).toUpperCase(Locale.ROOT)));
    reasons.remove("none 00");
    assertThat(reasons).hasSize(9);
    for (var reason : reasons) {
      var code = reason.substring(0, reason.indexOf(' '));
      var known =
          Arrays.stream(ProblemCode.values())
              .filter(each -> each.code().equals(code))
              .findFirst()
              .orElseThrow();
      assertThat(reason).isEqualTo("%s %X".formatted(code, MqttReasons.numberOf(known)));
    }
  }

  @Test
  void shouldDescribeEveryFrameOfClients() {
    assertThat(EventContract.frames())
        .containsAll(Arrays.stream(FrameOp.values()).map(FrameOp::word).toList());
  }

  @Test
  void shouldConformToItsOwnExamples() {
    var messages = Published.at(Published.ASYNC_API, "/components/messages");
    var checked = 0;
    for (var message : messages.node().properties()) {
      var place = messages.member(message.getKey());
      for (var example : place.node().path("examples")) {
        HttpContract.conforms(
            place.member("payload"), example.path("payload"), "the example of " + message.getKey());
        checked++;
      }
    }

    assertThat(checked).isGreaterThan(10);
  }
}
