package io.quayside.gateway;

import io.quayside.gateway.harness.Caller;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.LiveClient;

/** The doors that take every command. */
enum CommandDoor {
  HTTP,
  WEB_SOCKET;

  Caller caller(Client client, LiveClient live) {
    return this == HTTP ? Caller.overHttp(client) : Caller.overSocket(live);
  }
}
