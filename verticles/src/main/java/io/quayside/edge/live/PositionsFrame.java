package io.quayside.edge.live;

import io.quayside.common.json.PlainJson;
import io.quayside.edge.position.PositionParser.ShipmentPosition;
import io.quayside.edge.position.PositionReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A frame of valid tracking updates in plain JSON, which nearly all are.
 *
 * @param id the frame's id, or null where it has none
 * @param updates at least one, each of which names a shipment
 */
public record PositionsFrame(@Nullable String id, List<ShipmentPosition> updates) {
  /** Reads a frame; null if the text is another frame, not plain, or invalid. */
  public static @Nullable PositionsFrame read(byte[] bytes, int length, Instant now) {
    PlainJson text = new PlainJson(bytes, 0, length);
    if (text.next() != '{') {
      return null;
    }
    boolean isOne = false;
    @Nullable String id = null;
    @Nullable List<ShipmentPosition> updates = null;
    for (String name = text.firstName(); name != null; name = text.nextName()) {
      int first = text.next();
      boolean taken = false;
      if (name.equals("op") && !isOne) {
        isOne = first == '"' && "positions".equals(text.string());
        taken = isOne;
      } else if (name.equals("id") && id == null) {
        id = first == '"' ? text.string() : null;
        taken = id != null && FrameMembers.isId(id);
      } else if (name.equals("updates") && updates == null) {
        updates = first == '[' ? updates(text, now) : null;
        taken = updates != null;
      }
      if (!taken) {
        return null;
      }
    }
    boolean whole = text.closed() && text.next() < 0;
    return whole && isOne && updates != null ? new PositionsFrame(id, updates) : null;
  }

  /** Reads the updates behind an opening bracket; null if one is not plain or invalid. */
  private static @Nullable List<ShipmentPosition> updates(PlainJson text, Instant now) {
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
