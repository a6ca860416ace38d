package io.quayside.gateway.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.quayside.edge.live.FrameOp;
import io.quayside.gateway.contract.Published.Place;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Frames, streams and records as {@code asyncapi.yaml} describes them. */
public final class EventContract {
  private static final Map<String, Place> FRAMES = messages("live");
  private static final Set<String> FROM_CLIENTS =
      Arrays.stream(FrameOp.values()).map(FrameOp::word).collect(Collectors.toSet());
  private static final Map<String, Map<String, Place>> CHANNELS = channels();

  private EventContract() {}

  /** The operations of a socket, by the names of their messages. */
  static Set<String> frames() {
    return FRAMES.keySet();
  }

  /** Fails with what differs, if a text is not a frame that the gateway may send. */
  public static void checkFrame(String text) {
    JsonNode frame = parsed(text);
    String op = frame.path("op").asText();
    if (FROM_CLIENTS.contains(op) || !FRAMES.containsKey(op)) {
      throw new AssertionError("a frame that is not documented as the gateway's: " + text);
    }
    HttpContract.conforms(FRAMES.get(op).member("payload"), frame, "the frame " + op);
  }

  /** Fails with what differs, if a value is not a record of that topic. */
  public static void checkRecord(String topic, String value) {
    JsonNode record = parsed(value);
    Place message = records(topic).get(record.path("type").asText());
    if (message == null) {
      throw new AssertionError("no message of " + topic + " is documented for " + value);
    }
    HttpContract.conforms(message.member("payload"), record, "a record of " + topic);
  }

  /** The messages of a topic by their names, which are the types of the records. */
  static Map<String, Place> records(String topic) {
    if (!CHANNELS.containsKey(topic)) {
      throw new AssertionError("there is no channel with the address " + topic);
    }
    return CHANNELS.get(topic);
  }

  private static Map<String, Map<String, Place>> channels() {
    Map<String, Map<String, Place>> byAddress = new LinkedHashMap<>();
    for (var channel : Published.document(Published.ASYNC_API).path("channels").properties()) {
      byAddress.put(channel.getValue().path("address").asText(), messages(channel.getKey()));
    }
    return byAddress;
  }

  private static Map<String, Place> messages(String channel) {
    Place messages = Published.at(Published.ASYNC_API, "/channels/" + channel + "/messages");
    Map<String, Place> byName = new LinkedHashMap<>();
    for (var message : messages.node().properties()) {
      Place place = messages.member(message.getKey());
      byName.put(place.node().path("name").asText(), place);
    }
    return byName;
  }

  private static JsonNode parsed(String text) {
    try {
      return Published.JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + text, e);
    }
  }
}
