package io.quayside.edge.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quayside.common.identity.Principal;
import io.quayside.common.identity.Role;
import io.quayside.domain.Viewer;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.push.SharedFrame;
import io.quayside.readmodel.ReadModels.HistoricEvent;
import io.quayside.readmodel.ShipmentView;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * One shipment's log and read model. The log has the versions 1 to {@code logged}; the read model
 * lags behind it. What is asked is answered when the test says so.
 */
final class InMemoryShipment implements ShipmentSource {
  static final String ID = "0123456789ABCDEFGHJKMNPQRS";

  int logged;
  int projected;

  /** The number of the newest position in the log, and in the read model; 0 for none. */
  int loggedPosition;

  int projectedPosition;
  boolean followed;

  /** The carriers, by the version that assigned them. */
  final TreeMap<Integer, String> carriers = new TreeMap<>();

  RuntimeException failure;
  final List<String> asked = new ArrayList<>();
  private final List<Question> open = new ArrayList<>();

  private record Question(BooleanSupplier answerable, Runnable answer) {}

  InMemoryShipment(int versions) {
    logged = versions;
    projected = versions;
  }

  /** The bytes of an event as the log has them. */
  static byte[] event(int version) {
    return ("{\"v\":" + version + "}").getBytes(UTF_8);
  }

  /** Adds events to the log and to the read model. */
  void append(int versions) {
    logged += versions;
    projected = logged;
  }

  /** Answers until nothing is left that can be. */
  void answerAll() {
    while (answerOne(new Random(0))) {
      // Each answer may make the next question.
    }
  }

  /** Answers one of the questions; false where none can be answered yet. */
  boolean answerOne(Random random) {
    var answerable = open.stream().filter(each -> each.answerable.getAsBoolean()).toList();
    if (answerable.isEmpty()) {
      return false;
    }
    var chosen = answerable.get(random.nextInt(answerable.size()));
    open.remove(chosen);
    chosen.answer.run();
    return true;
  }

  private <T> Future<T> ask(String question, BooleanSupplier answerable, Supplier<T> answer) {
    asked.add(question);
    Promise<T> promise = Promise.promise();
    open.add(
        new Question(
            () -> failure != null || answerable.getAsBoolean(),
            () -> {
              if (failure != null) {
                promise.fail(failure);
              } else {
                promise.complete(answer.get());
              }
            }));
    return promise.future();
  }

  @Override
  public Future<Integer> version(Principal principal, String shipmentId, int heardOf) {
    return ask("version", () -> true, () -> logged);
  }

  @Override
  public Future<Integer> versionWithPositions(Principal principal, String shipmentId, int heardOf) {
    return ask("positions", () -> projectedPosition == loggedPosition, () -> logged);
  }

  @Override
  public Future<Void> followed(String shipmentId) {
    return ask("followed", () -> followed, () -> null);
  }

  @Override
  public Future<ShipmentView> shipment(Principal principal, String shipmentId, int minVersion) {
    return ask("shipment " + minVersion, () -> projected >= minVersion, this::view);
  }

  @Override
  public Future<ShipmentStream> stream(Principal principal, String shipmentId, int version) {
    return ask("stream " + version, () -> projected >= version, () -> streamAt(version));
  }

  @Override
  public boolean mayRead(Principal principal, ShipmentStream stream) {
    var assigned = carriers.floorEntry(stream.version());
    return principal.role() != Role.CARRIER
        || (assigned != null && principal.carriers().contains(assigned.getValue()));
  }

  @Override
  public Future<String> carrierAt(ShipmentStream stream, int version) {
    var assigned = carriers.floorEntry(version);
    return Future.succeededFuture(assigned == null ? null : assigned.getValue());
  }

  @Override
  public SharedFrame frame(String shipmentId, HistoricEvent event, Viewer viewer) {
    boolean changesReaders = carriers.containsKey(event.version());
    return SharedFrame.event(shipmentId, event.version(), event.value(), changesReaders);
  }

  private static ShipmentStream streamAt(int version) {
    return new ShipmentStream(
        Principal.DEFAULT_TENANT, ID, version, Instant.EPOCH, null, null, List.of());
  }

  private ShipmentView view() {
    var position =
        projectedPosition == 0 ? null : SubscriptionFixture.positionBytes(projectedPosition);
    return new ShipmentView(streamAt(projected), position, 0);
  }

  @Override
  public Future<List<HistoricEvent>> events(String shipmentId, int after, int limit) {
    return ask(
        "events " + after,
        () -> true,
        () ->
            IntStream.rangeClosed(after + 1, Math.min(projected, after + limit))
                .mapToObj(version -> new HistoricEvent(version, event(version)))
                .toList());
  }
}
