package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies that break a rule of their fields: each offence is named by its pointer. */
@ExtendWith(SharedGateway.class)
class ValidationIT {
  private final Client client;
  private final Dispatcher dispatcher;

  ValidationIT(GatewayProcess gateway) {
    client = gateway.client();
    dispatcher = new Dispatcher(client);
  }

  /** The value, a JSON text, replaces the member; nothing removes it. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "/reference,",
        "/reference, null",
        "/reference, \"\"",
        "/reference, 7",
        "/reference, \"a\\u0000b\"",
        "/shipper, []",
        "/mode, \"sea\"",
        "/origin, \"DEHAM\"",
        "/origin/unLocode,",
        "/origin/unLocode, \"DE1AM\"",
        "/origin/unLocode, \"deham\"",
        "/origin/lat, 53.5",
        "/destination, null",
        "/cargo/description,",
        "/cargo/packages, 0",
        "/cargo/packages, 100001",
        "/cargo/packages, 1.5",
        "/cargo/packages, \"1\"",
        "/cargo/grossWeightKg, 0",
        "/cargo/grossWeightKg, 1000000.1",
        "/cargo/grossWeightKg, 1e999",
        "/cargo/containerNumber, \"APZU2134567\"",
        "/cargo/volumeM3, 3",
        "/requestedPickupAt, \"2030-01-01\"",
        "/requestedPickupAt, \"2030-02-30T00:00:00Z\"",
        "/requestedPickupAt, \"2030-01-01T00:00:00\"",
        "/requestedDeliveryBy, null",
        "/colour, \"blue\"",
      })
  void shouldPointAtTheOffendingFieldOfABooking(String pointer, String value) {
    var problem =
        dispatcher
            .book(replaced(Bodies.booking(), pointer, value))
            .expectProblem(422, "validation-failed");

    assertThat(problem.offences()).containsExactly(pointer);
  }

  @Test
  void shouldRefuseADeliveryBeforeThePickup() {
    var booking =
        Bodies.booking()
            .put("requestedPickupAt", "2030-01-01T12:00:00+02:00")
            .put("requestedDeliveryBy", "2030-01-01T09:59:59Z");

    assertThat(dispatcher.book(booking).expectProblem(422, "validation-failed").offences())
        .containsExactly("/requestedDeliveryBy");
    booking.put("requestedDeliveryBy", "2030-01-01T10:00:00Z");
    dispatcher.book(booking).expect(201);
  }

  @Test
  void shouldListEveryOffenceAtOnce() {
    var booking = Bodies.booking().put("mode", "BARGE").put("a/b~c", 1);
    booking.remove("reference");
    booking.getJsonObject("cargo").put("packages", 0).put("grossWeightKg", "heavy");

    assertThat(dispatcher.book(booking).expectProblem(422, "validation-failed").offences())
        .containsExactlyInAnyOrder(
            "/reference", "/mode", "/cargo/packages", "/cargo/grossWeightKg", "/a~1b~0c");
  }

  @Test
  void shouldTakeTheBoundsThemselves() {
    var booking = Bodies.booking().put("reference", "😀".repeat(64)).put("shipper", "s".repeat(64));
    booking
        .getJsonObject("cargo")
        .put("description", "ä".repeat(200))
        .put("packages", 100_000)
        .put("grossWeightKg", 1_000_000)
        .put("containerNumber", "APZU4812090");
    dispatcher.book(booking).expect(201);

    booking.put("reference", "😀".repeat(65));
    assertThat(dispatcher.book(booking).expectProblem(422, "validation-failed").offences())
        .containsExactly("/reference");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "/code, \"LOADED\"",
        "/code,",
        "/occurredAt, \"2099-01-01T00:00:00Z\"",
        "/occurredAt, \"yesterday\"",
        "/occurredAt, 1700000000",
        "/location, {}",
        "/location, {\"lat\":1}|/location/lon",
        "/location, `{\"lat\":91,\"lon\":0}|/location/lat`",
        "/location, {\"unLocode\":\"X\"}|/location/unLocode",
        "/note, \"\"",
        "/exceptionCode, \"STOLEN\"",
        "/status, \"PICKED_UP\"",
      })
  void shouldPointAtTheOffendingFieldOfAMilestone(String pointer, String valueAndPointer) {
    var shipmentId = dispatcher.book();
    var bar = valueAndPointer == null ? -1 : valueAndPointer.indexOf('|');
    var value = bar < 0 ? valueAndPointer : valueAndPointer.substring(0, bar);
    var offending = bar < 0 ? pointer : valueAndPointer.substring(bar + 1);

    var problem =
        dispatcher
            .milestone(shipmentId, replaced(Bodies.milestone("PICKED_UP"), pointer, value))
            .expectProblem(422, "validation-failed");

    assertThat(problem.offences()).containsExactly(offending);
  }

  @Test
  void shouldDemandTheCodeOfAnException() {
    var shipmentId = dispatcher.bookAndPickUp();
    var raised = Bodies.milestone("EXCEPTION_RAISED");

    var problem = dispatcher.milestone(shipmentId, raised).expectProblem(422, "validation-failed");

    assertThat(problem.offences()).containsExactly("/exceptionCode");
    dispatcher.milestone(shipmentId, raised.put("exceptionCode", "DAMAGED")).expect(200);
  }

  @Test
  void shouldRefuseWhatOtherCommandsDoNotKnow() {
    var shipmentId = dispatcher.book();
    var path = "/v1/shipments/" + shipmentId;

    assertThat(
            client
                .post(path + "/carrier-assignment", new JsonObject().put("carrier", "MAEUX"))
                .expectProblem(422, "validation-failed")
                .offences())
        .containsExactly("/carrier");
    assertThat(
            client
                .post(path + "/release", new JsonObject().put("force", true))
                .expectProblem(422, "validation-failed")
                .offences())
        .containsExactly("/force");
    assertThat(
            client
                .post(path + "/cancellation", new JsonObject())
                .expectProblem(422, "validation-failed")
                .offences())
        .containsExactly("/reason");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "/deviceId,",
        "/deviceId, \"\"",
        "/sequence, -1",
        "/sequence, 9007199254740992",
        "/sequence, \"1\"",
        "/observedAt, \"2099-01-01T00:00:00Z\"",
        "/position,",
        "/position/lat, -90.1",
        "/position/lon, 180.1",
        "/position/lon, null",
        "/position/accuracyM, 100001",
        "/position/altitudeM, -501",
        "/speedKph, 2000.5",
        "/headingDeg, 360",
        "/temperatureC, 151",
        "/humidityPct, 101",
        "/batteryPct, -1",
        "/shipmentId, \"0123456789ABCDEFGHJKMNPQRS\"",
      })
  void shouldPointAtTheOffendingFieldOfAnUpdate(String pointer, String value) {
    var shipmentId = dispatcher.book();

    var problem =
        dispatcher
            .track(shipmentId, replaced(Bodies.position("truck-1", 1), pointer, value))
            .expectProblem(422, "validation-failed");

    assertThat(problem.offences()).containsExactly(pointer);
  }

  private static JsonObject replaced(JsonObject body, String pointer, String value) {
    var slash = pointer.lastIndexOf('/');
    var holder = slash == 0 ? body : body.getJsonObject(pointer.substring(1, slash));
    var name = pointer.substring(slash + 1);
    if (value == null) {
      holder.remove(name);
      return body;
    }
    // A number as 1e999 is put in as a text and unquoted, for no number type holds it.
    holder.put(name, "@@");
    return new RawJson(body.encode().replace("\"@@\"", value));
  }

  /** A body that is sent exactly as it is written. */
  private static final class RawJson extends JsonObject {
    private final String text;

    RawJson(String text) {
      this.text = text;
    }

    @Override
    public String encode() {
      return text;
    }
  }
}
