package io.quayside.foreign.epcis;

import io.quayside.foreign.JsonParts;
import io.quayside.foreign.Offences;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** What a value of JSON has to be. Places are made of values that are not so alone. */
sealed interface Shape {
  boolean holds(Object value);

  /** Notes every place at which a value that does not hold is wrong. */
  void explain(Object value, String pointer, Offences offences);

  /** A value without parts, {@code must} says which. */
  record Plain(String must, Predicate<Object> test) implements Shape {
    @Override
    public boolean holds(Object value) {
      return test.test(value);
    }

    @Override
    public void explain(Object value, String pointer, Offences offences) {
      offences.note(pointer, must);
    }
  }

  /** An array of values of one shape. */
  record Array(Shape element) implements Shape {
    @Override
    public boolean holds(Object value) {
      if (!(value instanceof List<?> list)) {
        return false;
      }
      for (Object one : list) {
        if (!element.holds(one)) {
          return false;
        }
      }
      return true;
    }

    @Override
    public void explain(Object value, String pointer, Offences offences) {
      if (!(value instanceof List<?> list)) {
        offences.note(pointer, "must be an array");
        return;
      }
      for (int i = 0; i < list.size(); i++) {
        if (!element.holds(list.get(i))) {
          element.explain(list.get(i), JsonParts.at(pointer, i), offences);
        }
      }
    }
  }

  /** One value of a shape, or an array of them. */
  record OneOrMany(Shape one) implements Shape {
    @Override
    public boolean holds(Object value) {
      return value instanceof List<?> ? new Array(one).holds(value) : one.holds(value);
    }

    @Override
    public void explain(Object value, String pointer, Offences offences) {
      if (value instanceof List<?>) {
        new Array(one).explain(value, pointer, offences);
      } else {
        one.explain(value, pointer, offences);
      }
    }
  }

  /**
   * An object.
   *
   * @param members the shapes of members by name
   * @param closed whether other members are refused instead of passed over
   */
  record Members(Map<String, Shape> members, Set<String> required, boolean closed)
      implements Shape {
    static Members of(Map<String, Shape> members, String... required) {
      return new Members(members, Set.of(required), false);
    }

    @Override
    public boolean holds(Object value) {
      if (!(value instanceof Map<?, ?> object)) {
        return false;
      }
      for (String name : required) {
        if (!object.containsKey(name)) {
          return false;
        }
      }
      for (Map.Entry<?, ?> member : object.entrySet()) {
        Shape shape = members.get(member.getKey());
        if (shape == null ? closed : !shape.holds(member.getValue())) {
          return false;
        }
      }
      return true;
    }

    @Override
    public void explain(Object value, String pointer, Offences offences) {
      if (!(value instanceof Map<?, ?> object)) {
        offences.note(pointer, "must be an object");
        return;
      }
      required.stream()
          .filter(name -> !object.containsKey(name))
          .sorted()
          .forEach(name -> offences.note(JsonParts.at(pointer, name), "is missing"));
      object.forEach(
          (name, part) -> {
            Shape shape = members.get(name);
            if (shape != null && !shape.holds(part)) {
              shape.explain(part, JsonParts.at(pointer, name), offences);
            } else if (shape == null && closed) {
              offences.note(JsonParts.at(pointer, name), "is unknown");
            }
          });
    }
  }
}
