package io.quayside.loadtest.bench;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The sockets of a bare server, an event loop's apart; each write is one message to one socket. */
final class Broadcast {
  /** Where a body's lines go to one socket each, by turns; anywhere else it goes to all. */
  static final String EACH = "/each";

  private static final String SUBSCRIBED = "{\"op\":\"subscribed\"}";

  private final List<Sockets> loops = new CopyOnWriteArrayList<>();

  Sockets join(Context context) {
    var sockets = new Sockets(context);
    loops.add(sockets);
    return sockets;
  }

  void write(Buffer body, boolean each) {
    var texts = each ? List.of(body.toString().split("\n", -1)) : List.of(body.toString());
    for (int i = 0; i < loops.size(); i++) {
      var sockets = loops.get(i);
      int first = i;
      sockets.context.runOnContext(
          v -> {
            if (each) {
              for (int line = first; line < texts.size(); line += loops.size()) {
                sockets.writeToNext(texts.get(line));
              }
            } else {
              sockets.writeToAll(texts.getFirst());
            }
          });
    }
  }

  /** One event loop's. */
  static final class Sockets {
    private final Context context;
    private final List<ServerWebSocket> open = new ArrayList<>();
    private int turn;

    private Sockets(Context context) {
      this.context = context;
    }

    void opened(ServerWebSocket socket) {
      open.add(socket);
      socket.closeHandler(v -> open.remove(socket));
      socket.textMessageHandler(text -> socket.writeTextMessage(SUBSCRIBED));
    }

    private void writeToAll(String text) {
      for (var socket : open) {
        socket.writeTextMessage(text);
      }
    }

    private void writeToNext(String text) {
      open.get(turn++ % open.size()).writeTextMessage(text);
    }
  }
}
