package io.quayside.common.json;

import io.quayside.common.problem.Problem;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.common.problem.ProblemCode;
import io.quayside.common.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Takes the members of a JSON object one by one and notes every offence, each at its JSON Pointer.
 * What offends, or is optional and absent, comes back as null; only after {@link #verify} do the
 * values count. Lengths are in code points.
 */
@SuppressWarnings("NullAway") // a value that offends is null until verify throws
public final class RequestFields {
  /** How far ahead of the gateway's clock a reported time may be. */
  public static final Duration MAX_AHEAD = Duration.ofMinutes(5);

  private static final int MAX_SUMMED_UP = 3;
  private static final int MAX_SUMMED_UP_POINTER = 80;

  private final Map<String, Object> members;
  private final String pointer;
  private final List<Offence> offences;
  private final List<String> taken = new ArrayList<>(12);

  /** The members of a whole body. */
  public RequestFields(Map<String, Object> members) {
    this(members, "", new ArrayList<>(0));
  }

  private RequestFields(Map<String, Object> members, String pointer, List<Offence> offences) {
    this.members = members;
    this.pointer = pointer;
    this.offences = offences;
  }

  /** Whether the member is there, whatever it is. */
  public boolean has(String name) {
    return members.containsKey(name);
  }

  /** A string of 1 to {@code maxLength} characters, all of them Unicode's and none U+0000. */
  public String text(String name, int maxLength) {
    String text = anyText(name);
    if (text == null) {
      return null;
    }
    if (text.isEmpty() || Texts.isLonger(text, maxLength)) {
      return offend(name, "must have 1 to " + maxLength + " characters");
    }
    return Texts.isClean(text)
        ? text
        : offend(name, "must hold neither U+0000 nor half a surrogate pair");
  }

  /** An array of 1 to {@code max} strings of a form; {@code form} completes "must be". */
  public @Nullable List<String> optionalTexts(
      String name, int max, Predicate<String> isValid, String form) {
    Object value = has(name) ? take(name) : null;
    if (value == null) {
      return null;
    }
    if (!(value instanceof List<?> array) || array.isEmpty() || array.size() > max) {
      return offend(name, "must be an array of 1 to " + max + " strings");
    }
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      if (array.get(i) instanceof String text && isValid.test(text)) {
        texts.add(text);
      } else {
        offences.add(Offence.at(pointerTo(name) + '/' + i, "must be " + form));
      }
    }
    return texts;
  }

  /** Whether a string has 1 to {@code maxLength} characters, all of them Unicode's, none U+0000. */
  public static boolean isText(String text, int maxLength) {
    return !text.isEmpty() && !Texts.isLonger(text, maxLength) && Texts.isClean(text);
  }

  public @Nullable String optionalText(String name, int maxLength) {
    return has(name) ? text(name, maxLength) : null;
  }

  /** A string whatever it holds, for what is judged elsewhere. */
  public String anyText(String name) {
    return switch (take(name)) {
      case null -> null;
      case String text -> text;
      default -> offend(name, "must be a string");
    };
  }

  /** A string of a form; {@code form} completes "must be". */
  public String code(String name, Predicate<String> isValid, String form) {
    String text = anyText(name);
    return text == null || isValid.test(text) ? text : offend(name, "must be " + form);
  }

  public @Nullable String optionalCode(String name, Predicate<String> isValid, String form) {
    return has(name) ? code(name, isValid, form) : null;
  }

  /** The name of an enum's constant. */
  public <E extends Enum<E>> E choice(String name, Class<E> choices) {
    String text = anyText(name);
    if (text == null) {
      return null;
    }
    for (E choice : choices.getEnumConstants()) {
      if (choice.name().equals(text)) {
        return choice;
      }
    }
    return offend(name, "must be one of " + Arrays.toString(choices.getEnumConstants()));
  }

  public <E extends Enum<E>> E optionalChoice(String name, Class<E> choices) {
    return has(name) ? choice(name, choices) : null;
  }

  /** An RFC 3339 time with offset, cut to milliseconds. */
  public Instant time(String name) {
    String text = anyText(name);
    if (text == null) {
      return null;
    }
    Instant time = Times.parse(text);
    return time == null ? offend(name, "must be an RFC 3339 time with an offset") : time;
  }

  public @Nullable Instant optionalTime(String name) {
    return has(name) ? time(name) : null;
  }

  /** A time that is at most five minutes ahead of {@code now}. */
  public Instant pastTime(String name, Instant now) {
    Instant time = time(name);
    return time == null || !time.isAfter(now.plus(MAX_AHEAD))
        ? time
        : offend(name, "must not be more than 5 minutes ahead of the gateway's clock");
  }

  /** A number without a fraction (5.0 has none) from {@code min} to {@code max}. */
  public Long integer(String name, long min, long max) {
    Object value = take(name);
    if (value == null) {
      return null;
    }
    if (!(value instanceof Number number) || Numbers.hasFraction(number)) {
      return offend(name, "must be an integer");
    }
    Long integer = Numbers.toLong(number);
    return integer == null || integer < min || integer > max
        ? offend(name, "must be from " + min + " to " + max)
        : integer;
  }

  /** A number without a fraction from {@code min} to {@code max}, if the member is there. */
  public @Nullable Integer optionalInteger(String name, int min, int max) {
    Long integer = has(name) ? integer(name, min, max) : null;
    return integer == null ? null : integer.intValue();
  }

  /** A number from {@code min} to {@code max}. */
  public Double number(String name, double min, double max) {
    Double number = anyNumber(name);
    return number == null || (number >= min && number <= max)
        ? number
        : offend(name, "must be from " + Numbers.shown(min) + " to " + Numbers.shown(max));
  }

  public @Nullable Double optionalNumber(String name, double min, double max) {
    return has(name) ? number(name, min, max) : null;
  }

  /** A number above {@code bound} and up to {@code max}. */
  public Double numberAbove(String name, double bound, double max) {
    Double number = anyNumber(name);
    return number == null || (number > bound && number <= max)
        ? number
        : offend(
            name, "must be above " + Numbers.shown(bound) + " and up to " + Numbers.shown(max));
  }

  /** A number from {@code min} to below {@code bound}. */
  public Double numberBelow(String name, double min, double bound) {
    Double number = anyNumber(name);
    return number == null || (number >= min && number < bound)
        ? number
        : offend(name, "must be from " + Numbers.shown(min) + " to below " + Numbers.shown(bound));
  }

  /** True or false. */
  public @Nullable Boolean optionalBoolean(String name) {
    if (!has(name)) {
      return null;
    }
    return switch (take(name)) {
      case null -> null;
      case Boolean bool -> bool;
      default -> offend(name, "must be true or false");
    };
  }

  /** The members of an object; its offences are noted here too. */
  public RequestFields object(String name) {
    Object value = take(name);
    if (value == null) {
      return null;
    }
    if (!(value instanceof Map<?, ?> object)) {
      return offend(name, "must be an object");
    }
    @SuppressWarnings("unchecked") // the reader yields no other maps
    Map<String, Object> inner = (Map<String, Object>) object;
    return new RequestFields(inner, pointerTo(name), offences);
  }

  public @Nullable RequestFields optionalObject(String name) {
    return has(name) ? object(name) : null;
  }

  /** The members of each object of an array with {@code min} to {@code max} elements. */
  public List<RequestFields> objects(String name, int min, int max) {
    Object value = take(name);
    if (value == null) {
      return null;
    }
    if (!(value instanceof List<?> elements)) {
      return offend(name, "must be an array");
    }
    if (elements.size() < min || elements.size() > max) {
      return offend(name, "must have " + min + " to " + max + " elements");
    }
    List<RequestFields> objects = new ArrayList<>(elements.size());
    for (int i = 0; i < elements.size(); i++) {
      if (elements.get(i) instanceof Map<?, ?> object) {
        @SuppressWarnings("unchecked") // the reader yields no other maps
        Map<String, Object> inner = (Map<String, Object>) object;
        objects.add(new RequestFields(inner, pointerTo(name) + '/' + i, offences));
      } else {
        offences.add(Offence.at(pointerTo(name) + '/' + i, "must be an object"));
      }
    }
    return objects;
  }

  /** Notes an offence of a member. */
  public void note(String name, String detail) {
    offences.add(Offence.at(pointerTo(name), detail));
  }

  /** Notes an offence of the whole object. */
  public void note(String detail) {
    offences.add(Offence.at(pointer, detail));
  }

  /** Notes every member that nobody has asked for; call it when all have been. */
  public void end() {
    if (taken.size() != members.size()) {
      members.keySet().stream()
          .filter(name -> !taken.contains(name))
          .forEach(name -> note(name, "is not known here"));
    }
  }

  /**
   * Ends the whole body.
   *
   * @throws ProblemException validation-failed with every offence, if there is any
   */
  public void verify() {
    end();
    if (!offences.isEmpty()) {
      throw new Problem(ProblemCode.VALIDATION_FAILED, summary(), offences).toException();
    }
  }

  /** The first offences in a sentence, for answers that have room for no more. */
  private String summary() {
    String first =
        offences.stream()
            .limit(MAX_SUMMED_UP)
            .map(offence -> named(offence.where()) + ' ' + offence.detail())
            .collect(Collectors.joining("; "));
    int more = offences.size() - MAX_SUMMED_UP;
    return more > 0 ? first + "; and " + more + " more." : first + '.';
  }

  private static String named(String pointer) {
    return pointer.isEmpty() ? "The body" : Texts.shortened(pointer, MAX_SUMMED_UP_POINTER);
  }

  /** The member's value, or null where it is missing or null, which is noted. */
  private Object take(String name) {
    Object value = members.get(name);
    if (value == null) {
      return offend(name, "is missing");
    }
    taken.add(name);
    return value == Json.NULL ? offend(name, "must not be null: leave it out") : value;
  }

  private Double anyNumber(String name) {
    return switch (take(name)) {
      case null -> null;
      case Number number -> number.doubleValue();
      default -> offend(name, "must be a number");
    };
  }

  /** Notes an offence and gives back what stands for an offender's value. */
  @SuppressWarnings("TypeParameterUnusedInFormals") // null is of every type
  private <T> T offend(String name, String detail) {
    note(name, detail);
    return null;
  }

  private String pointerTo(String name) {
    return pointer + '/' + name.replace("~", "~0").replace("/", "~1");
  }
}
