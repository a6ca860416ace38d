package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Another writer's transactions leave control records in the log, which take offsets and are handed
 * to no consumer. The last offset of each partition is one of them when the gateway starts.
 */
class ForeignTransactionsIT {
  private static final List<String> TOPICS = List.of("shipment-events", "shipment-positions");

  /** Enough for each of the twelve shards to have one. */
  private static final int SHIPMENTS = 60;

  private GatewayProcess gateway = GatewayProcess.startFresh("foreign-transactions");

  @AfterEach
  void stopGateway() {
    gateway.closeAndForget();
  }

  @Test
  void shouldServeWhenEachPartitionEndsWithAControlRecord() {
    var dispatcher = new Dispatcher(gateway.client());
    var shipments = IntStream.range(0, SHIPMENTS).mapToObj(i -> dispatcher.book()).toList();
    shipments.forEach(id -> assertThat(verdict(dispatcher, id, 1)).isEqualTo("accepted"));

    writeTransactions();
    shipments.forEach(id -> assertThat(verdict(dispatcher, id, 2)).isEqualTo("accepted"));
    writeTransactions();
    gateway.kill9();
    gateway = GatewayProcess.startAgain(gateway);

    var again = new Dispatcher(gateway.client());
    shipments.forEach(
        id -> {
          assertThat(verdict(again, id, 2)).isEqualTo("duplicate");
          assertThat(verdict(again, id, 3)).isEqualTo("accepted");
          assertThat(again.assignCarrier(id, "V 1").accepted()).isTrue();
          assertThat(again.view(id, 2).getInteger("version")).isEqualTo(2);
        });
  }

  private static String verdict(Dispatcher dispatcher, String shipmentId, long sequence) {
    return dispatcher.verdict(shipmentId, Bodies.position("truck-1", sequence));
  }

  /** Commits one transaction and aborts one, each with a record in every partition. */
  private void writeTransactions() {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            gateway.topics().bootstrap(),
            "transactional.id",
            "a-foreign-writer");
    try (var foreign =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      foreign.initTransactions();
      for (boolean commits : new boolean[] {true, false}) {
        foreign.beginTransaction();
        for (var topic : TOPICS) {
          int partitions = foreign.partitionsFor(topic).size();
          for (int partition = 0; partition < partitions; partition++) {
            var unused = foreign.send(new ProducerRecord<>(topic, partition, null, new byte[1]));
          }
        }
        foreign.flush();
        if (commits) {
          foreign.commitTransaction();
        } else {
          foreign.abortTransaction();
        }
      }
    }
  }
}
