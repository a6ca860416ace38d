package io.quayside.gateway.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import io.quayside.domain.stream.Contexts;
import io.quayside.schema.EventSchema;
import io.quayside.schema.SchemaCatalog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The schema files of events, and the approved records that they must describe. */
final class SchemaFiles {
  static final SchemaCatalog CATALOG = SchemaCatalog.load(Contexts.STANDARD);
  static final Path GOLDEN = Published.repository().resolve("verticles/src/test/resources/golden");

  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDialect(Published.dialect("x-extensible-enum"));

  private SchemaFiles() {}

  static JsonNode json(EventSchema schema) {
    try {
      return Published.JSON.readTree(schema.bytes());
    } catch (IOException e) {
      throw new UncheckedIOException(schema.type(), e);
    }
  }

  static Schema compiled(JsonNode schema) {
    return REGISTRY.getSchema(schema);
  }

  /** The approved records of a type, oldest first. */
  static List<JsonNode> golden(String type) {
    try (Stream<Path> files = Files.list(GOLDEN.resolve(type))) {
      return files.filter(SchemaFiles::isRecord).sorted().map(SchemaFiles::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("no golden records of " + type, e);
    }
  }

  /** Whether a file below {@link #GOLDEN} is a record, and not what stands beside it. */
  static boolean isRecord(Path file) {
    return file.getFileName().toString().matches("[0-9]+\\.json");
  }

  static JsonNode read(Path file) {
    try {
      return Published.JSON.readTree(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }
}
