package io.quayside.gateway.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What two schemas of one event type differ in, judged by the rule for changes within a version:
 * one more optional member, a wider bound, one more value of an extensible enum. All else needs the
 * next version of the type.
 */
public final class SchemaChanges {
  private static final Set<String> ANNOTATIONS = Set.of("title", "description");
  private static final Set<String> LOWER =
      Set.of("minLength", "minimum", "exclusiveMinimum", "minItems");
  private static final Set<String> HIGHER =
      Set.of("maxLength", "maximum", "exclusiveMaximum", "maxItems");

  private final List<String> breaking = new ArrayList<>();

  private SchemaChanges() {}

  /** The changes that break the rule, each with the place of the member; empty if there is none. */
  public static List<String> breaking(JsonNode released, JsonNode current) {
    SchemaChanges changes = new SchemaChanges();
    changes.compare("", released, current);
    return changes.breaking;
  }

  private void compare(String place, JsonNode released, JsonNode current) {
    Set<String> keywords = new TreeSet<>();
    released.fieldNames().forEachRemaining(keywords::add);
    current.fieldNames().forEachRemaining(keywords::add);
    keywords.removeAll(ANNOTATIONS);
    for (String keyword : keywords) {
      JsonNode before = released.path(keyword);
      JsonNode after = current.path(keyword);
      switch (keyword) {
        case "properties" -> compareMembers(place, before, after);
        case "items" -> compare(place + "/*", before, after);
        case "enum" -> compareEnum(place, released, current);
        case "required" ->
            require(names(before).equals(names(after)), place, keyword, before, after);
        default -> require(isWider(keyword, before, after), place, keyword, before, after);
      }
    }
  }

  private void compareMembers(String place, JsonNode released, JsonNode current) {
    for (var member : released.properties()) {
      String at = place + '/' + member.getKey();
      if (current.has(member.getKey())) {
        compare(at, member.getValue(), current.get(member.getKey()));
      } else {
        breaking.add(at + ": was removed");
      }
    }
  }

  private void compareEnum(String place, JsonNode released, JsonNode current) {
    boolean extensible =
        released.path("x-extensible-enum").asBoolean()
            && current.path("x-extensible-enum").asBoolean();
    Set<String> before = names(released.path("enum"));
    Set<String> after = names(current.path("enum"));
    require(
        extensible ? after.containsAll(before) : after.equals(before),
        place,
        "enum",
        released.path("enum"),
        current.path("enum"));
  }

  private static boolean isWider(String keyword, JsonNode before, JsonNode after) {
    if (LOWER.contains(keyword) || HIGHER.contains(keyword)) {
      if (before.isMissingNode() || after.isMissingNode()) {
        return after.isMissingNode();
      }
      int order = after.decimalValue().compareTo(before.decimalValue());
      return LOWER.contains(keyword) ? order <= 0 : order >= 0;
    }
    return withoutAnnotations(before).equals(withoutAnnotations(after));
  }

  private static JsonNode withoutAnnotations(JsonNode node) {
    JsonNode copy = node.deepCopy();
    copy.findParents("description").forEach(parent -> ((ObjectNode) parent).remove("description"));
    return copy;
  }

  private static Set<String> names(JsonNode array) {
    Set<String> names = new HashSet<>();
    array.forEach(name -> names.add(name.asText()));
    return names;
  }

  private void require(
      boolean holds, String place, String keyword, JsonNode before, JsonNode after) {
    if (!holds) {
      breaking.add(
          "%s: %s was %s, is %s"
              .formatted(place.isEmpty() ? "/" : place, keyword, shown(before), shown(after)));
    }
  }

  private static String shown(JsonNode value) {
    return value.isMissingNode() ? "absent" : value.toString();
  }
}
