"""The billing service of Billing.java in Python, without its library:

pip install confluent-kafka psycopg2-binary
python3 billing.py KAFKA POSTGRES_URL [TOPIC]
"""

import json
import signal
import sys

import confluent_kafka
import psycopg2

TABLES = """
    create table if not exists invoice (
      shipment text primary key, cents bigint not null, issued_at timestamptz);
    create table if not exists seen (shipment text primary key, version int not null)
"""


def opened(tx, shipment, data):
    cents = round(10 * data["cargo"]["grossWeightKg"])
    tx.execute("insert into invoice (shipment, cents) values (%s, %s)", (shipment, cents))


def charged(tx, shipment, data):
    tx.execute("update invoice set cents = cents + 5000 where shipment = %s", (shipment,))


def issued(tx, shipment, data):
    tx.execute("update invoice set issued_at = %s where shipment = %s", (data["occurredAt"], shipment))


HANDLERS = {
    "shipment.booked.v1": opened,
    "shipment.released.v1": charged,
    "shipment.delivered.v1": issued,
}


def parse(record):
    """The event, or None where the record is not one of Quayside's."""
    try:
        event = json.loads(record.value())
        ours = event["source"] == "/quayside" and event["subject"].encode() == record.key()
        return event if ours else None
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def is_next(tx, shipment, version):
    """The one rule: apply an event only if its version is the next one of its shipment."""
    tx.execute("insert into seen values (%s, 0) on conflict do nothing", (shipment,))
    # The lock makes another instance wait that still believes this shipment to be its own.
    tx.execute("select version from seen where shipment = %s for update", (shipment,))
    (last,) = tx.fetchone()
    if version <= last:
        return False  # a duplicate, whatever it says
    if version > last + 1:
        raise ValueError(f"version gap of {shipment}: {version} after {last}")
    tx.execute("update seen set version = %s where shipment = %s", (version, shipment))
    return True


def main(broker, postgres, topic="shipment-events"):
    database = psycopg2.connect(postgres)
    with database, database.cursor() as tx:
        tx.execute(TABLES)
    consumer = confluent_kafka.Consumer({
        "bootstrap.servers": broker,
        "group.id": "billing-python",
        "auto.offset.reset": "earliest",
        "enable.auto.offset.store": False,  # only what is applied is passed over after a restart
    })
    consumer.subscribe([topic])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    try:
        while True:
            record = consumer.poll(1)
            if record is None:
                continue
            if record.error():
                raise confluent_kafka.KafkaException(record.error())
            event = parse(record)
            if event:
                # The version and what the handler writes are committed together, or neither is.
                with database, database.cursor() as tx:
                    if is_next(tx, event["subject"], event["shipmentversion"]):
                        # A type without a handler raises the version, too.
                        handler = HANDLERS.get(event["type"])
                        if handler:
                            handler(tx, event["subject"], event["data"])
            consumer.store_offsets(record)
    finally:
        # What failed ends the process: whoever started it starts it again.
        consumer.close()


main(*sys.argv[1:])
