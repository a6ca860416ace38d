package io.quayside.gateway.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.quayside.gateway.contract.Published.Place;
import java.util.Set;
import java.util.TreeSet;

/**
 * A schema in the one form in which two of them can be compared: references are replaced by what
 * they refer to, parts of {@code allOf} are joined, and what validates nothing is left out. Objects
 * count as closed.
 */
final class SchemaForms {
  private static final Set<String> SILENT =
      Set.of(
          "$schema",
          "$id",
          "$ref",
          "title",
          "description",
          "examples",
          "default",
          "additionalProperties",
          "allOf");

  private static final Set<String> MERGED = Set.of("properties", "required");

  private static final ObjectMapper SORTED =
      new ObjectMapper()
          .enable(
              SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, SerializationFeature.INDENT_OUTPUT);

  private SchemaForms() {}

  /** The form as a text with sorted members. */
  static String text(JsonNode form) {
    try {
      return SORTED.writeValueAsString(SORTED.treeToValue(form, Object.class));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The form of a schema that refers to nothing. */
  static ObjectNode of(JsonNode schema) {
    return of(schema, null);
  }

  /** The form of a schema of a published document. */
  static ObjectNode of(Place place) {
    return of(place.node(), place.document());
  }

  private static ObjectNode of(JsonNode schema, String document) {
    ObjectNode form = JsonNodeFactory.instance.objectNode();
    if (schema.has("$ref")) {
      merge(form, of(target(document, schema.get("$ref").asText())));
    }
    for (JsonNode part : schema.path("allOf")) {
      ObjectNode joined = of(part, document);
      if (joined.has("if")) {
        form.withArray("allOf").add(joined);
      } else {
        merge(form, joined);
      }
    }
    merge(form, own(schema, document));
    return settled(form);
  }

  private static Place target(String document, String reference) {
    String[] parts = reference.split("#", 2);
    String file = parts[0].isEmpty() ? document : parts[0].replaceFirst("^\\./", "");
    return Published.at(file, parts[1]);
  }

  private static ObjectNode own(JsonNode schema, String document) {
    ObjectNode own = JsonNodeFactory.instance.objectNode();
    for (var member : schema.properties()) {
      String name = member.getKey();
      JsonNode value = member.getValue();
      if (SILENT.contains(name)) {
        continue;
      }
      switch (name) {
        case "properties" -> {
          ObjectNode properties = own.putObject(name);
          value
              .properties()
              .forEach(each -> properties.set(each.getKey(), of(each.getValue(), document)));
        }
        case "items", "if", "then", "else", "not" -> own.set(name, of(value, document));
        case "anyOf", "oneOf" -> {
          ArrayNode all = own.putArray(name);
          value.forEach(each -> all.add(of(each, document)));
        }
        default -> own.set(name, value);
      }
    }
    return own;
  }

  /** Adds what another schema demands of the same value. */
  private static void merge(ObjectNode form, ObjectNode other) {
    for (var member : other.properties()) {
      String name = member.getKey();
      JsonNode value = member.getValue();
      if (!MERGED.contains(name) || !form.has(name)) {
        form.set(name, value.deepCopy());
      } else if (name.equals("required")) {
        value.forEach(form.withArray(name)::add);
      } else {
        ObjectNode properties = (ObjectNode) form.get(name);
        for (var property : value.properties()) {
          JsonNode known = properties.get(property.getKey());
          ObjectNode joined = known == null ? form.objectNode() : known.deepCopy();
          merge(joined, (ObjectNode) property.getValue());
          properties.set(property.getKey(), settled(joined));
        }
      }
    }
  }

  /** Sorts what has no order, and drops what a narrower keyword says. */
  private static ObjectNode settled(ObjectNode form) {
    if (form.has("required")) {
      TreeSet<String> names = new TreeSet<>();
      form.get("required").forEach(name -> names.add(name.asText()));
      ArrayNode sorted = form.putArray("required");
      names.forEach(name -> sorted.add(TextNode.valueOf(name)));
    }
    if (form.has("const")) {
      JsonNode value = form.get("const");
      form.removeAll();
      form.set("const", value);
    }
    if (form.has("enum")) {
      form.remove("type");
    }
    if (form.path("maxProperties").asInt(1) == 0 || form.path("properties").isEmpty()) {
      form.remove("maxProperties");
      form.remove("properties");
    }
    return form;
  }
}
