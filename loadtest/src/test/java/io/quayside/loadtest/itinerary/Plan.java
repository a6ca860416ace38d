package io.quayside.loadtest.itinerary;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * An itinerary in the making: keeps count of status and version as the contract would have them.
 */
final class Plan {
  private static final int OK = 200;
  private static final int CREATED = 201;
  private static final int CONFLICT = 409;

  private final RandomGenerator random;
  private final List<Stop> stops = new ArrayList<>();
  private Status status = Status.BOOKED;
  private int version;
  private int late;

  Plan(RandomGenerator random) {
    this.random = random;
  }

  boolean happens(int percent) {
    return random.nextInt(100) < percent;
  }

  void book() {
    accept(new Step.Book(), CREATED, Status.BOOKED);
  }

  void assign() {
    accept(new Step.AssignCarrier(), OK, Status.CARRIER_ASSIGNED);
  }

  void release() {
    accept(new Step.Release(), OK, Status.RELEASED);
  }

  void cancel() {
    accept(new Step.Cancel("order withdrawn"), OK, Status.CANCELLED);
  }

  void milestone(String code) {
    accept(new Step.Milestone(code, Optional.empty(), false), OK, after(code));
  }

  /** Raised, and over: the status is again what it was. */
  void trouble(String exceptionCode) {
    Status before = status;
    accept(
        new Step.Milestone("EXCEPTION_RAISED", Optional.of(exceptionCode), false),
        OK,
        Status.EXCEPTION);
    accept(new Step.Milestone("EXCEPTION_RESOLVED", Optional.empty(), false), OK, before);
  }

  void late(String code) {
    late++;
    accept(new Step.Milestone(code, Optional.empty(), true), OK, status);
  }

  void refused(String code) {
    stops.add(new Stop(new Step.Refused(code), stops.size(), CONFLICT, status, version));
  }

  /** The plan as it stands, with one of its accepted commands sent twice. */
  Itinerary done() {
    List<Stop> all = new ArrayList<>(stops);
    List<Stop> accepted = stops.stream().filter(Stop::accepted).toList();
    Stop first = accepted.get(random.nextInt(accepted.size()));
    all.add(
        all.indexOf(first) + 1,
        new Stop(new Step.Again(), first.key(), first.answer(), first.after(), first.version()));
    return new Itinerary(all, late);
  }

  private void accept(Step step, int answer, Status next) {
    status = next;
    version++;
    stops.add(new Stop(step, stops.size(), answer, next, version));
  }

  private static Status after(String code) {
    return switch (code) {
      case "DEPARTED" -> Status.IN_TRANSIT;
      case "ARRIVED", "CUSTOMS_RELEASED" -> Status.AT_FACILITY;
      case "CUSTOMS_HELD" -> Status.CUSTOMS_HOLD;
      case "RETURN_STARTED" -> Status.RETURNING;
      default -> Status.valueOf(code);
    };
  }
}
