package io.quayside.domain.stream;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The one table of former event types: what {@code data} of the next version is made of. Contexts
 * know the newest versions alone; former ones are read for ever. One event stays one event: its
 * version and its envelope are as they were.
 */
public final class Upcasters {
  /** No type has a former version. */
  public static final Upcasters NONE = new Upcasters(List.of());

  private final Map<String, Upcaster> byType = new HashMap<>();

  /**
   * One step.
   *
   * @param type a former type, as {@code shipment.booked.v1}
   * @param next the next version of the same type, as {@code shipment.booked.v2}
   * @param data makes the next version's members of those of {@code type}; pure, total, and free
   *     not to copy them
   */
  public record Upcaster(String type, String next, UnaryOperator<Map<String, Object>> data) {}

  /** An event's data in the newest version of its type. */
  public record Upcast(String type, Map<String, Object> data) {}

  /** Throws {@link IllegalArgumentException} for two steps from one type. */
  public Upcasters(List<Upcaster> steps) {
    for (Upcaster step : steps) {
      if (byType.put(step.type(), step) != null) {
        throw new IllegalArgumentException("two upcasters of " + step.type());
      }
    }
  }

  /**
   * Checks that every former type leads, one version after the other, to a type of the contexts; so
   * there is no circle. Throws {@link IllegalArgumentException} for a gap, a step that is not to
   * the next version, and a type that is both former and current.
   */
  void verify(Set<String> current) {
    for (Upcaster step : byType.values()) {
      if (current.contains(step.type())) {
        throw new IllegalArgumentException(step.type() + " is current and has an upcaster");
      }
      if (!step.next().equals(following(step.type()))) {
        throw new IllegalArgumentException(
            "an upcaster leads from " + step.type() + " to " + step.next());
      }
      if (!byType.containsKey(step.next()) && !current.contains(step.next())) {
        throw new IllegalArgumentException("no upcaster leads on from " + step.next());
      }
    }
  }

  /** The next version of a type. */
  private static String following(String type) {
    int version = type.lastIndexOf(".v") + 2;
    return type.substring(0, version) + (Integer.parseInt(type.substring(version)) + 1);
  }

  /** The former types. */
  public Set<String> types() {
    return Set.copyOf(byType.keySet());
  }

  /** The names of all event types that were ever stored: the current ones and the former ones. */
  public static Set<String> storedTypes(Contexts contexts) {
    Set<String> all = new TreeSet<>(contexts.eventTypes());
    all.addAll(contexts.upcasters().types());
    return all;
  }

  /** The data of a former type in the newest version; null for a type that is not in the table. */
  public @Nullable Upcast upcast(String type, Map<String, Object> data) {
    Upcaster step = byType.get(type);
    if (step == null) {
      return null;
    }
    Map<String, Object> members = data;
    String at = type;
    for (; step != null; step = byType.get(at)) {
      members = step.data().apply(members);
      at = step.next();
    }
    return new Upcast(at, members);
  }
}
