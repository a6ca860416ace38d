// A receiver of webhooks without any library: node receiver.js SECRET PORT
const crypto = require('node:crypto');
const http = require('node:http');

const key = Buffer.from(process.argv[2].slice('whsec_'.length), 'base64');

function verify(headers, body) {
  const id = headers['webhook-id'];
  const time = headers['webhook-timestamp'];
  const signed = Buffer.concat([Buffer.from(`${id}.${time}.`), body]);
  const expected = Buffer.from('v1,' + crypto.createHmac('sha256', key).update(signed).digest('base64'));
  const fresh = Math.abs(Date.now() / 1000 - Number(time)) <= 300;
  // Two signatures while a new secret replaces the former one.
  return fresh && String(headers['webhook-signature']).split(' ').some((one) => {
    const given = Buffer.from(one);
    return given.length === expected.length && crypto.timingSafeEqual(given, expected);
  });
}

http.createServer((request, response) => {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => {
    const genuine = verify(request.headers, Buffer.concat(parts));
    // Keep the event under its id, which is the same in every repetition, then answer.
    if (genuine) console.log(request.headers['webhook-id']);
    response.writeHead(genuine ? 204 : 401).end();
  });
}).listen(Number(process.argv[3]), '127.0.0.1');
