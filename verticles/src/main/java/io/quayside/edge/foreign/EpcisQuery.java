package io.quayside.edge.foreign;

import io.quayside.common.identity.CommandId;
import io.quayside.common.identity.Principal;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.domain.shipment.ContainerNumber;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.edge.http.Preconditions;
import io.quayside.foreign.Milestones;
import io.quayside.foreign.Milestones.Told;
import io.quayside.foreign.epcis.EpcisOut;
import io.quayside.readmodel.Identifiers;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The parameters of a query for EPCIS events, and the page that it asks for. */
final class EpcisQuery {
  private static final String PATH = "/v1/epcis/events?";
  private static final String TOKEN = "nextPageToken";
  private static final String SHIPMENT = "urn:quayside:shipment:";
  private static final String CONTAINER = "urn:epc:id:bic:";
  private static final String EVENT = "urn:quayside:event:";
  private static final int MAX_PAGE = 1_000;
  private static final int PAGE = 30;
  private static final List<String> NAMING = List.of("MATCH_anyEPC", "MATCH_epc", "EQ_eventID");
  private static final Set<String> PARAMETERS =
      Set.of(
          "MATCH_anyEPC",
          "MATCH_epc",
          "EQ_eventID",
          "eventType",
          "EQ_bizStep",
          "GE_eventTime",
          "LT_eventTime",
          "GE_recordTime",
          "LT_recordTime",
          "perPage",
          TOKEN);

  private static final Comparator<Told> ORDER =
      Comparator.comparing((Told told) -> told.event().recordedAt())
          .thenComparing(told -> told.event().shipmentId())
          .thenComparing(told -> told.event().version());

  private final MultiMap query;
  private final List<Offence> offences = new ArrayList<>(0);
  private final Set<String> shipmentIds = new LinkedHashSet<>();
  private final Set<String> containers = new LinkedHashSet<>();
  private final @Nullable Set<String> eventIds;
  private final @Nullable Set<String> types;
  private final @Nullable Set<String> bizSteps;
  private final int perPage;
  private final @Nullable String after;

  /** A page; {@code next} is the token of the one behind it, or null. */
  record Page(List<Told> events, @Nullable String next) {}

  private EpcisQuery(MultiMap query) {
    this.query = query;
    Preconditions.noParameters(query, PARAMETERS, offences);
    List<String> naming = NAMING.stream().filter(query::contains).toList();
    if (naming.size() != 1) {
      offences.add(
          Offence.in("MATCH_anyEPC", "or MATCH_epc or EQ_eventID is required, one of them"));
    }
    for (String name : List.of("MATCH_anyEPC", "MATCH_epc")) {
      names(name);
    }
    eventIds = alternatives("EQ_eventID", EpcisQuery::isUri, "URIs with | between them");
    if (eventIds != null) {
      eventIds.forEach(this::addShipmentOf);
    }
    types =
        alternatives(
            "eventType",
            EpcisOut.EVENT_TYPES::contains,
            "of " + EpcisOut.EVENT_TYPES + ", with | between them");
    bizSteps =
        alternatives(
            "EQ_bizStep",
            step -> isUri(step) || EpcisOut.BIZ_STEPS.contains(step),
            "URIs or of " + EpcisOut.BIZ_STEPS + ", with | between them");
    perPage = Preconditions.number(query, "perPage", 1, MAX_PAGE, PAGE, offences);
    for (String name : List.of("GE_eventTime", "LT_eventTime", "GE_recordTime", "LT_recordTime")) {
      time(name);
    }
    after = query.get(TOKEN);
    if (after != null && !after.matches("[0-9]{1,15}-[0-9A-Z]{26}-[0-9]{1,9}")) {
      offences.add(Offence.in(TOKEN, "must be of the Link of an earlier answer"));
    }
    if (shipmentIds.size() + containers.size() > Milestones.MOST) {
      tooMany();
    }
  }

  /** The query of a request; refuses what it does not know. */
  static EpcisQuery parse(MultiMap query) {
    EpcisQuery parsed = new EpcisQuery(query);
    Preconditions.refuse(parsed.offences);
    return parsed;
  }

  private void tooMany() {
    offences.add(
        Offence.in(
            NAMING.stream().filter(query::contains).findFirst().orElse(NAMING.getFirst()),
            "must name " + Milestones.MOST + " shipments at most"));
  }

