package io.quayside.loadtest;

import io.gatling.javaapi.core.Session;
import java.util.List;

/**
 * The nodes of the gateway under test. Clients are dealt out to them in turn; one that comes back
 * may go to another.
 */
record Nodes(List<String> baseUrls) {
  private static final String MOVES = "moves";

  Nodes {
    baseUrls = List.copyOf(baseUrls);
  }

  /** That of the node whose turn it is with this client. */
  String webSocketUrl(Session session) {
    long moves = session.contains(MOVES) ? session.getInt(MOVES) : 0;
    String baseUrl = baseUrls.get((int) ((session.userId() + moves) % baseUrls.size()));
    // http becomes ws, and https wss.
    return "ws" + baseUrl.substring("http".length());
  }

  /** From here on it is the next one's turn. */
  Session next(Session session) {
    return session.set(MOVES, 1 + (session.contains(MOVES) ? session.getInt(MOVES) : 0));
  }
}
