package io.quayside.gateway.growing;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * An analysis in Kafka Streams: how long shipments travel on each lane, from the events alone. The
 * topic is partitioned by shipment, so a shipment's state is where its events are read.
 */
final class TransitTimes {
  /** By lane, such as {@code DEHAM-DEBER}: the number of deliveries and the sum of their times. */
  static final String LANES = "lanes";

  private static final String SHIPMENTS = "shipments";
  private static final int KIBIBYTES_64 = 65_536;

  private TransitTimes() {}

  static Topology topology() {
    var builder = new StreamsBuilder();
    builder.addStateStore(
        Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(SHIPMENTS), Serdes.String(), Serdes.String()));
    builder.stream("shipment-events", Consumed.with(Serdes.String(), Serdes.String()))
        .process(Journeys::new, SHIPMENTS)
        .groupByKey(Grouped.with(Serdes.String(), Serdes.Long()))
        .aggregate(
            () -> new JsonObject(Map.of("deliveries", 0, "seconds", 0L)).encode(),
            (lane, seconds, sum) -> add(new JsonObject(sum), seconds).encode(),
            Materialized.<String, String>as(Stores.inMemoryKeyValueStore(LANES))
                .withKeySerde(Serdes.String())
                .withValueSerde(Serdes.String()));
    return builder.build();
  }

  private static JsonObject add(JsonObject sum, long seconds) {
    return sum.put("deliveries", sum.getInteger("deliveries") + 1)
        .put("seconds", sum.getLong("seconds") + seconds);
  }

  /** State, output and place in the topic move together, so a crash neither loses nor doubles. */
  static Properties settings(String bootstrap, String name) {
    var settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, name);
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, KIBIBYTES_64);
    settings.put("auto.offset.reset", "earliest");
    return settings;
  }

  /** Follows each shipment by the rule of every reader: pass over a version that was seen. */
  private static final class Journeys implements Processor<String, String, String, Long> {
    private ProcessorContext<String, Long> context;
    private KeyValueStore<String, String> shipments;

    @Override
    public void init(ProcessorContext<String, Long> initial) {
      context = initial;
      shipments = initial.getStateStore(SHIPMENTS);
    }

    @Override
    public void process(Record<String, String> record) {
      var event = event(record);
      var stored = shipments.get(record.key());
      var journey = stored == null ? new JsonObject() : new JsonObject(stored);
      if (event == null
          || event.getInteger("shipmentversion") <= journey.getInteger("version", 0)) {
        return;
      }
      journey.put("version", event.getInteger("shipmentversion"));
      var data = event.getJsonObject("data");
      switch (event.getString("type")) {
        case "shipment.booked.v1" ->
            journey.put("lane", place(data, "origin") + "-" + place(data, "destination"));
        case "shipment.picked-up.v1" -> journey.put("pickedUpAt", data.getString("occurredAt"));
        case "shipment.delivered.v1" -> {
          var took = Duration.between(time(journey, "pickedUpAt"), time(data, "occurredAt"));
          context.forward(record.withKey(journey.getString("lane")).withValue(took.toSeconds()));
        }
        default -> {
          // Of other events only the version counts, also of types that are not known yet.
        }
      }
      shipments.put(record.key(), journey.encode());
    }

    /** The event of a record; null for a record that is not the gateway's. */
    private static JsonObject event(Record<String, String> record) {
      try {
        var event = record.value() == null ? new JsonObject() : new JsonObject(record.value());
        boolean own =
            "/quayside".equals(event.getString("source"))
                && event.getString("subject").equals(record.key());
        return own ? event : null;
      } catch (DecodeException e) {
        return null;
      }
    }

    private static String place(JsonObject data, String end) {
      return data.getJsonObject(end).getString("unLocode");
    }

    private static Instant time(JsonObject data, String member) {
      return Instant.parse(data.getString(member));
    }
  }
}
