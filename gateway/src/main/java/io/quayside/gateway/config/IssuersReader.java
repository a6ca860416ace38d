package io.quayside.gateway.config;

import io.quayside.auth.IssuerSettings;
import io.quayside.auth.IssuerUrls;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Reads {@code auth.issuers}: a list in the file, the same list as JSON in the environment. */
final class IssuersReader {
  private static final int MAX_ISSUERS = 16;
  private static final int MAX_TEXT = 1_024;
  private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,32}");
  private static final Set<String> MEMBERS =
      Set.of(
          "name",
          "issuer",
          "audience",
          "jwks",
          "tenant",
          "tenantClaim",
          "roleClaim",
          "shippersClaim",
          "carriersClaim");

  /** One issuer's members, and its place in the list, from 1. */
  private final JsonObject members;

  private final int place;

  private IssuersReader(JsonObject members, int place) {
    this.members = members;
    this.place = place;
  }

  /** The list of the file as JSON; what JSON cannot hold becomes text, and is refused later. */
  static String toJson(List<?> list) {
    return plain(list) instanceof JsonArray array ? array.encode() : "";
  }

  private static Object plain(Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        JsonObject object = new JsonObject();
        map.forEach((name, member) -> object.put(String.valueOf(name), plain(member)));
        yield object;
      }
      case List<?> list -> {
        JsonArray array = new JsonArray();
        list.forEach(item -> array.add(plain(item)));
        yield array;
      }
      case String text -> text;
      case Number number -> number;
      case Boolean flag -> flag;
      case null -> "";
      default -> value.toString();
    };
  }

  static List<IssuerSettings> read(String json) {
    JsonArray list;
    try {
      list = new JsonArray(json);
    } catch (DecodeException e) {
      throw refusal("a list of objects, in the environment as JSON");
    }
    if (list.size() > MAX_ISSUERS) {
      throw refusal("at most %d issuers".formatted(MAX_ISSUERS));
    }
    List<IssuerSettings> issuers = new ArrayList<>();
    for (Object item : list) {
      if (!(item instanceof JsonObject members)) {
        throw refusal("a list of objects");
      }
      issuers.add(new IssuersReader(members, issuers.size() + 1).issuer());
    }
    refuseRepeated(issuers);
    return issuers;
  }

  private static void refuseRepeated(List<IssuerSettings> issuers) {
    Set<String> names = new HashSet<>();
    Set<List<String>> identities = new HashSet<>();
    for (IssuerSettings issuer : issuers) {
      if (!names.add(issuer.name())) {
        throw refusal("each name once, found '%s' twice".formatted(issuer.name()));
      }
      if (!identities.add(List.of(issuer.issuer(), issuer.audience()))) {
        throw refusal("each pair of issuer and audience once");
      }
    }
  }

  private IssuerSettings issuer() {
    for (String member : members.fieldNames()) {
      if (!MEMBERS.contains(member)) {
        throw refused("no member '%s'".formatted(member));
      }
    }
    boolean fixedTenant = members.containsKey("tenant");
    if (fixedTenant == members.containsKey("tenantClaim")) {
      throw refused("either tenant or tenantClaim");
    }
    return new IssuerSettings(
        text("name", name -> NAME.matcher(name).matches(), "1 to 32 of a-z, 0-9 and dash"),
        text("issuer", IssuerUrls::isAllowed, IssuerUrls.FORM),
        text("audience"),
        members.containsKey("jwks") ? text("jwks", IssuerUrls::isAllowed, IssuerUrls.FORM) : null,
        fixedTenant
            ? text("tenant", name -> NAME.matcher(name).matches(), "1 to 32 of a-z, 0-9 and dash")
            : null,
        fixedTenant ? null : text("tenantClaim"),
        claim("roleClaim", IssuerSettings.ROLE_CLAIM),
        claim("shippersClaim", IssuerSettings.SHIPPERS_CLAIM),
        claim("carriersClaim", IssuerSettings.CARRIERS_CLAIM));
  }

  private String claim(String member, String otherwise) {
    return members.containsKey(member) ? text(member) : otherwise;
  }

  private String text(String member) {
    return text(member, text -> true, "a text of 1 to %d characters".formatted(MAX_TEXT));
  }

  private String text(String member, Predicate<String> isValid, String form) {
    if (members.getValue(member) instanceof String text
        && !text.isBlank()
        && text.length() <= MAX_TEXT
        && isValid.test(text)) {
      return text;
    }
    throw refused("%s as %s".formatted(member, form));
  }

  private InvalidValueException refused(String expected) {
    return refusal("in issuer %d %s".formatted(place, expected));
  }

  private static InvalidValueException refusal(String expected) {
    return new InvalidValueException(ConfigKey.AUTH_ISSUERS, expected);
  }
}
