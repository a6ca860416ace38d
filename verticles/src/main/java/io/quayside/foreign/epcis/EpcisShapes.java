package io.quayside.foreign.epcis;

import io.quayside.foreign.ForeignTimes;
import io.quayside.foreign.epcis.Shape.Array;
import io.quayside.foreign.epcis.Shape.Members;
import io.quayside.foreign.epcis.Shape.OneOrMany;
import io.quayside.foreign.epcis.Shape.Plain;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The members of EPCIS 2.0 and what their values have to be. Required is what the gateway cannot do
 * without. What names a thing that the gateway looks up ({@code eventID}, {@code bizTransaction},
 * {@code deviceID}, places) may be any text; all else that the standard wants to be a URI has to be
 * one.
 */
final class EpcisShapes {
  private static final Pattern OFFSET = Pattern.compile("Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9]");
  private static final Pattern VERSION = Pattern.compile("[0-9]+(\\.[0-9]+)*");
  private static final Pattern UNIT = Pattern.compile("[A-Z0-9]{2,3}");
  private static final Pattern HEX = Pattern.compile("[A-Fa-f0-9]+");

  private static final Shape TEXT = new Plain("must be a text", String.class::isInstance);
  private static final Shape NUMBER = new Plain("must be a number", Number.class::isInstance);
  private static final Shape BOOLEAN =
      new Plain("must be true or false", Boolean.class::isInstance);
  private static final Shape URI =
      new Plain("must be a URI", value -> value instanceof String text && text.indexOf(':') > 0);
  private static final Shape URIS = new Array(URI);
  private static final Shape TIME =
      new Plain(
          "must be an RFC 3339 time with an offset",
          value -> value instanceof String text && ForeignTimes.parse(text) != null);
  private static final Shape CONTEXT =
      new OneOrMany(
          new Plain(
              "must be a URI, an object or an array of them",
              value -> value instanceof Map<?, ?> || URI.holds(value)));

  private static final Shape DISPOSITION = word(EpcisWords.DISPOSITIONS);

  private static final Shape PLACE = Members.of(Map.of("id", TEXT), "id");

  private static final Shape QUANTITIES =
      new Array(
          new Members(
              Map.of(
                  "epcClass",
                  URI,
                  "quantity",
                  NUMBER,
                  "uom",
                  matching("two or three capital letters or digits", UNIT)),
              Set.of("epcClass"),
              true));

  private static final Shape TRANSACTIONS =
      new Array(
          Members.of(
              Map.of("bizTransaction", TEXT, "type", word(EpcisWords.TRANSACTIONS)),
              "bizTransaction"));

  private static final Shape ERROR =
      Members.of(
          Map.of(
              "declarationTime",
              TIME,
              "reason",
              word(EpcisWords.REASONS),
              "correctiveEventIDs",
              URIS));

  private static final Map<String, Shape> EVENT = event();
  private static final Map<String, Shape> TRANSFORMATION = without(EVENT, "action");

  private static final Map<String, Members> EVENTS =
      Map.of(
          "ObjectEvent", asked(EVENT, "action"),
          "AggregationEvent", asked(EVENT, "action", "parentID"),
          "AssociationEvent", asked(EVENT, "action", "parentID"),
          "TransactionEvent", asked(EVENT, "action", "bizTransactionList"),
          "TransformationEvent", asked(TRANSFORMATION));

  static final Set<String> EVENT_TYPES = EVENTS.keySet();

  /** What stands around the events of a document. */
  static final Members DOCUMENT =
      Members.of(
          Map.of(
              "@context",
              CONTEXT,
              "id",
              URI,
              "schemaVersion",
              matching("digits with dots between", VERSION),
              "creationDate",
              TIME,
              "instanceIdentifier",
              TEXT,
              "sender",
              TEXT,
              "receiver",
              TEXT,
              "epcisHeader",
              header()),
          "@context");

  /** What stands around the events of a query's results. */
  static final Members RESULTS = Members.of(Map.of("queryName", TEXT, "subscriptionID", TEXT));

  private EpcisShapes() {}

  /** The shape of an event of one of the five types. */
  static Members event(String type) {
    Members shape = EVENTS.get(type);
    if (shape == null) {
      throw new IllegalArgumentException("No type of event: " + type);
    }
    return shape;
  }

  private static Members asked(Map<String, Shape> members, String... required) {
    Set<String> all = new HashSet<>(Set.of(required));
    all.add("eventTime");
    all.add("eventTimeZoneOffset");
    return new Members(members, Set.copyOf(all), false);
  }

