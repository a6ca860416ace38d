// Follows a shipment in Node 18 or newer, without a library, and goes on where it was: after a lost
// connection, and after a restart.
//   node follow.js SHIPMENT_ID [GATEWAY] [FILE]
// The file keeps the version of the last event that was handled. QUAYSIDE_TOKEN may be a credential.
'use strict';

const { readFileSync, writeFileSync, renameSync } = require('node:fs');

const [shipment, gateway = 'http://localhost:8080', file = `${shipment}.version`] =
  process.argv.slice(2);
const LONGEST_PAUSE = 30_000;

let version = lastVersion();

function lastVersion() {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch (missing) {
    if (missing.code === 'ENOENT') return 0;
    throw missing;
  }
}

/** What is to be done with an event; it may be called again with one after a crash. */
function handle(event) {
  console.log(`${event.shipmentversion} ${event.type}`);
}

function handled(newVersion) {
  version = newVersion;
  writeFileSync(`${file}.new`, String(version));
  renameSync(`${file}.new`, file);
}

function received(name, data) {
  if (name === 'event') {
    const event = JSON.parse(data);
    // The one rule: skip a version that was seen already.
    if (event.shipmentversion <= version) return;
    handle(event);
    handled(event.shipmentversion);
  } else if (name === 'snapshot') {
    // The gateway has fewer events than were handled: it is another one.
    throw Object.assign(new Error(`the gateway is behind version ${version}`), { final: true });
  }
}

/** Reads one stream to its end. */
async function follow() {
  const headers = { Accept: 'text/event-stream' };
  if (process.env.QUAYSIDE_TOKEN) headers.Authorization = `Bearer ${process.env.QUAYSIDE_TOKEN}`;
  const answer = await fetch(`${gateway}/v1/shipments/${shipment}/stream?after=${version}`, { headers });
  if (!answer.ok) {
    const passes = answer.status >= 500 || answer.status === 429;
    throw Object.assign(new Error(`${answer.status} ${await answer.text()}`), { final: !passes });
  }
  let text = '';
  const decoder = new TextDecoder();
  for await (const part of answer.body) {
    text += decoder.decode(part, { stream: true });
    const frames = text.split('\n\n');
    text = frames.pop();
    for (const frame of frames) {
      const fields = Object.fromEntries(
        frame.split('\n').map(line => [line.split(':', 1)[0], line.slice(line.indexOf(':') + 1).trimStart()]));
      if (fields.data !== undefined) received(fields.event, fields.data);
    }
  }
}

(async () => {
  for (let failures = 0; ; ) {
    const before = version;
    try {
      await follow();
    } catch (failure) {
      console.error(failure.message);
      if (failure.final) process.exit(1);
    }
    failures = version > before ? 0 : failures + 1;
    const pause = Math.min(LONGEST_PAUSE, 250 * 2 ** failures) * (0.5 + Math.random() / 2);
    await new Promise(resolve => setTimeout(resolve, pause));
  }
})();
