package io.quayside.edge.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quayside.common.identity.Principal;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.readmodel.ReadModels.HistoricEvent;
import io.quayside.readmodel.ShipmentView;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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
  public Future<Integer> version(String shipmentId, int heardOf) {
    return ask("version", () -> true, () -> logged);
  }

  @Override
  public Future<Integer> versionWithPositions(String shipmentId, int heardOf) {
    return ask("positions", () -> projectedPosition == loggedPosition, () -> logged);
  }

  @Override
  public Future<Void> followed(String shipmentId) {
    return ask("followed", () -> followed, () -> null);
  }

  @Override
  public Future<ShipmentView> shipment(String shipmentId, int minVersion) {
    return ask("shipment " + minVersion, () -> projected >= minVersion, this::view);
  }

  private ShipmentView view() {
    var position =
        projectedPosition == 0 ? null : SubscriptionFixture.positionBytes(projectedPosition);
    var stream =
        new ShipmentStream(Principal.DEFAULT_TENANT, ID, projected, Instant.EPOCH, null, List.of());
    return new ShipmentView(stream, position, 0);
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
