package io.quayside.gateway.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import io.quayside.common.json.Json;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.common.problem.ProblemException;
import io.quayside.domain.stream.Contexts;
import io.quayside.edge.position.PositionParser;
import io.quayside.gateway.contract.Published.Place;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The gateway's parsers and the published schemas judge generated bodies alike: the same ones are
 * refused, for the same fields. A run follows from its seed: {@code -Dproperty.seed=…
 * -Dproperty.runs=…}.
 */
class ValidationPropertyTest {
  private static final Instant NOW = Instant.parse("2026-03-02T08:15:30.125Z");
  private static final long SEED = Long.getLong("property.seed", new Random().nextLong());
  private static final int RUNS = Integer.getInteger("property.runs", 40_000);
  private static final Set<String> INTEGERS =
      Set.of(
          "packages",
          "sequence",
          "sequenceEpoch",
          "respondWithinSeconds",
          "awardWithinSeconds",
          "transitHours",
          "revision");

  private static final BigInteger BEYOND_DOUBLES = BigInteger.TEN.pow(400);

  /** A kind of body: how the code reads it, and the name of its schema. */
  record Kind(String schema, String name, BiConsumer<Map<String, Object>, Instant> parser) {
    /** A command's body. */
    static Kind of(String schema, String command) {
      return new Kind(schema, command, Contexts.STANDARD.commands().get(command)::parse);
    }

