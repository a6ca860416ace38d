package io.quayside.foreign.dcsa;

import io.quayside.common.json.Json;
import io.quayside.common.json.JsonText;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.foreign.ForeignRecord;
import io.quayside.foreign.ForeignTimes;
import io.quayside.foreign.JsonParts;
import io.quayside.foreign.Offences;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The events of a request: an array of version 2.2, or the {@code events} of version 3.0.
 *
 * @param records those that are valid
 * @param errors what is wrong with the others
 */
public record DcsaDocument(boolean version3, List<ForeignRecord> records, List<Invalid> errors) {
  /** The most events of a request. */
  public static final int MAX_EVENTS = 1_000;

  private static final String EVENTS = "events";
  private static final int MAX_ID = 500;
  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}");

  /** An event that is none. */
  public record Invalid(int index, String detail) {}

  /**
   * Reads a request.
   *
   * @throws io.quayside.common.problem.ProblemException malformed-json, payload-too-large, or
   *     document-invalid where no event is valid
   */
  public static DcsaDocument read(byte[] text) {
    Object whole = Json.parseObjectOrArray(text);
    Offences offences = new Offences("DCSA Track and Trace 2.2 or 3.0");
    boolean version3 = whole instanceof Map<?, ?>;
    Object list = whole instanceof Map<?, ?> object ? object.get(EVENTS) : whole;
    if (!(list instanceof List<?> events) || events.isEmpty()) {
      offences.note(version3 ? "/" + EVENTS : "", "must be an array of events");
      throw offences.toProblem().toException();
    }
    if (events.size() > MAX_EVENTS) {
      throw new Problem(
              ProblemCode.PAYLOAD_TOO_LARGE, "A request may have " + MAX_EVENTS + " events at most")
          .toException();
    }
    List<ForeignRecord> records = new ArrayList<>(events.size());
    List<Invalid> errors = new ArrayList<>(0);
    for (int i = 0; i < events.size(); i++) {
      String offence = offence(events.get(i), version3);
      if (offence == null) {
        records.add(record(i, asObject(events.get(i)), version3));
      } else {
        errors.add(new Invalid(i, offence));
        offences.note((version3 ? "/" + EVENTS + "/" : "/") + i, offence);
      }
    }
    if (records.isEmpty()) {
      throw offences.toProblem().toException();
    }
    return new DcsaDocument(version3, records, errors);
  }

  /** The record of an event that was valid when it came. */
  public static ForeignRecord record(int index, Map<String, Object> event) {
    return record(index, event, event.containsKey("eventClassification"));
  }

  private static ForeignRecord record(int index, Map<String, Object> event, boolean version3) {
    return new DcsaEvent(event, version3).toRecord(index, JsonText.sorted(event));
  }

  @SuppressWarnings("unchecked") // judged before; every map that was read has texts as keys
  private static Map<String, Object> asObject(Object event) {
    return (Map<String, Object>) event;
  }

  private static @Nullable String offence(Object element, boolean version3) {
    if (!(element instanceof Map<?, ?>)) {
      return "The event is not an object";
    }
    Map<String, Object> event = asObject(element);
    String id = JsonParts.text(event, "eventID");
    if (version3 && (id == null || id.isEmpty() || id.codePointCount(0, id.length()) > MAX_ID)) {
      return "eventID must be 1 to 500 characters";
    }
    if (!version3 && (id == null || !UUID.matcher(id).matches())) {
      return "eventID must be a UUID";
    }
    String time = JsonParts.text(event, "eventDateTime");
    if (time == null || ForeignTimes.parse(time) == null) {
      return "eventDateTime must be an RFC 3339 time with an offset";
    }
    return offence(new DcsaEvent(event, version3));
  }

  private static @Nullable String offence(DcsaEvent event) {
    DcsaCodes known = event.isVersion3() ? DcsaCodes.V3 : DcsaCodes.V2;
    String type = event.type();
    Set<String> codes = type == null ? null : known.byType().get(type);
    if (codes == null) {
      return "The type of the event is missing or unknown";
    }
    if (!DcsaCodes.CLASSIFIERS.contains(String.valueOf(event.classifier()))) {
      return "The classifier of the event is missing or unknown";
    }
    if (!codes.contains(String.valueOf(event.code()))) {
      return "The code of the event is missing or unknown";
    }
    Object retracted = event.members().get("isRetracted");
    boolean given = retracted != null && retracted != Json.NULL;
    if (event.isVersion3() && given && !(retracted instanceof Boolean)) {
      return "isRetracted must be true or false";
    }
    String outside = DcsaEnumerations.of(event.isVersion3()).offence(event.members());
    return outside == null ? null : outside + " is unknown";
  }
}
