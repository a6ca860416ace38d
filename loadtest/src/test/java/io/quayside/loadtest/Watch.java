package io.quayside.loadtest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatling.http.action.ws.WsInboundMessage;
import io.gatling.javaapi.core.Session;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * What a subscriber knows of its one shipment, from the frames that it was sent, and when it
 * learned it. Lives in the client's Gatling session.
 *
 * @param version of the newest event
 * @param versionAtMs when that was received, epoch milliseconds
 * @param sequence of the newest position; 0 before the first
 * @param sequenceAtMs when that was received
 * @param fault the first event that wasn't the next one, if there was one
 */
record Watch(
    int version, long versionAtMs, long sequence, long sequenceAtMs, Optional<String> fault) {
  private static final String KEY = "watch";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** One who has been told everything up to {@code version}. */
  static Watch from(int version) {
    return new Watch(version, 0, 0, 0, Optional.empty());
  }

  static Watch of(Session session) {
    return session.get(KEY);
  }

  Session in(Session session) {
    return session.set(KEY, this);
  }

  /** The session after {@code messages}. */
  static Session receive(List<WsInboundMessage> messages, Session session) {
    Watch watch = of(session);
    for (WsInboundMessage message : messages) {
      if (message instanceof WsInboundMessage.Text text) {
        watch = watch.with(text.message(), text.timestamp());
      }
    }
    return watch.in(session);
  }

  /** Frames that are neither event nor position tell nothing. */
  Watch with(String message, long atMs) {
    JsonNode frame = parse(message);
    return switch (frame.path("op").asText()) {
      case "event" -> withEvent(frame.path("event").path("shipmentversion").asInt(), atMs);
      case "position" -> withPosition(frame.path("position").path("sequence").asLong(), atMs);
      default -> this;
    };
  }

  /** The same with its fault forgiven, to see whether there is another. */
  Watch forgiven() {
    return new Watch(version, versionAtMs, sequence, sequenceAtMs, Optional.empty());
  }

  private Watch withEvent(int next, long atMs) {
    Optional<String> found =
        next == version + 1 || fault.isPresent()
            ? fault
            : Optional.of("after version %d came %d".formatted(version, next));
    return new Watch(Math.max(version, next), atMs, sequence, sequenceAtMs, found);
  }

  /** Of the positions only the newest is promised. */
  private Watch withPosition(long next, long atMs) {
    return next > sequence ? new Watch(version, versionAtMs, next, atMs, fault) : this;
  }

  private static JsonNode parse(String message) {
    try {
      return JSON.readTree(message);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("a frame that is not JSON: " + message, e);
    }
  }
}
