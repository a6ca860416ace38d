package io.quayside.loadtest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatling.http.action.ws.WsInboundMessage;
import io.gatling.javaapi.core.Session;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a subscriber has been told so far: the versions of the events, in the order in which they
 * came, and the highest sequence among the positions (0 before the first). Lives in the client's
 * Gatling session.
 */
record Frames(List<Integer> versions, long position) {
  private static final String KEY = "frames";
  private static final ObjectMapper JSON = new ObjectMapper();

  Frames {
    versions = List.copyOf(versions);
  }

  static Frames of(Session session) {
    return session.contains(KEY) ? session.<Frames>get(KEY) : new Frames(List.of(), 0);
  }

  /**
   * The session after {@code messages}; frames that are neither event nor position tell nothing.
   */
  static Session receive(List<WsInboundMessage> messages, Session session) {
    Frames frames = of(session);
    for (WsInboundMessage message : messages) {
      if (message instanceof WsInboundMessage.Text text) {
        frames = frames.with(text.message());
      }
    }
    return session.set(KEY, frames);
  }

  Frames with(String message) {
    JsonNode frame = parse(message);
    return switch (frame.path("op").asText()) {
      case "event" -> {
        List<Integer> longer = new ArrayList<>(versions);
        longer.add(frame.path("event").path("shipmentversion").asInt());
        yield new Frames(longer, position);
      }
      case "position" ->
          new Frames(
              versions, Math.max(position, frame.path("position").path("sequence").asLong()));
      default -> this;
    };
  }

  private static JsonNode parse(String message) {
    try {
      return JSON.readTree(message);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("a frame that is not JSON: " + message, e);
    }
  }
}
