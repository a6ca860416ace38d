import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * An analysis in Flink: how long shipments travel on each lane, from the events alone. Prints a
 * lane's deliveries and the sum of their seconds with each delivery. Needs flink-streaming-java,
 * flink-clients and flink-connector-kafka.
 *
 * <pre>java -cp … FlinkTransitTimes KAFKA</pre>
 */
public final class FlinkTransitTimes {
  private FlinkTransitTimes() {}

  public static void main(String[] arguments) throws Exception {
    var environment = StreamExecutionEnvironment.getExecutionEnvironment();
    var events =
        KafkaSource.<String>builder()
            .setBootstrapServers(arguments[0])
            .setTopics("shipment-events")
            .setGroupId("transit-times")
            .setStartingOffsets(OffsetsInitializer.earliest())
            .setValueOnlyDeserializer(new SimpleStringSchema())
            .build();
    environment
        .fromSource(events, WatermarkStrategy.noWatermarks(), "shipment-events")
        .flatMap(new OwnEvents())
        .keyBy(event -> event.f0)
        .process(new Journeys())
        .keyBy(delivery -> delivery.f0)
        .reduce((sum, one) -> Tuple3.of(sum.f0, sum.f1 + one.f1, sum.f2 + one.f2))
        .print();
    environment.execute("transit times");
  }

  /** Shipment and event of a record; a record that is not the gateway's is left out. */
  public static final class OwnEvents implements FlatMapFunction<String, Tuple2<String, String>> {
    private static final long serialVersionUID = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public void flatMap(String record, Collector<Tuple2<String, String>> events) {
      try {
        JsonNode event = JSON.readTree(record);
        if (event.path("source").asText().equals("/quayside")) {
          events.collect(Tuple2.of(event.path("subject").asText(), record));
        }
      } catch (IOException foreign) {
        // Nobody's record.
      }
    }
  }

  /** Follows each shipment by the rule of every reader: pass over a version that was seen. */
  public static final class Journeys
      extends KeyedProcessFunction<String, Tuple2<String, String>, Tuple3<String, Long, Long>> {
    private static final long serialVersionUID = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    private transient ValueState<Integer> version;
    private transient ValueState<String> lane;
    private transient ValueState<String> pickedUpAt;

    @Override
    public void open(OpenContext context) {
      var states = getRuntimeContext();
      version = states.getState(new ValueStateDescriptor<>("version", Types.INT));
      lane = states.getState(new ValueStateDescriptor<>("lane", Types.STRING));
      pickedUpAt = states.getState(new ValueStateDescriptor<>("pickedUpAt", Types.STRING));
    }

    @Override
    public void processElement(
        Tuple2<String, String> record,
        Context context,
        Collector<Tuple3<String, Long, Long>> deliveries)
        throws Exception {
      JsonNode event = JSON.readTree(record.f1);
      Integer seen = version.value();
      if (seen != null && event.path("shipmentversion").asInt() <= seen) {
        return;
      }
      version.update(event.path("shipmentversion").asInt());
      JsonNode data = event.path("data");
      switch (event.path("type").asText()) {
        case "shipment.booked.v1" ->
            lane.update(place(data, "origin") + "-" + place(data, "destination"));
        case "shipment.picked-up.v1" -> pickedUpAt.update(data.path("occurredAt").asText());
        case "shipment.delivered.v1" -> {
          var began = Instant.parse(pickedUpAt.value());
          var ended = Instant.parse(data.path("occurredAt").asText());
          deliveries.collect(
              Tuple3.of(lane.value(), 1L, Duration.between(began, ended).toSeconds()));
        }
        default -> {
          // Of other events only the version counts, also of types that are not known yet.
        }
      }
    }

    private static String place(JsonNode data, String end) {
      return data.path(end).path("unLocode").asText();
    }
  }
}
