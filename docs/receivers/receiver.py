"""A receiver of webhooks without any library: python3 receiver.py SECRET PORT"""
import base64
import hashlib
import hmac
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY = base64.b64decode(sys.argv[1][len("whsec_"):])


def verify(headers, body):
    moment = headers.get("webhook-timestamp", "0")
    signed = f"{headers.get('webhook-id')}.{moment}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.new(KEY, signed, hashlib.sha256).digest()).decode()
    fresh = moment.isdigit() and abs(time.time() - int(moment)) <= 300
    # Two signatures while a new secret replaces the former one.
    given = headers.get("webhook-signature", "").split(" ")
    return fresh and any(hmac.compare_digest(expected.encode(), one.encode()) for one in given)


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        genuine = verify(self.headers, body)
        if genuine:
            # Keep the event under its id, which is the same in every repetition, then answer.
            print(self.headers["webhook-id"], flush=True)
        self.send_response(204 if genuine else 401)
        if not genuine:
            self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *unused):
        pass


ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2])), Receiver).serve_forever()
