package io.quayside.edge.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quayside.common.problem.ProblemCode;
import io.quayside.common.problem.ProblemException;
import io.quayside.domain.shipment.Location;
import io.quayside.domain.shipment.MilestoneCode;
import io.quayside.foreign.ForeignStory;
import io.quayside.foreign.Milestones.Told;
import io.quayside.foreign.dcsa.DcsaOut;
import io.quayside.foreign.epcis.EpcisOut;
import io.vertx.core.MultiMap;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the filters of EPCIS and DCSA let through of one shipment's milestones, and their pages. */
class ForeignQueriesTest {
  /** Versions 4 to 7, which are recorded so many seconds after midnight and a second earlier. */
  private static final ForeignStory STORY =
      ForeignStory.in("RELEASED")
          .milestone(MilestoneCode.PICKED_UP)
          .milestone(MilestoneCode.DEPARTED, new Location("NLRTM", null, null))
          .milestone(MilestoneCode.ARRIVED)
          .milestone(MilestoneCode.CUSTOMS_HELD);

  private static final String EPC = "MATCH_anyEPC=urn:quayside:shipment:" + ForeignStory.ID;
  private static final String CONTAINER = "equipmentReference=" + ForeignStory.CONTAINER;

  /** The parameters of a query, whose values are percent-encoded or have nothing to encode. */
  private static MultiMap query(String text) {
    var query = MultiMap.caseInsensitiveMultiMap();
    for (var parameter : text.split("&", -1)) {
      var parts = parameter.split("=", 2);
      query.add(decoded(parts[0]), decoded(parts[1]));
    }
    return query;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static List<Told> told() {
    return STORY.told().stream().filter(told -> EpcisOut.tells(told.event())).toList();
  }

  private static List<DcsaOut> dcsa() {
    return STORY.told().stream()
        .map(told -> DcsaOut.of(told, ForeignStory.OPERATOR))
        .filter(Objects::nonNull)
        .toList();
  }

  private static String versions(List<Told> told) {
    return String.join(
        " ", told.stream().map(one -> Integer.toString(one.event().version())).toList());
  }

  private static String versionsOf(List<DcsaOut> told) {
    return versions(told.stream().map(DcsaOut::told).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "eventType=ObjectEvent, 4 5 6 7",
    "eventType=TransactionEvent, ''",
    "eventType=TransactionEvent|ObjectEvent, 4 5 6 7",
    "EQ_bizStep=departing, 5",
    "EQ_bizStep=departing|https://ref.gs1.org/cbv/BizStep-loading, 4 5",
    "EQ_bizStep=receiving, ''",
    "GE_recordTime=2026-01-01T00:00:05Z, 5 6 7",
    "LT_recordTime=2026-01-01T00:00:05Z, 4",
    "GE_eventTime=2026-01-01T01:00:05+01:00, 6 7",
    "LT_eventTime=2026-01-01T00:00:05Z, 4 5",
    "GE_eventTime=2026-01-01T00:00:04Z&LT_eventTime=2026-01-01T00:00:05Z, 5",
    "perPage=2, 4 5"
  })
  void shouldFilterEventsOfEpcis(String filter, String versions) {
    assertThat(versions(EpcisQuery.parse(query(EPC + '&' + filter)).page(told()).events()))
        .isEqualTo(versions);
  }

  @Test
  void shouldPageThroughEventsOfEpcis() {
    List<String> pages = new ArrayList<>();
    var query = EPC + "&EQ_bizStep=loading|departing|arriving&perPage=1";
    while (query != null) {
      var parsed = EpcisQuery.parse(query(query));
      var page = parsed.page(told());
      pages.add(versions(page.events()));
      query = page.next() == null ? null : URI.create(parsed.next(page.next())).getRawQuery();
    }
    assertThat(pages).containsExactly("4", "5", "6");
  }

  @Test
  void shouldFindEventsOfEpcisByTheirIds() {
    var event = "urn:quayside:event:" + ForeignStory.ID;
    var query = EpcisQuery.parse(query("EQ_eventID=" + event + "/5|" + event + "/9"));
    assertThat(versions(query.page(told()).events())).isEqualTo("5");
  }

  @ParameterizedTest
  @CsvSource({
    "eventType=TRANSPORT, 5 6",
    "'eventType=TRANSPORT,SHIPMENT', 5 6 7",
    "transportEventTypeCode=DEPA, 5",
    "transportEventTypeCode=DEPA&equipmentEventTypeCode=PICK, 4 5",
    "shipmentEventTypeCode=HOLD, 7",
    "documentTypeCode=CUS, 7",
    "documentTypeCode=TRD, ''",
    "UNLocationCode=NLRTM, 5",
    "'UNLocationCode=NLRTM,DEHAM', 4 5 6 7",
    "eventCreatedDateTime=2026-01-01T00:00:05Z, 5",
    "eventCreatedDateTime:gte=2026-01-01T00:00:05Z, 5 6 7",
    "eventCreatedDateTime:gt=2026-01-01T00:00:05Z, 6 7",
    "eventCreatedDateTime:lte=2026-01-01T01:00:05+01:00, 4 5",
    "eventCreatedDateTime:lt=2026-01-01T00:00:05Z, 4",
    "limit=3, 4 5 6"
  })
  void shouldFilterEventsOfDcsa(String filter, String versions) {
    assertThat(versionsOf(DcsaQuery.parse(query(CONTAINER + '&' + filter)).page(dcsa()).events()))
        .isEqualTo(versions);
  }

  @Test
  void shouldPageThroughEventsOfDcsa() {
    List<String> pages = new ArrayList<>();
    var query = CONTAINER + "&eventCreatedDateTime:gt=2026-01-01T00:00:04Z&limit=2";
    while (query != null) {
      var parsed = DcsaQuery.parse(query(query));
      var page = parsed.page(dcsa());
      pages.add(versionsOf(page.events()));
      query = page.next() == null ? null : URI.create(parsed.next(page.next())).getRawQuery();
    }
    assertThat(pages).containsExactly("5 6", "7");
  }

  @ParameterizedTest
  @CsvSource({
    "perPage=0",
    "perPage=1001",
    "GE_eventTime=yesterday",
    "nextPageToken=x",
    "EQ_eventID=urn:x:y",
    "EQ_disposition=in_transit",
    "eventType=ObjectEvents"
  })
  void shouldRefuseWhatEpcisCannotAskFor(String filter) {
    shouldBeRefused(() -> EpcisQuery.parse(query(EPC + '&' + filter)));
  }

  @ParameterizedTest
  @CsvSource({
    "limit=0",
    "limit=1001",
    "eventCreatedDateTime:ge=2026-01-01T00:00:04Z",
    "eventCreatedDateTime:gt=4",
    "cursor=x",
    "carrierBookingReference=PO-1",
    "facilitySMDGCode=x"
  })
  void shouldRefuseWhatDcsaCannotAskFor(String filter) {
    shouldBeRefused(() -> DcsaQuery.parse(query(CONTAINER + '&' + filter)));
  }

  private static void shouldBeRefused(Runnable parse) {
    assertThatThrownBy(parse::run)
        .isInstanceOfSatisfying(
            ProblemException.class,
            refused ->
                assertThat(refused.problem().code()).isEqualTo(ProblemCode.VALIDATION_FAILED));
  }

  @Test
  void shouldNameAHundredShipmentsAtMost() {
    var ids = new ArrayList<String>();
    for (int i = 0; i < 101; i++) {
      ids.add("urn:quayside:shipment:%026d".formatted(i));
    }
    EpcisQuery.parse(query("MATCH_epc=" + String.join("|", ids.subList(0, 100))));
    shouldBeRefused(() -> EpcisQuery.parse(query("MATCH_epc=" + String.join("|", ids))));
  }
}
