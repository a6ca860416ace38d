package io.quayside.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * A document of EPCIS, and the document with one thing changed: a member removed, null, of another
 * type or without a meaning, or one more member. Extensions are left as they are inside. Always in
 * the same order.
 */
final class EpcisMutations {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNodeFactory NODES = JSON.getNodeFactory();
  private static final String UNKNOWN = "noSuchMember";

  /** Of arrays of objects, so many. */
  private static final int MOST_ELEMENTS = 2;

  private final ObjectNode document;
  private final BiConsumer<JsonNode, String> each;

  private EpcisMutations(ObjectNode document, BiConsumer<JsonNode, String> each) {
    this.document = document;
    this.each = each;
  }

  /** Hands over the document as it is, with an empty text, and each mutation with its kind. */
  static void of(Path file, BiConsumer<JsonNode, String> each) {
    try {
      var document = (ObjectNode) JSON.readTree(Files.readAllBytes(file));
      each.accept(document, "");
      var mutations = new EpcisMutations(document, each);
      var bare = document.path("type").asText().endsWith("Event");
      mutations.object(document, bare ? "event" : "document");
    } catch (IOException e) {
      throw new IllegalStateException(file.toString(), e);
    }
  }

  private void object(ObjectNode object, String place) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    for (var name : names) {
      var value = object.get(name);
      var at = place + '/' + name;
      object.remove(name);
      each.accept(document, at + " removed");
      for (var other : others(value)) {
        object.set(name, other);
        each.accept(document, at + ' ' + word(other));
      }
      object.set(name, value);
      if (!name.equals("@context") && name.indexOf(':') < 0) {
        part(value, at);
      }
    }
    object.put(UNKNOWN, 1);
    each.accept(document, place + " + member");
    object.remove(UNKNOWN);
  }

  private void part(JsonNode value, String place) {
    switch (value) {
      case ObjectNode object -> object(object, place);
      case ArrayNode array -> array(array, place);
      default -> {}
    }
  }

  private void array(ArrayNode array, String place) {
    var inner = place.endsWith("/eventList") ? "event" : place + "/n";
    for (int i = 0; i < Math.min(MOST_ELEMENTS, array.size()); i++) {
      var value = array.get(i);
      if (value.isValueNode()) {
        for (var other : others(value)) {
          array.set(i, other);
          each.accept(document, inner + ' ' + word(other));
        }
        array.set(i, value);
      }
      part(value, inner);
    }
  }

  private static List<JsonNode> others(JsonNode value) {
    List<JsonNode> others = new ArrayList<>();
    others.add(NODES.nullNode());
    others.add(value.isNumber() ? NODES.textNode("x") : NODES.numberNode(7));
    if (value.isTextual()) {
      others.add(NODES.textNode("no such word"));
    }
    return others;
  }

  private static String word(JsonNode other) {
    return other.isNull() ? "null" : other.isNumber() ? "number" : "text";
  }
}
