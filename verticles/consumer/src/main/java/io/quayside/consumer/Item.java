package io.quayside.consumer;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A record of Kafka that is in hand. */
final class Item {
  final int partition;
  final long offset;
  final long timestamp;
  final byte[] value;
  final QuaysideEvent event;

  /** Whether nothing more is to be done for it but to write its version. */
  boolean handled;

  /** Whether the cursor may pass it. */
  boolean settled;

  /** {@code event} is null for a record that is none of Quayside's. */
  Item(ConsumerRecord<byte[], byte[]> record, QuaysideEvent event) {
    this.partition = record.partition();
    this.offset = record.offset();
    this.timestamp = record.timestamp();
    this.value = record.value();
    this.event = event;
  }

  void settle() {
    handled = true;
    settled = true;
  }
}
