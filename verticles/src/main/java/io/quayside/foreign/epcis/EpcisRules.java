package io.quayside.foreign.epcis;

import io.quayside.foreign.JsonParts;
import io.quayside.foreign.Offences;
import java.util.Map;

/**
 * What makes an event one of EPCIS 2.0: its {@link EpcisShapes shape}, and what its members ask of
 * each other. Members that the standard does not have are passed over.
 */
final class EpcisRules {
  private final Offences offences;

  EpcisRules(Offences offences) {
    this.offences = offences;
  }

  void judge(Object element, String pointer) {
    if (!(element instanceof Map<?, ?> map)) {
      offences.note(pointer, "must be an object");
      return;
    }
    @SuppressWarnings("unchecked") // every map that was read has texts as keys
    Map<String, Object> event = (Map<String, Object>) map;
    String type = JsonParts.text(event, "type");
    if (type == null || !EpcisShapes.EVENT_TYPES.contains(type)) {
      offences.note(JsonParts.at(pointer, "type"), "must be one of the five types of events");
      return;
    }
    Shape shape = EpcisShapes.event(type);
    if (!shape.holds(event)) {
      shape.explain(event, pointer, offences);
    }
    if (type.equals("ObjectEvent")) {
      subject(event, pointer);
    }
    ilmd(event, type, pointer);
  }

  private void subject(Map<String, Object> event, String pointer) {
    boolean sensed = event.containsKey("sensorElementList") && event.containsKey("readPoint");
    if (!event.containsKey("epcList") && !event.containsKey("quantityList") && !sensed) {
      offences.note(
          JsonParts.at(pointer, "epcList"),
          "is missing, and so are quantityList and a sensorElementList with a readPoint");
    }
  }

  private void ilmd(Map<String, Object> event, String type, String pointer) {
    Object ilmd = event.get("ilmd");
    if (ilmd == null) {
      return;
    }
    String at = JsonParts.at(pointer, "ilmd");
    if (!type.equals("TransformationEvent") && !"ADD".equals(event.get("action"))) {
      offences.note(at, "goes with the action ADD or a TransformationEvent alone");
    }
    if (!(ilmd instanceof Map<?, ?> members)) {
      offences.note(at, "must be an object");
      return;
    }
    for (Object name : members.keySet()) {
      if (((String) name).indexOf(':') < 0) {
        offences.note(JsonParts.at(at, name), "must have a namespace");
      }
    }
  }
}