  private @Nullable Set<String> alternatives(String name, Predicate<String> isValid, String must) {
    return Preconditions.alternatives(query, name, '|', isValid, must, offences);
  }

  private static boolean isUri(String text) {
    return text.indexOf(':') > 0;
  }

  /** An EPC; one of ours must be of the form that ours have. */
  private static boolean isEpc(String epc) {
    if (epc.startsWith(SHIPMENT)) {
      return CommandId.isShipmentId(epc.substring(SHIPMENT.length()));
    }
    return epc.startsWith(CONTAINER)
        ? ContainerNumber.hasForm(epc.substring(CONTAINER.length()))
        : isUri(epc);
  }

  private void names(String name) {
    Set<String> epcs =
        alternatives(
            name,
            EpcisQuery::isEpc,
            SHIPMENT + "<id>, " + CONTAINER + "<container> or other URIs, with | between them");
    if (epcs == null) {
      return;
    }
    for (String epc : epcs) {
      if (epc.startsWith(SHIPMENT)) {
        shipmentIds.add(epc.substring(SHIPMENT.length()));
      } else if (epc.startsWith(CONTAINER)) {
        containers.add(epc.substring(CONTAINER.length()));
      }
    }
  }

  private void addShipmentOf(String eventId) {
    int slash = eventId.lastIndexOf('/');
    if (eventId.startsWith(EVENT) && slash > EVENT.length()) {
      String id = eventId.substring(EVENT.length(), slash);
      if (CommandId.isShipmentId(id)) {
        shipmentIds.add(id);
      }
    }
  }

  private @Nullable Instant time(String name) {
    return Preconditions.time(query, name, offences);
  }

  /** The shipments that are asked for; refuses more than a hundred. */
  Future<List<String>> shipments(Principal principal, Identifiers identifiers) {
    return identifiers
        .all(principal, "container", containers)
        .map(
            ids -> {
              shipmentIds.addAll(ids);
              if (shipmentIds.size() > Milestones.MOST) {
                tooMany();
              }
              Preconditions.refuse(offences);
              return List.copyOf(shipmentIds);
            });
  }

  /** The page of the events of those shipments. */
  Page page(List<Told> told) {
    List<Told> matching = told.stream().filter(this::matches).sorted(ORDER).toList();
    List<Told> shown = matching.subList(0, Math.min(perPage, matching.size()));
    return new Page(shown, matching.size() > shown.size() ? token(shown.getLast().event()) : null);
  }

  private boolean matches(Told told) {
    StoredEvent event = told.event();
    return (eventIds == null || eventIds.contains(EpcisOut.eventId(event)))
        && (types == null || types.contains("ObjectEvent"))
        && (bizSteps == null || bizSteps.stream().anyMatch(step -> EpcisOut.isBizStep(step, event)))
        && isWithin("eventTime", EpcisOut.eventTime(event))
        && isWithin("recordTime", event.recordedAt())
        && (after == null || isAfter(event, after));
  }

  private boolean isWithin(String name, Instant time) {
    Instant from = time("GE_" + name);
    Instant until = time("LT_" + name);
    return (from == null || !time.isBefore(from)) && (until == null || time.isBefore(until));
  }

  private static String token(StoredEvent event) {
    return event.recordedAt().toEpochMilli() + "-" + event.shipmentId() + '-' + event.version();
  }

  private static boolean isAfter(StoredEvent event, String token) {
    String[] parts = token.split("-", -1);
    int byTime = Long.compare(event.recordedAt().toEpochMilli(), Long.parseLong(parts[0]));
    if (byTime != 0) {
      return byTime > 0;
    }
    int byShipment = event.shipmentId().compareTo(parts[1]);
    return byShipment != 0 ? byShipment > 0 : event.version() > Integer.parseInt(parts[2]);
  }

  /** The URL of the page with a token. */
  String next(String token) {
    StringBuilder url = new StringBuilder(PATH);
    query.forEach(
        parameter -> {
          if (!parameter.getKey().equals(TOKEN)) {
            url.append(parameter.getKey()).append('=');
            url.append(URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8));
            url.append('&');
          }
        });
    return url.append(TOKEN).append('=').append(token).toString();
  }
}
