package io.quayside.common.json;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes the members of a stored object one by one. What is not as it was written is refused with an
 * {@link IllegalArgumentException} that names the member.
 */
public final class StoredFields {
  private final Map<String, Object> members;
  private int taken;

  public StoredFields(Map<String, Object> members) {
    this.members = members;
  }

  public boolean has(String name) {
    return members.containsKey(name);
  }

  public String text(String name) {
    if (take(name) instanceof String text) {
      return text;
    }
    throw refused(name, "a string");
  }

  public @Nullable String optionalText(String name) {
    return has(name) ? text(name) : null;
  }

  public Instant time(String name) {
    Instant time = take(name) instanceof String text ? Times.parse(text) : null;
    if (time == null) {
      throw refused(name, "a time");
    }
    return time;
  }

  public @Nullable Instant optionalTime(String name) {
    return has(name) ? time(name) : null;
  }

  public long integer(String name) {
    if (take(name) instanceof Long number) {
      return number;
    }
    throw refused(name, "an integer");
  }

  /** An integer of 0 to {@code max}. */
  public int integer(String name, int max) {
    long number = integer(name);
    if (number < 0 || number > max) {
      throw refused(name, "in its range");
    }
    return (int) number;
  }

  /** An integer of 0 to {@code max}, if the member is there. */
  public @Nullable Integer optionalInteger(String name, int max) {
    return has(name) ? integer(name, max) : null;
  }

  public double number(String name) {
    return switch (take(name)) {
      case Long number -> number;
      case BigDecimal number -> number.doubleValue();
      default -> throw refused(name, "a number");
    };
  }

  public @Nullable Double optionalNumber(String name) {
    return has(name) ? number(name) : null;
  }

  public <E extends Enum<E>> E choice(String name, Class<E> choices) {
    return Enum.valueOf(choices, text(name));
  }

  public @Nullable <E extends Enum<E>> E optionalChoice(String name, Class<E> choices) {
    return has(name) ? choice(name, choices) : null;
  }

  /** A member that is true or absent. */
  public boolean flag(String name) {
    if (!has(name)) {
      return false;
    }
    if (!Boolean.TRUE.equals(take(name))) {
      throw refused(name, "true");
    }
    return true;
  }

  public boolean bool(String name) {
    if (take(name) instanceof Boolean bool) {
      return bool;
    }
    throw refused(name, "true or false");
  }

  public StoredFields object(String name) {
    return object(name, take(name));
  }

  @SuppressWarnings("unchecked") // our reader yields no other maps
  private static StoredFields object(String name, Object value) {
    if (value instanceof Map<?, ?> object) {
      return new StoredFields((Map<String, Object>) object);
    }
    throw refused(name, "an object");
  }

  /** The members of an object, as they were read. */
  public Map<String, Object> members(String name) {
    return object(name).members;
  }

  public List<StoredFields> objects(String name) {
    return array(name).stream().map(value -> object(name, value)).toList();
  }

  public List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (Object value : array(name)) {
      if (!(value instanceof String text)) {
        throw refused(name, "an array of strings");
      }
      texts.add(text);
    }
    return texts;
  }

  private List<?> array(String name) {
    if (take(name) instanceof List<?> array) {
      return array;
    }
    throw refused(name, "an array");
  }

  public @Nullable StoredFields optionalObject(String name) {
    return has(name) ? object(name) : null;
  }

  public @Nullable List<StoredFields> optionalObjects(String name) {
    return has(name) ? objects(name) : null;
  }

  /** A member that has always the same text. */
  public void constant(String name, String expected) {
    String actual = text(name);
    if (!actual.equals(expected)) {
      throw new IllegalArgumentException(name + " is " + actual + ", not " + expected);
    }
  }

  /** Refuses members that nobody has taken: dropping them would lose what somebody stored. */
  public void end() {
    if (taken != members.size()) {
      throw new IllegalArgumentException("unknown members among " + members.keySet());
    }
  }

  private Object take(String name) {
    Object value = members.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    taken++;
    return value;
  }

  private static IllegalArgumentException refused(String name, String expected) {
    return new IllegalArgumentException(name + " is not " + expected);
  }
}
