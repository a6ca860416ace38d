package io.quayside.edge;

import io.quayside.edge.PositionParser.ShipmentPosition;
import io.quayside.json.PlainJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A frame of tracking updates that is in order in each of them, as nearly all are.
 *
 * @param id the frame's id, or null where it has none
 * @param updates at least one, each of which names a shipment
 */
record PositionsFrame(String id, List<ShipmentPosition> updates) {
  /** The frame that a text is, or null if it is another, or something is wrong with it. */
  static PositionsFrame read(byte[] bytes, Instant now) {
    PlainJson text = new PlainJson(bytes, 0, bytes.length);
    boolean isOne = false;
    String id = null;
    List<ShipmentPosition> updates = null;
    int next = text.next() == '{' ? text.next() : -1;
    while (next == '"') {
      String name = text.name();
      if (name == null || text.next() != ':') {
        return null;
      }
      int first = text.next();
      if (name.equals("op") && !isOne) {
        isOne = first == '"' && "positions".equals(text.string());
        if (!isOne) {
          return null;
        }
      } else if (name.equals("id") && id == null && first == '"') {
        id = text.string();
        if (id == null || !Frames.isId(id)) {
          return null;
        }
      } else if (name.equals("updates") && updates == null && first == '[') {
        updates = updates(text, now);
        if (updates == null) {
          return null;
        }
      } else {
        return null;
      }
      int then = text.next();
      if (then == '}') {
        return isOne && updates != null && text.next() < 0 ? new PositionsFrame(id, updates) : null;
      }
      next = then == ',' ? text.next() : -1;
    }
    return null;
  }

  /** What stands behind an opening bracket, or null. */
  private static List<ShipmentPosition> updates(PlainJson text, Instant now) {
    PositionReader reader = new PositionReader(now);
    List<ShipmentPosition> updates = new ArrayList<>();
    while (text.next() == '{') {
      ShipmentPosition update = reader.read(text);
      if (update == null || update.shipmentId() == null) {
        return null;
      }
      updates.add(update);
      int then = text.next();
      if (then != ',') {
        return then == ']' ? updates : null;
      }
    }
    return null;
  }
}
