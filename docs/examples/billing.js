// The billing service of Billing.java in Node, without its library:
//   npm install kafkajs pg
//   node billing.js KAFKA POSTGRES_URL [TOPIC]
'use strict';

const { Kafka, logLevel } = require('kafkajs');
const { Pool } = require('pg');

const [broker, postgres, topic = 'shipment-events'] = process.argv.slice(2);
const database = new Pool({ connectionString: postgres });

const TABLES = `
  create table if not exists invoice (
    shipment text primary key, cents bigint not null, issued_at timestamptz);
  create table if not exists seen (shipment text primary key, version int not null)`;

const handlers = {
  'shipment.booked.v1': (tx, { subject, data }) =>
    tx.query('insert into invoice (shipment, cents) values ($1, $2)', [
      subject,
      Math.round(10 * data.cargo.grossWeightKg),
    ]),
  'shipment.released.v1': (tx, { subject }) =>
    tx.query('update invoice set cents = cents + 5000 where shipment = $1', [subject]),
  'shipment.delivered.v1': (tx, { subject, data }) =>
    tx.query('update invoice set issued_at = $2 where shipment = $1', [subject, data.occurredAt]),
};

/** The event, or nothing where the record is not one of Quayside's. */
function parse({ key, value }) {
  try {
    const event = JSON.parse(value);
    return event.source === '/quayside' && event.subject === String(key) ? event : undefined;
  } catch {
    return undefined;
  }
}

/** The one rule: apply an event only if its version is the next one of its shipment. */
async function isNext(tx, { subject, shipmentversion: version }) {
  await tx.query('insert into seen values ($1, 0) on conflict do nothing', [subject]);
  // The lock makes another instance wait that still believes this shipment to be its own.
  const found = await tx.query('select version from seen where shipment = $1 for update', [subject]);
  const last = found.rows[0].version;
  if (version <= last) return false; // a duplicate, whatever it says
  if (version > last + 1) throw new Error(`version gap of ${subject}: ${version} after ${last}`);
  await tx.query('update seen set version = $2 where shipment = $1', [subject, version]);
  return true;
}

/** The version and what the handler writes are committed together, or neither is. */
async function apply(event) {
  const tx = await database.connect();
  let failed = true;
  try {
    await tx.query('begin');
    // A type without a handler raises the version, too.
    if (await isNext(tx, event)) await handlers[event.type]?.(tx, event);
    await tx.query('commit');
    failed = false;
  } finally {
    tx.release(failed); // closed after a failure, which rolls back
  }
}

async function main() {
  await database.query(TABLES);
  const kafka = new Kafka({ brokers: [broker], logLevel: logLevel.WARN });
  const consumer = kafka.consumer({ groupId: 'billing-node' });
  // KafkaJS calls again for a record that failed, and gives up after a while: then whoever started
  // this process starts it again, and it goes on behind the last record that was applied.
  consumer.on(consumer.events.CRASH, () => process.exit(1));
  process.once('SIGTERM', () => consumer.disconnect().then(() => process.exit(0)));
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message }) => {
      const event = parse(message);
      if (event) await apply(event);
    },
  });
}

main();
