package io.quayside.edge.foreign;

import io.quayside.common.identity.Principal;
import io.quayside.common.json.RequestFields;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.domain.shipment.ContainerNumber;
import io.quayside.domain.shipment.UnLocode;
import io.quayside.edge.http.Preconditions;
import io.quayside.foreign.Milestones;
import io.quayside.foreign.dcsa.DcsaCodes;
import io.quayside.foreign.dcsa.DcsaOut;
import io.quayside.readmodel.Identifiers;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The parameters of a query for DCSA events, and the page that it asks for. */
final class DcsaQuery {
  private static final String PATH = "/v1/dcsa/v2/events?";
  private static final String CURSOR = "cursor";
  private static final String CREATED = "eventCreatedDateTime";
  private static final int MAX_PAGE = 1_000;
  private static final int PAGE = 100;

  /** By parameter, the scheme of the names that it has. */
  private static final Map<String, String> NAMING =
      Map.of(
          "equipmentReference", "container",
          "carrierBookingReference", "reference",
          "transportDocumentReference", "document");

  /** Parameters of version 2.2 for what a shipment has not. */
  private static final Set<String> OF_OTHERS =
      Set.of(
          "vesselIMONumber",
          "vesselName",
          "exportVoyageNumber",
          "importVoyageNumber",
          "carrierVoyageNumber",
          "carrierExportVoyageNumber",
          "carrierImportVoyageNumber",
          "universalExportVoyageReference",
          "universalImportVoyageReference",
          "carrierServiceCode",
          "universalServiceReference",
          "transportCallID",
          "transportCallReference",
          "scheduleID");

  /** By parameter, the values that version 2.2 has for it. */
  private static final Map<String, NavigableSet<String>> CHOICES =
      Map.of(
          "eventType", new TreeSet<>(DcsaCodes.V2.byType().keySet()),
          "shipmentEventTypeCode", new TreeSet<>(DcsaCodes.V2.codes("SHIPMENT")),
          "transportEventTypeCode", new TreeSet<>(DcsaCodes.V2.codes("TRANSPORT")),
          "equipmentEventTypeCode", new TreeSet<>(DcsaCodes.V2.codes("EQUIPMENT")),
          "documentTypeCode", new TreeSet<>(DcsaCodes.V2.documents()));

  private static final String PLACE = "UNLocationCode";
  private static final int MAX_REFERENCE = 64;

  private static final List<String> BOUNDS =
      List.of(CREATED, CREATED + ":gte", CREATED + ":gt", CREATED + ":lte", CREATED + ":lt");

  private static final Comparator<DcsaOut> ORDER =
      Comparator.comparing(DcsaOut::createdAt).thenComparing(DcsaOut::eventId);

  private final MultiMap query;
  private final List<Offence> offences = new ArrayList<>(0);
  private final int limit;
  private final @Nullable String after;

  /** A page; {@code next} is the cursor of the one behind it, or null. */
  record Page(List<DcsaOut> events, @Nullable String next) {}

  private DcsaQuery(MultiMap query) {
    this.query = query;
    Set<String> known = new HashSet<>(NAMING.keySet());
    known.addAll(OF_OTHERS);
    known.addAll(CHOICES.keySet());
    known.add(PLACE);
    known.addAll(BOUNDS);
    known.addAll(Set.of("limit", CURSOR));
    Preconditions.noParameters(query, known, offences);
    boolean ofOthers = OF_OTHERS.stream().anyMatch(query::contains);
    if (!ofOthers && NAMING.keySet().stream().filter(query::contains).count() != 1) {
      offences.add(
          Offence.in(
              "equipmentReference",
              "or carrierBookingReference or transportDocumentReference is required, one of them"));
    }
    forms();
    BOUNDS.forEach(this::time);
    limit = Preconditions.number(query, "limit", 1, MAX_PAGE, PAGE, offences);
    after = query.get(CURSOR);
    if (after != null && !after.matches("[0-9]{1,15}-[0-9a-f-]{36}")) {
      offences.add(Offence.in(CURSOR, "must be of the Next-Page of an earlier answer"));
    }
  }

