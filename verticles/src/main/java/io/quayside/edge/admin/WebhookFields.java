package io.quayside.edge.admin;

import io.quayside.admin.Webhook.Settings;
import io.quayside.common.identity.Role;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.RequestFields;
import io.quayside.domain.Scac;
import io.quayside.notify.lane.EventTypes;
import io.quayside.notify.webhook.Notice;
import io.quayside.notify.webhook.PortRange;
import io.quayside.notify.webhook.Target;
import io.quayside.notify.webhook.WebhookSettings;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The fields of a webhook, as requests give them. */
final class WebhookFields {
  private static final int MAX_SCOPE = 100;
  private static final int MAX_SHIPPER = 64;
  private static final int MAX_TYPES = 50;
  private static final int MAX_HEADERS = 10;
  private static final int IN_FLIGHT = 16;
  private static final int TIMEOUT_SECONDS = 15;
  private static final int DISABLE_AFTER_SECONDS = 432_000;
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}");
  private static final Pattern VALUE = Pattern.compile("(?=.{1,1024}$)[!-~]([ -~]*[!-~])?");
  private static final List<String> RESERVED_PREFIXES =
      List.of("webhook-", "quayside-", "content-", "proxy-");
  private static final Set<String> RESERVED =
      Set.of(
          "host",
          "connection",
          "keep-alive",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "expect",
          "user-agent");

  /** One and the same for every reason, so that nobody maps inner names by it. */
  private static final String URL_FORM =
      "must be an https URL of an allowed port whose host resolves to public addresses";

  private final WebhookSettings settings;
  private final Collection<String> eventTypes;

  /**
   * What a request asks for.
   *
   * @param headers names and values as JSON; null: not given
   * @param headerNames their names, in the order of the alphabet
   */
  record Wanted(Settings settings, byte @Nullable [] headers, List<String> headerNames) {}

  WebhookFields(WebhookSettings settings, Collection<String> eventTypes) {
    this.settings = settings;
    this.eventTypes = eventTypes;
  }

  /** Where the URL of a body points to; null if it must not be anybody's. */
  @Nullable Target target(Map<String, Object> body) {
    Target target =
        body.get("url") instanceof String url ? Target.parse(url, settings.insecure()) : null;
    return target != null && isAllowed(target.port()) ? target : null;
  }

  private boolean isAllowed(int port) {
    for (PortRange range : settings.ports()) {
      if (range.contains(port)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Reads a body whose URL may be connected to, or not.
   *
   * @param view the role of the webhook's view: notices are for operators
   */
  Wanted parse(Map<String, Object> body, boolean reachable, Role view) {
    RequestFields fields = new RequestFields(body);
    String url = fields.anyText("url");
    if (url != null && !reachable) {
      fields.note("url", URL_FORM);
    }
    List<String> types =
        fields.optionalTexts(
            "types",
            MAX_TYPES,
            type ->
                EventTypes.fitsAny(type, eventTypes)
                    || (view == Role.OPERATOR && EventTypes.fitsAny(type, Notice.TYPES)),
            "a known event type, the first parts of one with .* behind them, or *");
    List<String> shippers =
        fields.optionalTexts(
            "shippers",
            MAX_SCOPE,
            text -> RequestFields.isText(text, MAX_SHIPPER),
            "1 to 64 characters");
    List<String> carriers =
        fields.optionalTexts("carriers", MAX_SCOPE, Scac::isValid, Scac.DESCRIPTION);
    int maxInFlight = number(fields, "maxInFlight", 1, 64, IN_FLIGHT);
    Integer perSecond = fields.optionalInteger("perSecond", 1, 1_000);
    int timeout = number(fields, "timeoutSeconds", 1, 30, TIMEOUT_SECONDS);
    int disableAfter = number(fields, "disableAfterSeconds", 60, 2_592_000, DISABLE_AFTER_SECONDS);
    Map<String, String> headers = headers(fields, body);
    fields.verify();
    return new Wanted(
        new Settings(
            url,
            types == null ? List.of("*") : types,
            shippers == null ? null : Set.copyOf(shippers),
            carriers == null ? null : Set.copyOf(carriers),
            maxInFlight,
            perSecond,
            timeout,
            disableAfter),
        headers == null ? null : json(headers),
        headers == null ? List.of() : List.copyOf(headers.keySet()));
  }

  private static int number(RequestFields fields, String name, int min, int max, int byDefault) {
    Integer number = fields.optionalInteger(name, min, max);
    return number == null ? byDefault : number;
  }

  private static @Nullable Map<String, String> headers(
      RequestFields fields, Map<String, Object> body) {
    RequestFields given = fields.optionalObject("headers");
    if (given == null || !(body.get("headers") instanceof Map<?, ?> members)) {
      return null;
    }
    if (members.size() > MAX_HEADERS) {
      fields.note("headers", "must have at most " + MAX_HEADERS + " members");
    }
    Map<String, String> headers = new TreeMap<>();
    Set<String> names = new HashSet<>();
    for (Object member : members.keySet()) {
      String name = (String) member;
      String lower = name.toLowerCase(Locale.ROOT);
      String value =
          given.code(
              name,
              text -> VALUE.matcher(text).matches(),
              "1 to 1024 visible ASCII characters, with spaces between them");
      if (!TOKEN.matcher(name).matches() || isReserved(lower) || !names.add(lower)) {
        given.note(name, "is not a header that a webhook may have, or is given twice");
      } else if (value != null) {
        headers.put(name, value);
      }
    }
    return headers;
  }

  private static boolean isReserved(String name) {
    return RESERVED.contains(name) || RESERVED_PREFIXES.stream().anyMatch(name::startsWith);
  }

  private static byte[] json(Map<String, String> headers) {
    JsonWriter out = new JsonWriter(256).beginObject();
    headers.forEach(out::field);
    return out.endObject().toBytes();
  }
}
