package io.quayside.notify.relay;

import io.quayside.common.identity.Principal;
import io.quayside.common.json.Json;
import io.quayside.common.json.RequestFields;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.common.problem.ProblemException;
import io.quayside.notify.lane.EventTypes;
import io.quayside.notify.relay.RelaySettings.Start;
import io.quayside.notify.relay.target.TargetKind;
import io.quayside.notify.relay.target.TargetSettings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the list of relays from its JSON. Messages hold no values, for those may be secret. */
public final class RelayReader {
  private static final int MAX_RELAYS = 16;
  private static final int MAX_TYPES = 50;
  private static final int MAX_TENANTS = 100;
  private static final int MAX_PER_SECOND = 100_000;
  private static final String LIST = "relays";
  private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,32}");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]*)}");

  private final Set<String> eventTypes;
  private final Function<String, @Nullable String> environment;

  private RelayReader(Set<String> eventTypes, Function<String, @Nullable String> environment) {
    this.eventTypes = eventTypes;
    this.environment = environment;
  }

  /**
   * The relays of a list.
   *
   * @param json a JSON array
   * @param eventTypes the types that relays may name
   * @param environment what {@code ${NAME}} in a string stands for
   * @throws IllegalArgumentException with what is expected instead
   */
  public static List<RelaySettings> read(
      String json, Set<String> eventTypes, Function<String, @Nullable String> environment) {
    Map<String, Object> members;
    try {
      members =
          Json.parseObject(("{\"" + LIST + "\":" + json + '}').getBytes(StandardCharsets.UTF_8));
    } catch (ProblemException malformed) {
      throw new IllegalArgumentException("a list of objects, in the environment as JSON");
    }
    return new RelayReader(eventTypes, environment).relays(members);
  }

  private List<RelaySettings> relays(Map<String, Object> members) {
    Map<String, Object> resolved = new LinkedHashMap<>();
    members.forEach((name, value) -> resolved.put(name, resolved(value)));
    RequestFields fields = new RequestFields(resolved);
    List<RelaySettings> relays = new ArrayList<>();
    Set<String> names = new HashSet<>();
    List<RequestFields> objects = fields.objects(LIST, 0, MAX_RELAYS);
    if (objects != null) {
      for (RequestFields object : objects) {
        RelaySettings relay = relay(object);
        relays.add(relay);
        if (relay.name() != null && !names.add(relay.name())) {
          object.note("name", "is given twice");
        }
      }
    }
    try {
      fields.verify();
    } catch (ProblemException invalid) {
      throw new IllegalArgumentException(
          invalid.problem().errors().stream().limit(3).map(RelayReader::said).collect(joined()));
    }
    return relays;
  }

  private static java.util.stream.Collector<CharSequence, ?, String> joined() {
    return Collectors.joining("; ");
  }

  /** An offence as {@code relay 1: uri is missing}. */
  private static String said(Offence offence) {
    String[] path = offence.where().split("/", 4);
    if (path.length < 3) {
      return LIST + ' ' + offence.detail();
    }
    String relay = "in relay " + (Integer.parseInt(path[2]) + 1) + ": ";
    return relay + (path.length < 4 ? "" : path[3] + ' ') + offence.detail();
  }

  private RelaySettings relay(RequestFields fields) {
    String name =
        fields.code("name", text -> NAME.matcher(text).matches(), "1 to 32 of a-z, 0-9 and dash");
    String kindName = fields.anyText("kind");
    List<String> types =
        fields.optionalTexts(
            "types",
            MAX_TYPES,
            type -> EventTypes.fitsAny(type, eventTypes),
            "a known event type, the first parts of one with .* behind them, or *");
    List<String> tenants =
        fields.optionalTexts("tenants", MAX_TENANTS, Principal::isTenant, "a tenant's name");
    Boolean withhold = fields.optionalBoolean("withhold");
    Start start = fields.optionalChoice("start", Start.class);
    Integer perSecond = fields.optionalInteger("perSecond", 1, MAX_PER_SECOND);
    TargetSettings target = target(fields, kindName);
    return new RelaySettings(
        name,
        kindName,
        types == null ? List.of("*") : types,
        tenants == null ? null : Set.copyOf(tenants),
        withhold == null || withhold,
        start == null ? Start.NOW : start,
        perSecond != null || target == null ? perSecond : target.defaultPerSecond(),
        target);
  }

  @SuppressWarnings("NullAway") // null until the offences are refused
  private static TargetSettings target(RequestFields fields, @Nullable String kindName) {
    for (TargetKind kind : RelayKinds.ALL) {
      if (kind.name().equals(kindName)) {
        TargetSettings target = kind.reader().read(fields);
        fields.end();
        return target;
      }
    }
    if (kindName != null) {
      String names =
          RelayKinds.ALL.stream().map(TargetKind::name).collect(Collectors.joining(", "));
      fields.note("kind", "must be one of " + names);
    }
    return null;
  }

  /** A value with what variables stand for in its strings. */
  private Object resolved(Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        Map<String, Object> resolved = new LinkedHashMap<>();
        map.forEach((name, member) -> resolved.put((String) name, resolved(member)));
        yield resolved;
      }
      case List<?> list -> list.stream().map(this::resolved).toList();
      case String text -> VARIABLE.matcher(text).replaceAll(this::replacement);
      default -> value;
    };
  }

  private String replacement(java.util.regex.MatchResult variable) {
    String text = environment.apply(variable.group(1));
    if (text == null) {
      throw new IllegalArgumentException(
          "the environment variable " + variable.group(1) + " beside it");
    }
    return Matcher.quoteReplacement(text);
  }
}
