package io.quayside.foreign;

import io.quayside.common.identity.Principal;
import io.quayside.common.scheduling.Scheduler;
import io.quayside.foreign.Names.Scheme;
import io.quayside.readmodel.Identifiers;
import io.quayside.readmodel.Identifiers.Found;
import io.quayside.readmodel.Identifiers.Name;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the shipments that records are about. Confined to one event loop. */
final class Subjects {
  /** The most shipments that a record may be about. */
  static final int MOST = Identifiers.MOST - 1;

  /** Pauses before a name that finds nothing is looked up again: the read model may be behind. */
  private static final long[] PAUSES_MILLIS = {50, 150, 400};

  private final Identifiers identifiers;
  private final Scheduler scheduler;

  Subjects(Identifiers identifiers, Scheduler scheduler) {
    this.identifiers = identifiers;
    this.scheduler = scheduler;
  }

  /** What the names of a record lead to. */
  sealed interface Subject {
    record Of(List<String> shipmentIds) implements Subject {}

    /** None, or too many. */
    record Refused(String code, String detail) implements Subject {}
  }

  /** The shipments that the names of all records find. */
  Future<Index> find(Principal principal, List<ForeignRecord> records) {
    return find(principal, records, 0);
  }

  private Future<Index> find(Principal principal, List<ForeignRecord> records, int attempt) {
    return identifiers
        .find(principal, names(records))
        .compose(
            found -> {
              Index index = new Index(found);
              if (attempt == PAUSES_MILLIS.length || records.stream().allMatch(index::finds)) {
                return Future.succeededFuture(index);
              }
              Promise<Void> later = Promise.promise();
              scheduler.schedule(PAUSES_MILLIS[attempt], later::complete);
              return later.future().compose(v -> find(principal, records, attempt + 1));
            });
  }

  private static List<Name> names(List<ForeignRecord> records) {
    Set<Name> names = new LinkedHashSet<>();
    for (ForeignRecord record : records) {
      for (Scheme scheme : Scheme.values()) {
        for (String value : record.names().of(scheme)) {
          names.add(new Name(scheme.word(), value));
        }
      }
    }
    return new ArrayList<>(names);
  }

  /** Shipments by name. */
  static final class Index {
    private final Map<Name, List<Found>> byName = new HashMap<>();

    private Index(List<Found> all) {
      for (Found found : all) {
        byName.computeIfAbsent(found.name(), name -> new ArrayList<>(1)).add(found);
      }
    }

    private boolean finds(ForeignRecord record) {
      return scheme(record.names()) != null;
    }

    private @Nullable Scheme scheme(Names names) {
      for (Scheme scheme : Scheme.values()) {
        if (names.of(scheme).stream()
            .anyMatch(value -> byName.containsKey(new Name(scheme.word(), value)))) {
          return scheme;
        }
      }
      return null;
    }

    /** The shipments of a record. */
    Subject of(ForeignRecord record, boolean tracking) {
      Names names = record.names();
      Scheme scheme = scheme(names);
      if (scheme == null) {
        return new Subject.Refused("unknown-shipment", "No shipment of the caller has that name");
      }
      Set<String> ids = candidates(names.of(scheme), scheme, true);
      if (ids.isEmpty()) {
        ids = candidates(names.of(scheme), scheme, false);
      }
      boolean one = tracking || (scheme == Scheme.CONTAINER && names.containers().size() == 1);
      if ((one && ids.size() > 1) || ids.size() > MOST) {
        return new Subject.Refused(
            "ambiguous-shipment",
            (ids.size() > MOST ? "More than " + MOST : ids.size()) + " shipments have that name");
      }
      return new Subject.Of(List.copyOf(ids));
    }

    private Set<String> candidates(List<String> values, Scheme scheme, boolean open) {
      Set<String> ids = new LinkedHashSet<>();
      for (String value : values) {
        for (Found found : byName.getOrDefault(new Name(scheme.word(), value), List.of())) {
          if (found.open() == open) {
            ids.add(found.shipmentId());
          }
        }
      }
      return ids;
    }
  }
}
