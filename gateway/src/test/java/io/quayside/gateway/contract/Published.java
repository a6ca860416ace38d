package io.quayside.gateway.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The two documents as the gateway serves them, and their schemas. An object of a schema may hold
 * only what the schema names: clients pass over what is new to them, but here it is to be found.
 */
final class Published {
  static final String OPEN_API = "openapi.yaml";
  static final String ASYNC_API = "asyncapi.yaml";
  static final ObjectMapper JSON = new ObjectMapper();

  /** Only a name: nothing is fetched from there. */
  private static final String BASE = "https://quayside.test/";

  private static final Map<String, JsonNode> DOCUMENTS =
      Map.of(OPEN_API, read(OPEN_API), ASYNC_API, read(ASYNC_API));

  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDialect(
          dialect(
              "openapi",
              "asyncapi",
              "info",
              "servers",
              "security",
              "tags",
              "paths",
              "channels",
              "operations",
              "defaultContentType",
              "components",
              "x-extensible-enum",
              "example"),
          builder ->
              builder.schemas(
                  Map.of(BASE + OPEN_API, closed(OPEN_API), BASE + ASYNC_API, closed(ASYNC_API))));

  private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();

  private Published() {}

  /** JSON Schema 2020-12 and what else stands beside schemas, which is passed over in silence. */
  static Dialect dialect(String... passedOver) {
    var builder = Dialect.builder(Dialects.getDraft202012());
    for (String keyword : passedOver) {
      builder.keyword(new NonValidationKeyword(keyword));
    }
    return builder.build();
  }

  /** A place in a document; references are followed by {@link #at}. */
  record Place(String document, String pointer) {
    JsonNode node() {
      return DOCUMENTS.get(document).at(pointer);
    }

    /** The place of a member, itself followed to where its reference leads. */
    Place member(String name) {
      return at(document, pointer + '/' + escaped(name));
    }

    Schema schema() {
      return SCHEMAS.computeIfAbsent(
          BASE + document + '#' + pointer, iri -> REGISTRY.getSchema(SchemaLocation.of(iri)));
    }
  }

  static JsonNode document(String name) {
    return DOCUMENTS.get(name);
  }

  /** A place, or the one that it refers to. Throws {@link AssertionError} if that is nowhere. */
  static Place at(String document, String pointer) {
    JsonNode node = DOCUMENTS.get(document).at(pointer);
    if (!node.path("$ref").isTextual()) {
      return new Place(document, pointer);
    }
    String[] reference = node.get("$ref").asText().split("#", 2);
    String target = reference[0].isEmpty() ? document : reference[0].replaceFirst("^\\./", "");
    if (!DOCUMENTS.containsKey(target) || DOCUMENTS.get(target).at(reference[1]).isMissingNode()) {
      throw new AssertionError(document + '#' + pointer + " refers to nothing: " + node);
    }
    return at(target, reference[1]);
  }

  static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  /** Surefire starts in the module's folder, an IDE may start in the repository's. */
  static Path repository() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.isDirectory(at.resolve("verticles"))) {
        return at;
      }
    }
    throw new IllegalStateException("the tests do not run within the repository");
  }

  private static JsonNode read(String name) {
    try (var in = Published.class.getResourceAsStream("/" + name)) {
      return new YAMLMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String closed(String name) {
    JsonNode document = DOCUMENTS.get(name).deepCopy();
    close(document);
    try {
      return JSON.writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void close(JsonNode node) {
    if (node instanceof ObjectNode object
        && object.path("type").asText().equals("object")
        && object.has("properties")
        && !object.has("additionalProperties")) {
      object.put("additionalProperties", false);
    }
    node.forEach(Published::close);
  }
}
