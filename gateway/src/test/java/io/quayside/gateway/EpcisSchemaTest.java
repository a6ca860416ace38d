package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.quayside.common.problem.ProblemException;
import io.quayside.foreign.epcis.EpcisDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The gateway's own rules beside the JSON schema that GS1 publishes, over all samples and their
 * {@link EpcisMutations}. GS1 gives no licence to hand its schema on (the LICENSE of
 * github.com/gs1/EPCIS is a disclaimer), so that only its verdicts are in this repository. With
 * {@code -Depcis.schema} naming a copy of its EPCIS-JSON-Schema.json they are held against it.
 */
class EpcisSchemaTest {
  private static final String PROPERTY = "epcis.schema";
  private static final Path VERDICTS = Path.of("src/test/resources/foreign/epcis-verdicts.txt");
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * By what the two differ, and why that is meant.
   *
   * @param kinds a regular expression of places and mutations
   */
  private record Explained(String kinds, String why) {}

  /** Taken here and refused by GS1. */
  private static final List<Explained> TAKEN =
      List.of(
          new Explained(
              "document/(schemaVersion|creationDate|epcisBody/queryResults/queryName) removed",
              "a document is asked for @context, type and its events alone"),
          new Explained(
              "event/(eventID|(readPoint|bizLocation)/id|bizTransactionList/n/bizTransaction"
                  + "|sensorElementList/n/(sensorMetadata|sensorReport/n)/deviceID) text",
              "what is looked up is matched as it stands: a GLN, an order's number, a device"),
          new Explained(
              "event/(epcList|quantityList|childEPCs|childQuantityList|inputEPCList"
                  + "|inputQuantityList|outputEPCList|outputQuantityList) removed",
              "an event about nothing is told nothing: untranslated, or an unknown shipment"),
          new Explained(
              "event/errorDeclaration/declarationTime removed",
              "an error declaration is for a person, whenever it was made"),
          new Explained(
              "event/sensorElementList/n/(sensorReport removed|sensorReport/n/type (removed|text))",
              "a report of no known type is passed over; that of a position needs none"),
          new Explained(
              "event/persistentDisposition/(set|unset) removed",
              "it is not read, and an empty one says nothing"),
          new Explained(
              ".* \\+ member", "members of foreign documents that are unknown are passed over"));

  /** Refused here and taken by GS1. */
  private static final List<Explained> REFUSED =
      List.of(
          new Explained(
              "event/parentID removed",
              "the standard asks each AggregationEvent but that of DELETE for it"),
          new Explained(
              "event/persistentDisposition(/(set|unset)(/n)?)? (null|number|text)",
              "GS1 refuses one in an AggregationEvent as it is, which a valid sample has"));

  private static List<Path> samples() throws IOException {
    return Stream.concat(EpcisSamplesTest.valid().stream(), EpcisSamplesTest.invalid().stream())
        .toList();
  }

  private static String name(Path sample) {
    return sample.getParent().getFileName() + "/" + sample.getFileName();
  }

  /** Whether GS1 refuses, by sample: a bit for each mutation, in their order. */
  private static Map<String, BitSet> recorded() throws IOException {
    return Files.readAllLines(VERDICTS).stream()
        .map(line -> line.split(" ", -1))
        .collect(
            Collectors.toMap(
                parts -> parts[0], parts -> BitSet.valueOf(Base64.getDecoder().decode(parts[1]))));
  }

  @Test
  void shouldHaveRecordedTheVerdictsOfGs1() throws IOException {
    var file = System.getProperty(PROPERTY, "");
    assumeTrue(!file.isEmpty(), PROPERTY + " names no file");
    var schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
            .getSchema(JSON.readTree(Files.readAllBytes(Path.of(file))));
    List<String> lines = new ArrayList<>();
    for (var sample : samples()) {
      lines.add(
          name(sample)
              + ' '
              + Base64.getEncoder().encodeToString(verdicts(schema, sample).toByteArray()));
    }
    Files.createDirectories(Path.of("target"));
    Files.write(Path.of("target/epcis-verdicts.txt"), lines);
    assertThat(lines)
        .as("now in target/epcis-verdicts.txt")
        .isEqualTo(Files.readAllLines(VERDICTS));
  }

  /** What GS1 minds of a sample that is valid here is not minded in its mutations. */
  private static BitSet verdicts(Schema schema, Path sample) {
    var refused = new BitSet();
    var at = new int[1];
    Set<String> minded = new TreeSet<>();
    EpcisMutations.of(
        sample,
        (document, kind) -> {
          var errors = errors(schema, document);
          if (kind.isEmpty() && isTaken(document)) {
            minded.addAll(errors);
          }
          errors.removeAll(minded);
          refused.set(at[0]++, !errors.isEmpty());
        });
    return refused;
  }

  private static Set<String> errors(Schema schema, JsonNode document) {
    return schema.validate(document).stream()
        .map(error -> error.getInstanceLocation() + " " + error.getSchemaLocation())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void shouldDifferFromTheSchemaOfGs1ForAReasonAlone() throws IOException {
    var recorded = recorded();
    Map<String, String> taken = new TreeMap<>();
    Map<String, String> refused = new TreeMap<>();
    var compared = new int[1];
    for (var sample : samples()) {
      var verdicts = recorded.get(name(sample));
      var at = new int[1];
      EpcisMutations.of(
          sample,
          (document, kind) -> {
            var theirs = verdicts.get(at[0]++);
            var ours = !isTaken(document);
            if (theirs != ours) {
              (theirs ? taken : refused).putIfAbsent(kind, name(sample));
            }
          });
      compared[0] += at[0];
    }
    assertThat(compared[0]).isGreaterThan(5_000);
    shouldBeExplained("taken", taken, TAKEN);
    shouldBeExplained("refused", refused, REFUSED);
  }

  private static void shouldBeExplained(
      String what, Map<String, String> differences, List<Explained> reasons) {
    Map<String, String> unexplained = new LinkedHashMap<>(differences);
    for (var reason : reasons) {
      var kinds = Pattern.compile(reason.kinds).asMatchPredicate();
      assertThat(differences.keySet()).as(what + " because " + reason.why).anyMatch(kinds);
      unexplained.keySet().removeIf(kinds);
    }
    assertThat(unexplained).as(what + " for no reason").isEmpty();
  }

  private static boolean isTaken(JsonNode document) {
    try {
      EpcisDocument.read(JSON.writeValueAsBytes(document));
      return true;
    } catch (ProblemException refused) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
