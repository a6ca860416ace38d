package io.quayside.foreign.epcis;

import io.quayside.common.json.Times;
import io.quayside.foreign.JsonParts;
import io.quayside.foreign.Offences;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What makes an event one of EPCIS 2.0, as far as the gateway asks for it. Members that it does not
 * know are passed over.
 */
final class EpcisRules {
  static final Set<String> EVENT_TYPES =
      Set.of(
          "ObjectEvent",
          "AggregationEvent",
          "AssociationEvent",
          "TransactionEvent",
          "TransformationEvent");

  private static final Set<String> ACTIONS = Set.of("OBSERVE", "ADD", "DELETE");
  private static final Set<String> QUANTITY = Set.of("epcClass", "quantity", "uom");
  private static final Pattern OFFSET = Pattern.compile("Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9]");

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
    if (type == null || !EVENT_TYPES.contains(type)) {
      offences.note(JsonParts.at(pointer, "type"), "must be one of the five types of events");
      return;
    }
    when(event, pointer);
    what(event, type, pointer);
    vocabulary(event, "bizStep", EpcisWords.BIZ_STEPS, pointer);
    vocabulary(event, "disposition", EpcisWords.DISPOSITIONS, pointer);
    quantities(event, pointer);
    ilmd(event, type, pointer);
    certification(event.get("certificationInfo"), JsonParts.at(pointer, "certificationInfo"));
    place(event, "readPoint", pointer);
    place(event, "bizLocation", pointer);
  }

  private void when(Map<String, Object> event, String pointer) {
    String time = JsonParts.text(event, "eventTime");
    if (time == null || Times.parse(time) == null) {
      offences.note(JsonParts.at(pointer, "eventTime"), "must be an RFC 3339 time with an offset");
    }
    String offset = JsonParts.text(event, "eventTimeZoneOffset");
    if (offset == null || !OFFSET.matcher(offset).matches()) {
      offences.note(JsonParts.at(pointer, "eventTimeZoneOffset"), "must be ±hh:mm or Z");
    }
  }

  private void what(Map<String, Object> event, String type, String pointer) {
    String action = JsonParts.text(event, "action");
    if (!type.equals("TransformationEvent") && (action == null || !ACTIONS.contains(action))) {
      offences.note(JsonParts.at(pointer, "action"), "must be OBSERVE, ADD or DELETE");
    }
    for (String list : List.of("epcList", "childEPCs", "inputEPCList", "outputEPCList")) {
      texts(event, list, pointer);
    }
    switch (type) {
      case "ObjectEvent" -> {
        boolean sensed = event.containsKey("sensorElementList") && event.containsKey("readPoint");
        if (!event.containsKey("epcList") && !event.containsKey("quantityList") && !sensed) {
          offences.note(
              JsonParts.at(pointer, "epcList"),
              "is missing, and so are quantityList and a sensorElementList with a readPoint");
        }
      }
      case "AggregationEvent", "AssociationEvent" -> {
        if (JsonParts.text(event, "parentID") == null) {
          offences.note(JsonParts.at(pointer, "parentID"), "is missing");
        }
      }
      case "TransactionEvent" -> {
        if (!(event.get("bizTransactionList") instanceof List<?>)) {
          offences.note(JsonParts.at(pointer, "bizTransactionList"), "is missing");
        }
      }
      default -> {}
    }
    transactions(event.get("bizTransactionList"), pointer);
  }

  private void transactions(@Nullable Object list, String pointer) {
    String at = JsonParts.at(pointer, "bizTransactionList");
    if (list instanceof List<?> transactions) {
      for (int i = 0; i < transactions.size(); i++) {
        if (!(transactions.get(i) instanceof Map<?, ?> one)
            || !(one.get("bizTransaction") instanceof String)) {
          offences.note(JsonParts.at(JsonParts.at(at, i), "bizTransaction"), "must be a text");
        }
      }
    } else if (list != null) {
      offences.note(at, "must be an array");
    }
  }

  private void texts(Map<String, Object> event, String name, String pointer) {
    Object value = event.get(name);
    if (value != null
        && !(value instanceof List<?> list && list.stream().allMatch(String.class::isInstance))) {
      offences.note(JsonParts.at(pointer, name), "must be an array of texts");
    }
  }

  private void vocabulary(
      Map<String, Object> event, String name, Set<String> words, String pointer) {
    Object value = event.get(name);
    if (value != null
        && !(value instanceof String text && (words.contains(text) || text.indexOf(':') >= 0))) {
      offences.note(JsonParts.at(pointer, name), "must be a word of CBV 2.0 or a URI");
    }
  }

  private void quantities(Map<String, Object> event, String pointer) {
    for (String name :
        List.of("quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList")) {
      Object value = event.get(name);
      String at = JsonParts.at(pointer, name);
      if (value instanceof List<?> list) {
        for (int i = 0; i < list.size(); i++) {
          quantity(list.get(i), JsonParts.at(at, i));
        }
      } else if (value != null) {
        offences.note(at, "must be an array");
      }
    }
  }

  private void quantity(@Nullable Object element, String pointer) {
    if (!(element instanceof Map<?, ?> quantity)) {
      offences.note(pointer, "must be an object");
      return;
    }
    for (Object name : quantity.keySet()) {
      if (!QUANTITY.contains(name)) {
        offences.note(JsonParts.at(pointer, name), "is unknown");
      }
    }
    if (!(quantity.get("epcClass") instanceof String)) {
      offences.note(JsonParts.at(pointer, "epcClass"), "must be a text");
    }
    Object amount = quantity.get("quantity");
    if (amount != null && !(amount instanceof Number)) {
      offences.note(JsonParts.at(pointer, "quantity"), "must be a number");
    }
    Object unit = quantity.get("uom");
    if (unit != null && !(unit instanceof String)) {
      offences.note(JsonParts.at(pointer, "uom"), "must be a text");
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

  private void certification(@Nullable Object value, String pointer) {
    boolean uris =
        value == null
            || isUri(value)
            || (value instanceof List<?> list && list.stream().allMatch(EpcisRules::isUri));
    if (!uris) {
      offences.note(pointer, "must be a URI or an array of them");
    }
  }

  private static boolean isUri(Object value) {
    return value instanceof String text && text.indexOf(':') > 0;
  }

  private void place(Map<String, Object> event, String name, String pointer) {
    Object value = event.get(name);
    if (value != null && !(value instanceof Map<?, ?> place && place.get("id") instanceof String)) {
      offences.note(JsonParts.at(JsonParts.at(pointer, name), "id"), "must be a text");
    }
  }
}