  private static Map<String, Shape> event() {
    Map<String, Shape> members = new HashMap<>();
    members.put("@context", CONTEXT);
    members.put("eventTime", TIME);
    members.put("recordTime", TIME);
    members.put("eventTimeZoneOffset", matching("±hh:mm or Z", OFFSET));
    members.put("eventID", TEXT);
    members.put("certificationInfo", new OneOrMany(URI));
    members.put("errorDeclaration", ERROR);
    members.put("action", among("OBSERVE, ADD or DELETE", Set.of("OBSERVE", "ADD", "DELETE")));
    for (String list : Set.of("epcList", "childEPCs", "inputEPCList", "outputEPCList")) {
      members.put(list, URIS);
    }
    for (String list :
        Set.of("quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList")) {
      members.put(list, QUANTITIES);
    }
    members.put("parentID", URI);
    members.put("transformationID", URI);
    members.put("bizStep", word(EpcisWords.BIZ_STEPS));
    members.put("disposition", DISPOSITION);
    members.put(
        "persistentDisposition",
        Members.of(Map.of("set", new Array(DISPOSITION), "unset", new Array(DISPOSITION))));
    members.put("readPoint", PLACE);
    members.put("bizLocation", PLACE);
    members.put("bizTransactionList", TRANSACTIONS);
    members.put("sourceList", parties("source"));
    members.put("destinationList", parties("destination"));
    members.put("sensorElementList", new Array(sensor()));
    return Map.copyOf(members);
  }

  private static Shape parties(String name) {
    return new Array(Members.of(Map.of("type", word(EpcisWords.PARTIES), name, URI), "type", name));
  }

  private static Shape sensor() {
    Map<String, Shape> metadata = new HashMap<>();
    Map<String, Shape> report = new HashMap<>();
    for (String name : Set.of("deviceMetadata", "rawData", "dataProcessingMethod", "bizRules")) {
      metadata.put(name, URI);
      report.put(name, URI);
    }
    for (String name : Set.of("time", "startTime", "endTime")) {
      metadata.put(name, TIME);
    }
    metadata.put("deviceID", TEXT);
    report.put("deviceID", TEXT);
    report.put("time", TIME);
    for (String name :
        Set.of("value", "minValue", "maxValue", "meanValue", "sDev", "percRank", "percValue")) {
      report.put(name, NUMBER);
    }
    for (String name :
        Set.of("microorganism", "chemicalSubstance", "coordinateReferenceSystem", "uriValue")) {
      report.put(name, URI);
    }
    report.put("type", TEXT);
    report.put("exception", word(EpcisWords.ALERTS));
    report.put("component", word(EpcisWords.COMPONENTS));
    report.put("stringValue", TEXT);
    report.put("booleanValue", BOOLEAN);
    report.put("hexBinaryValue", matching("hexadecimal digits", HEX));
    report.put("uom", TEXT);
    return Members.of(
        Map.of(
            "sensorMetadata",
            Members.of(Map.copyOf(metadata)),
            "sensorReport",
            new Array(Members.of(Map.copyOf(report)))));
  }

  private static Shape header() {
    Shape attribute = Members.of(Map.of("id", URI), "id");
    Shape element =
        Members.of(Map.of("id", URI, "attributes", new Array(attribute), "children", URIS), "id");
    Shape vocabulary =
        Members.of(Map.of("type", URI, "vocabularyElementList", new Array(element)), "type");
    return Members.of(
        Map.of("epcisMasterData", Members.of(Map.of("vocabularyList", new Array(vocabulary)))));
  }

  private static Map<String, Shape> without(Map<String, Shape> members, String name) {
    Map<String, Shape> others = new HashMap<>(members);
    others.remove(name);
    return Map.copyOf(others);
  }

  private static Shape matching(String what, Pattern pattern) {
    return new Plain(
        "must be " + what,
        value -> value instanceof String text && pattern.matcher(text).matches());
  }

  private static Shape among(String what, Set<String> words) {
    return new Plain("must be " + what, value -> value instanceof String && words.contains(value));
  }

  /** A word of a vocabulary, or one of somebody's own, which has a colon. */
  private static Shape word(Set<String> words) {
    return new Plain(
        "must be a word of CBV 2.0 or a URI",
        value -> value instanceof String text && (words.contains(text) || text.indexOf(':') >= 0));
  }
}
