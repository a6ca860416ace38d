package io.quayside.edge.live;

import io.quayside.common.identity.Principal;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.domain.Scac;
import io.quayside.domain.Status;
import io.quayside.edge.http.Call;
import io.quayside.edge.http.Preconditions;
import io.quayside.edge.query.Filters;
import io.quayside.push.fleet.WatchScope;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a client wants to watch.
 *
 * @param after the text of a cursor, or null
 */
record WatchRequest(
    @Nullable String shipper,
    @Nullable String carrier,
    Set<Status> statuses,
    @Nullable String after,
    boolean positions) {
  private static final int MAX_STATUSES = 16;

  WatchScope scope(Principal principal) {
    return new WatchScope(principal, shipper, carrier, statuses);
  }

  /** Reads a {@code watch} frame; throws a refusal. */
  static WatchRequest of(@Nullable String id, Map<String, Object> frame) {
    requireId(id);
    FrameMembers.members(frame, id, Set.of("op", "id", "filter", "after", "positions"));
    if (!(frame.getOrDefault("positions", false) instanceof Boolean positions)) {
      throw FrameMembers.invalid("positions must be true or false");
    }
    Object after = frame.get("after");
    if (frame.containsKey("after") && !(after instanceof String)) {
      throw FrameMembers.invalid("after must be a cursor");
    }
    if (!(frame.getOrDefault("filter", Map.of()) instanceof Map<?, ?> filter)) {
      throw FrameMembers.invalid("filter must be an object");
    }
    Set<String> unknown = new TreeSet<>();
    filter.keySet().forEach(name -> unknown.add((String) name));
    unknown.removeAll(Set.of("shipper", "carrier", "status"));
    if (!unknown.isEmpty()) {
      throw FrameMembers.invalid("unknown in filter: " + String.join(", ", unknown));
    }
    return new WatchRequest(
        shipper(filter), carrier(filter), statuses(filter), (String) after, positions);
  }

  /** Refuses a frame without a good id. */
  static void requireId(@Nullable String id) {
    if (id == null || id.isEmpty()) {
      throw FrameMembers.invalid("id must be a string of 1 to 128 characters");
    }
  }

  private static @Nullable String shipper(Map<?, ?> filter) {
    if (!filter.containsKey("shipper")) {
      return null;
    }
    if (filter.get("shipper") instanceof String shipper && Filters.isShipper(shipper)) {
      return shipper;
    }
    throw FrameMembers.invalid("shipper must be " + Filters.SHIPPER);
  }

  private static @Nullable String carrier(Map<?, ?> filter) {
    if (!filter.containsKey("carrier")) {
      return null;
    }
    if (filter.get("carrier") instanceof String carrier && Scac.isValid(carrier)) {
      return carrier;
    }
    throw FrameMembers.invalid("carrier must be " + Scac.DESCRIPTION);
  }

  private static Set<Status> statuses(Map<?, ?> filter) {
    if (!filter.containsKey("status")) {
      return Set.of();
    }
    Set<Status> statuses = EnumSet.noneOf(Status.class);
    if (filter.get("status") instanceof List<?> given
        && !given.isEmpty()
        && given.size() <= MAX_STATUSES) {
      for (Object one : given) {
        Status status = one instanceof String name ? Filters.status(name) : null;
        if (status == null) {
          throw FrameMembers.invalid("status must hold statuses of shipments");
        }
        statuses.add(status);
      }
      return statuses;
    }
    throw FrameMembers.invalid("status must be an array of 1 to " + MAX_STATUSES + " statuses");
  }

  /** Reads the query of a stream, and what it resumes after; throws a refusal. */
  static WatchRequest of(Call call) {
    MultiMap query = call.query();
    List<Offence> offences = new ArrayList<>(0);
    Preconditions.noParameters(
        query, Set.of("shipper", "carrier", "status", "positions", "after"), offences);
    String positions = query.get("positions");
    if (positions != null && !positions.equals("true") && !positions.equals("false")) {
      offences.add(Offence.in("positions", "must be true or false"));
    }
    String shipper = Filters.shipper(query, offences);
    String carrier = Filters.carrier(query, offences);
    Set<Status> statuses = Filters.statuses(query, offences);
    Preconditions.refuse(offences);
    String lastEventId = lastEventId(call);
    return new WatchRequest(
        shipper,
        carrier,
        statuses,
        lastEventId == null ? query.get("after") : lastEventId,
        "true".equals(positions));
  }

  /** The cursor of a reader that comes again; null for none. */
  static @Nullable String lastEventId(Call call) {
    String given = call.request().getHeader(SseConnection.LAST_EVENT_ID);
    return given == null || given.isEmpty() ? null : given;
  }
}
