package io.quayside.foreign.epcis;

import io.quayside.common.json.Json;
import io.quayside.common.json.JsonText;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.foreign.ForeignRecord;
import io.quayside.foreign.JsonParts;
import io.quayside.foreign.Offences;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A document of EPCIS 2.0: an EPCISDocument, an EPCISQueryDocument or one bare event. */
public final class EpcisDocument {
  /** The most events of a document. */
  public static final int MAX_EVENTS = 1_000;

  private EpcisDocument() {}

  /**
   * The records of a document that is valid as a whole.
   *
   * @throws io.quayside.common.problem.ProblemException malformed-json, document-invalid with the
   *     places, payload-too-large
   */
  public static List<ForeignRecord> read(byte[] text) {
    Map<String, Object> document = Json.parseObject(text);
    Offences offences = new Offences("EPCIS 2.0");
    judge(EpcisShapes.DOCUMENT, document, "", offences);
    Events events = events(document, offences);
    if (events.list.size() > MAX_EVENTS) {
      throw new Problem(
              ProblemCode.PAYLOAD_TOO_LARGE,
              "A document may have " + MAX_EVENTS + " events at most")
          .toException();
    }
    EpcisRules rules = new EpcisRules(offences);
    for (int i = 0; i < events.list.size(); i++) {
      rules.judge(events.list.get(i), events.pointer(i));
    }
    offences.refuse();
    List<ForeignRecord> records = new ArrayList<>(events.list.size());
    for (Object event : events.list) {
      records.add(record(records.size(), asObject(event)));
    }
    return records;
  }

  /** The record of an event that was valid when it came. */
  public static ForeignRecord record(int index, Map<String, Object> event) {
    return new EpcisEvent(event).toRecord(index, JsonText.sorted(event));
  }

  /** The events, and where they are; of a bare event the document itself. */
  private record Events(String base, boolean bare, List<Object> list) {
    String pointer(int index) {
      return bare ? base : JsonParts.at(base, index);
    }
  }

  private static Events events(Map<String, Object> document, Offences offences) {
    Map<String, Object> body = JsonParts.object(document, "epcisBody");
    Object type = document.get("type");
    if ("EPCISDocument".equals(type)) {
      return list(body, "/epcisBody/eventList", offences);
    }
    if ("EPCISQueryDocument".equals(type)) {
      Map<String, Object> results = JsonParts.object(body, "queryResults");
      judge(EpcisShapes.RESULTS, results, "/epcisBody/queryResults", offences);
      return list(
          JsonParts.object(results, "resultsBody"),
          "/epcisBody/queryResults/resultsBody/eventList",
          offences);
    }
    if (type instanceof String text && EpcisShapes.EVENT_TYPES.contains(text)) {
      return new Events("", true, List.of(document));
    }
    offences.note("/type", "must be EPCISDocument, EPCISQueryDocument or a type of event");
    return new Events("", true, List.of());
  }

  private static void judge(
      Shape shape, Map<String, Object> part, String pointer, Offences offences) {
    if (!shape.holds(part)) {
      shape.explain(part, pointer, offences);
    }
  }

  private static Events list(Map<String, Object> parent, String pointer, Offences offences) {
    if (parent.get("eventList") instanceof List<?> list) {
      return new Events(pointer, false, new ArrayList<>(list));
    }
    offences.note(pointer, "must be an array of events");
    return new Events(pointer, false, List.of());
  }

  @SuppressWarnings("unchecked") // judged before; every map that was read has texts as keys
  private static Map<String, Object> asObject(Object event) {
    return (Map<String, Object>) event;
  }
}
