package io.quayside.gateway.consumer;

import io.quayside.consumer.JdbcStore;
import io.quayside.consumer.QuaysideConsumer;
import java.util.Map;

/** A consumer in a process of its own, which is killed in the middle of its work. */
final class KilledInstance {
  private KilledInstance() {}

  /**
   * The arguments: the consumer's name, Kafka's address, the topic, PostgreSQL's port, a schema.
   */
  public static void main(String[] arguments) throws InterruptedException {
    var connections = new Connections(Integer.parseInt(arguments[3]), arguments[4]);
    QuaysideConsumer.builder(arguments[0])
        .kafka(Map.of("bootstrap.servers", arguments[1], "session.timeout.ms", "6000"))
        .topic(arguments[2])
        .store(JdbcStore.of(connections))
        .on("*", Ledger::note)
        .parallel(4)
        .start();
    Thread.currentThread().join();
  }
}
