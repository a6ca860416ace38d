package io.quayside.notify.relay.aws;

import io.quayside.domain.stream.StoredEvent;
import io.quayside.notify.relay.target.Outgoing;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** One API's call for several events. Blocks. */
interface BatchClient extends AutoCloseable {
  /** Sends up to 10 events; by their places in the list, those that failed, and why. */
  Map<Integer, EntryFault> send(List<Outgoing> events);

  /** The attributes of an event's message, each made of its type and its text. */
  static <A> Map<String, A> attributes(
      StoredEvent stored, BiFunction<String, String, A> attribute) {
    return Map.of(
        "content-type", attribute.apply("String", "application/cloudevents+json"),
        "type", attribute.apply("String", stored.type()),
        "shipmentId", attribute.apply("String", stored.shipmentId()),
        "version", attribute.apply("Number", Integer.toString(stored.version())),
        "tenant", attribute.apply("String", stored.tenant()));
  }

  @Override
  void close();

  /**
   * Why one event failed.
   *
   * @param isSenders whether it will fail whenever it is sent
   */
  record EntryFault(String code, boolean isSenders) {}
}
