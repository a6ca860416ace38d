package io.quayside.edge.query;

import io.quayside.common.json.JsonWriter;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.edge.http.Preconditions;
import io.vertx.core.MultiMap;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The point in a shipment's history that a query asks for. */
public sealed interface PointInTime {
  /** The query parameters that say it; a query takes one of them. */
  Set<String> PARAMETERS = Set.of("min-version", "at-version", "at");

  /** No more events than this are folded for one answer. */
  int MAX_VERSION = 10_000;

  /** The newest state, of a version at least. */
  record Newest(int minVersion) implements PointInTime {}

  /** The past, of which an answer says as of when it is. */
  sealed interface Past extends PointInTime {
    /** The query parameter. */
    String parameter();

    /** Whether an event belongs to the state that is asked for, if all before it do. */
    boolean covers(int version, Instant recordedAt);

    /** Writes what was asked for, within the answer's {@code asOf}. */
    default void write(JsonWriter out) {}
  }

  /** After that version. */
  record AtVersion(int version) implements Past {
    @Override
    public String parameter() {
      return "at-version";
    }

    @Override
    public boolean covers(int candidate, Instant recordedAt) {
      return candidate <= version;
    }
  }

  /** After the last version that was recorded by then. */
  record At(Instant time) implements Past {
    @Override
    public String parameter() {
      return "at";
    }

    @Override
    public boolean covers(int candidate, Instant recordedAt) {
      return !recordedAt.isAfter(time);
    }

    @Override
    public void write(JsonWriter out) {
      out.field("at", time);
    }
  }

  /** Reads the parameters; the result counts only if no offence was added. */
  static PointInTime of(MultiMap query, Instant now, List<Offence> offences) {
    List<String> given =
        Stream.of("at-version", "at", "min-version").filter(query::contains).toList();
    if (given.size() > 1) {
      given.forEach(
          name -> offences.add(Offence.in(name, "cannot stand beside another point in time")));
      return new Newest(0);
    }
    if (query.contains("at-version")) {
      return new AtVersion(Preconditions.number(query, "at-version", 1, MAX_VERSION, 1, offences));
    }
    Instant time = Preconditions.time(query, "at", offences);
    if (time == null) {
      return new Newest(
          Preconditions.number(query, "min-version", 0, Integer.MAX_VALUE, 0, offences));
    }
    if (time.isAfter(now)) {
      offences.add(Offence.in("at", "must not be in the future"));
    }
    return new At(time);
  }
}