    /** A command's body, without what HTTP has in its path. */
    static Kind of(String schema, String command, Map<String, Object> inPath) {
      return new Kind(
          schema,
          command,
          (body, now) -> {
            Map<String, Object> whole = new LinkedHashMap<>(body);
            whole.putAll(inPath);
            Contexts.STANDARD.commands().get(command).parse(whole, now);
          });
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Kind> kinds() {
    Map<String, Object> tender = Map.of("tender", 1L);
    Map<String, Object> bidder = Map.of("tender", 1L, "carrier", "MAEU");
    Map<String, Object> document = Map.of("document", 1L);
    return List.of(
        Kind.of("Booking", "BookShipment"),
        Kind.of("CarrierAssignment", "AssignCarrier"),
        Kind.of("Release", "ReleaseShipment"),
        Kind.of("Milestone", "RecordMilestone"),
        Kind.of("Cancellation", "CancelShipment"),
        Kind.of("Tender", "OpenTender"),
        Kind.of("Bid", "PlaceBid", bidder),
        Kind.of("Nothing", "CloseTender", tender),
        Kind.of("Offer", "MakeOffer", tender),
        Kind.of("OfferResponse", "RespondToOffer", bidder),
        Kind.of("GivingBack", "GiveBack", bidder),
        Kind.of("Grounds", "RevokeAward", tender),
        Kind.of("Grounds", "WithdrawTender", tender),
        Kind.of("DocumentRequest", "RequestDocument"),
        Kind.of("Submission", "SubmitDocument", document),
        Kind.of("Verification", "VerifyDocument", document),
        Kind.of("Rejection", "RejectDocument", document),
        Kind.of("Issuance", "IssueDocument", document),
        Kind.of("Surrender", "SurrenderDocument", document),
        Kind.of("Grounds", "WaiveDocument", document),
        Kind.of("Grounds", "VoidDocument", document),
        new Kind("TrackingUpdate", "TrackingUpdate", PositionParser::parse),
        new Kind("ShipmentTrackingUpdate", "ofShipment", PositionParser::parseWithShipment));
  }

  private static void fit(Kind kind, Map<String, Object> body, TradeSpecimens trade) {
    switch (kind.schema) {
      case "Tender" -> trade.fitTender(body);
      case "OfferResponse" -> trade.fitResponse(body);
      case "DocumentRequest" -> trade.fitRequest(body);
      default -> {
        // The members of all others fit each other as they come.
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void shouldJudgeAsTheSchemaDoes(Kind kind) {
    var chance = new Chance(new Random(SEED ^ kind.name.hashCode()));
    var specimens = new Specimens(chance, NOW);
    var trade = new TradeSpecimens(chance, specimens);
    var mutations = new Mutations(chance, specimens);
    var text = new JsonText(chance);
    var schema = Published.at(Published.OPEN_API, "/components/schemas/" + kind.schema);
    int good = 0;
    int bad = 0;
    System.out.println(kind + ": -Dproperty.seed=" + SEED + " -Dproperty.runs=" + RUNS);
    for (int run = 0; run < RUNS / kinds().size(); run++) {
      @SuppressWarnings("unchecked") // the schemas of all kinds are objects
      var body = (Map<String, Object>) specimens.valid(schema);
      fit(kind, body, trade);
      int changes = chance.oneIn(4) ? 0 : chance.from(1, 3);
      for (int i = 0; i < changes; i++) {
        mutations.mutate(body, schema);
      }
      var json = text.write(body);
      if (judge(kind, schema, json)) {
        good++;
      } else {
        bad++;
      }
    }
    assertThat(good).as("bodies that are taken").isGreaterThan(RUNS / 400);
    assertThat(bad).as("bodies that are refused").isGreaterThan(RUNS / 400);
  }

  /** Whether a body is taken; fails where code and schema differ. */
  private static boolean judge(Kind kind, Place schema, String json) {
    Map<String, Object> body;
    try {
      body = Json.parseObject(json.getBytes(UTF_8));
    } catch (ProblemException notJson) {
      throw new AssertionError(notJson.problem().detail() + " in " + json, notJson);
    }
    var byCode = new TreeSet<String>();
    try {
      kind.parser.accept(body, NOW);
    } catch (ProblemException refused) {
      assertThat(refused.problem().errors()).as("a refusal of %s", json).isNotEmpty();
      refused.problem().errors().stream().map(Offence::where).forEach(byCode::add);
    }
    JsonNode node = node(body, "");
    var bySchema = new TreeSet<String>();
    schema.schema().validate(node).stream()
        .map(ValidationPropertyTest::pointer)
        .forEach(bySchema::add);
    var rules = new TradeRules(NOW);
    rules.judge(node, bySchema);
    if (kind.schema.equals("Tender")) {
      rules.judgeTender(node, bySchema);
    }
    rules.judgeDueAt(node, bySchema);
    assertThat(byCode)
        .as("what offends in the %s %s; again with -Dproperty.seed=%d", kind, json, SEED)
        .isEqualTo(bySchema);
    return byCode.isEmpty();
  }

  /** Where an error is: at the member, also where it is missing or should not be there. */
  private static String pointer(Error error) {
    boolean choice = error.getEvaluationPath().toString().contains("/anyOf");
    String at = error.getInstanceLocation().toString();
    return choice || error.getProperty() == null
        ? at
        : at + '/' + Published.escaped(error.getProperty());
  }

  /** A value as the schema is to see it; numbers are doubles, as the document says. */
  private static JsonNode node(Object value, String name) {
    var make = JsonNodeFactory.instance;
    return switch (value) {
      case Map<?, ?> object -> {
        ObjectNode node = make.objectNode();
        object.forEach((key, member) -> node.set((String) key, node(member, (String) key)));
        yield node;
      }
      case List<?> array -> {
        ArrayNode node = make.arrayNode();
        array.forEach(item -> node.add(node(item, "")));
        yield node;
      }
      case String text -> make.textNode(text);
      case Boolean bool -> make.booleanNode(bool);
      case Long integer -> make.numberNode(integer);
      case BigInteger integer -> make.numberNode(integer);
      case BigDecimal decimal -> number(decimal, INTEGERS.contains(name));
      case Json.Null nothing -> make.nullNode();
      default -> throw new IllegalArgumentException("no JSON value: " + value);
    };
  }

  private static JsonNode number(BigDecimal decimal, boolean integer) {
    var make = JsonNodeFactory.instance;
    double rounded = decimal.doubleValue();
    if (Double.isInfinite(rounded)) {
      // It is beyond every bound, and its digits need not be spelled out.
      return make.numberNode(BEYOND_DOUBLES.multiply(BigInteger.valueOf(decimal.signum())));
    }
    if (!integer) {
      return make.numberNode(BigDecimal.valueOf(rounded));
    }
    // The validator compares a decimal with a whole bound by its lowest 64 bits.
    boolean whole = decimal.stripTrailingZeros().scale() <= 0;
    return whole ? make.numberNode(decimal.toBigInteger()) : make.numberNode(decimal);
  }

  /** The rules of the oracle itself, by examples of others. */
  @ParameterizedTest
  @MethodSource("containerNumbers")
  void shouldKnowCheckDigits(String number) {
    assertThat(TradeRules.checkDigit(number.substring(0, 10))).isEqualTo(number.charAt(10) - '0');
  }

  static Stream<String> containerNumbers() {
    return Stream.of("CSQU3054383", "MSKU6011672", "HLXU2008419");
  }
}