  /** Notes values that no event can have. */
  private void forms() {
    CHOICES.forEach((name, choices) -> form(name, choices::contains, "of " + choices));
    form(PLACE, UnLocode::isValid, "UN/LOCODEs");
    for (Map.Entry<String, String> naming : NAMING.entrySet()) {
      if (naming.getValue().equals("container")) {
        form(naming.getKey(), ContainerNumber::hasForm, "of four letters and seven digits each");
      } else {
        form(
            naming.getKey(),
            text -> RequestFields.isText(text, MAX_REFERENCE),
            "of 1 to " + MAX_REFERENCE + " characters each");
      }
    }
  }

  private void form(String name, Predicate<String> isValid, String must) {
    Preconditions.alternatives(
        query, name, ',', isValid, must + ", with commas between them", offences);
  }

  /** The query of a request; refuses what it does not know. */
  static DcsaQuery parse(MultiMap query) {
    DcsaQuery parsed = new DcsaQuery(query);
    Preconditions.refuse(parsed.offences);
    return parsed;
  }

  private @Nullable Instant time(String name) {
    return Preconditions.time(query, name, offences);
  }

  /** The shipments that are asked for; refuses more than a hundred. */
  Future<List<String>> shipments(Principal principal, Identifiers identifiers) {
    if (OF_OTHERS.stream().anyMatch(query::contains)) {
      return Future.succeededFuture(List.of());
    }
    String name = NAMING.keySet().stream().filter(query::contains).findFirst().orElseThrow();
    return identifiers
        .all(principal, String.valueOf(NAMING.get(name)), values(name))
        .map(
            ids -> {
              if (ids.size() > Milestones.MOST) {
                Preconditions.refuse(
                    List.of(
                        Offence.in(name, "must name " + Milestones.MOST + " shipments at most")));
              }
              return ids;
            });
  }

  private List<String> values(String name) {
    return List.of(String.valueOf(query.get(name)).split(",", -1));
  }

  /** The page of these events. */
  Page page(List<DcsaOut> events) {
    List<DcsaOut> matching = events.stream().filter(this::matches).sorted(ORDER).toList();
    List<DcsaOut> shown = matching.subList(0, Math.min(limit, matching.size()));
    return new Page(shown, matching.size() > shown.size() ? cursor(shown.getLast()) : null);
  }

  private static String cursor(DcsaOut event) {
    return event.createdAt().toEpochMilli() + "-" + event.eventId();
  }

  private boolean matches(DcsaOut event) {
    return holds("eventType", event.type())
        && holds("documentTypeCode", event.documentType())
        && holds(PLACE, event.unLocode())
        && holdsCode(event)
        && isWithin(event.createdAt())
        && (after == null || isAfter(event, after));
  }

  private boolean holds(String name, @Nullable String value) {
    return !query.contains(name) || (value != null && values(name).contains(value));
  }

  /** The codes of the three types are alternatives. */
  private boolean holdsCode(DcsaOut event) {
    boolean any = false;
    for (String type : List.of("shipment", "transport", "equipment")) {
      String name = type + "EventTypeCode";
      if (query.contains(name)) {
        any = true;
        if (event.type().equalsIgnoreCase(type) && values(name).contains(event.code())) {
          return true;
        }
      }
    }
    return !any;
  }

  private boolean isWithin(Instant created) {
    Instant exact = time(CREATED);
    Instant from = time(CREATED + ":gte");
    Instant above = time(CREATED + ":gt");
    Instant until = time(CREATED + ":lte");
    Instant below = time(CREATED + ":lt");
    return (exact == null || created.equals(exact))
        && (from == null || !created.isBefore(from))
        && (above == null || created.isAfter(above))
        && (until == null || !created.isAfter(until))
        && (below == null || created.isBefore(below));
  }

  private static boolean isAfter(DcsaOut event, String cursor) {
    int dash = cursor.indexOf('-');
    long millis = Long.parseLong(cursor.substring(0, dash));
    int byTime = Long.compare(event.createdAt().toEpochMilli(), millis);
    return byTime != 0 ? byTime > 0 : event.eventId().compareTo(cursor.substring(dash + 1)) > 0;
  }

  /** The URL of the page with a cursor. */
  String next(String cursor) {
    StringBuilder url = new StringBuilder(PATH);
    query.forEach(
        parameter -> {
          if (!parameter.getKey().equals(CURSOR)) {
            url.append(URLEncoder.encode(parameter.getKey(), StandardCharsets.UTF_8)).append('=');
            url.append(URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8));
            url.append('&');
          }
        });
    return url.append(CURSOR).append('=').append(cursor).toString();
  }
}
