package io.quayside.foreign;

import io.quayside.common.identity.Principal;
import io.quayside.foreign.Names.Scheme;
import io.quayside.foreign.Reading.Fact;
import io.quayside.foreign.Reading.Nothing;
import io.quayside.foreign.Reading.Own;
import io.quayside.foreign.Reading.Ownership;
import io.quayside.readmodel.Identifiers;
import io.quayside.readmodel.Identifiers.Found;
import io.quayside.readmodel.Identifiers.Name;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the shipments that records are about. Confined to one event loop. */
final class Subjects {
  /** The most shipments that a record may be about. */
  static final int MOST = Identifiers.MOST - 1;

  /** The code of letters about shipments that nobody of the caller's has. */
  static final String UNKNOWN = "unknown-shipment";

  /** The code of letters about records that may not be about several shipments. */
  static final String AMBIGUOUS = "ambiguous-shipment";

  /** What is said of {@link #UNKNOWN}. */
  static final String NO_SHIPMENT = "No shipment of the caller has that name";

  private final Identifiers identifiers;
  private final Supplier<Future<Void>> projected;

  /** {@code projected}: waits until the read models have what was acknowledged before. */
  Subjects(Identifiers identifiers, Supplier<Future<Void>> projected) {
    this.identifiers = identifiers;
    this.projected = projected;
  }

  /** What the names of a record lead to. */
  sealed interface Subject {
    record Of(List<String> shipmentIds) implements Subject {}

    /** None, or too many. */
    record Refused(String code, String detail) implements Subject {}
  }

  /** The shipments that the names of all records find. */
  Future<Index> find(Principal principal, List<ForeignRecord> records) {
    List<Name> names = names(records);
    return names.isEmpty()
        ? Future.succeededFuture(Index.EMPTY)
        : projected.get().compose(v -> identifiers.find(principal, names)).map(Index::new);
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
    static final Index EMPTY = new Index(List.of());

    private final Map<Name, List<Found>> byName = new HashMap<>();

    private Index(List<Found> all) {
      for (Found found : all) {
        byName.computeIfAbsent(found.name(), name -> new ArrayList<>(1)).add(found);
      }
    }

    boolean finds(ForeignRecord record) {
      return scheme(record.names()) != null;
    }

    private @Nullable Scheme scheme(Names names) {
      for (Scheme scheme : Scheme.values()) {
        if (names.of(scheme).stream()
            .anyMatch(value -> found(scheme, value).anyMatch(Found::recent))) {
          return scheme;
        }
      }
      return null;
    }

    private Stream<Found> found(Scheme scheme, String value) {
      return byName.getOrDefault(new Name(scheme.word(), value), List.of()).stream();
    }

    /** The event of ours that a record tells, whenever its shipment has ended; or null. */
    @Nullable Own own(ForeignRecord record) {
      for (Scheme scheme : Scheme.values()) {
        for (String value : record.names().of(scheme)) {
          for (Found found : found(scheme, value).toList()) {
            int version =
                switch (record.reading()) {
                  case Own(String shipmentId, int told) -> told <= found.version() ? told : 0;
                  case Fact fact -> fact.own().versionOf(found.shipmentId(), found.version());
                  case Nothing(Ownership own) -> own.versionOf(found.shipmentId(), found.version());
                  case Reading.Unclear unclear -> 0;
                };
            if (version > 0) {
              return new Own(found.shipmentId(), version);
            }
          }
        }
      }
      return null;
    }

    /** The shipments of a record. */
    Subject of(ForeignRecord record, boolean tracking) {
      Names names = record.names();
      Scheme scheme = scheme(names);
      if (scheme == null) {
        return new Subject.Refused(UNKNOWN, NO_SHIPMENT);
      }
      Set<String> ids = candidates(names.of(scheme), scheme, true);
      if (ids.isEmpty()) {
        ids = candidates(names.of(scheme), scheme, false);
      }
      boolean one = tracking || names.containers().size() == 1;
      if ((one && ids.size() > 1) || ids.size() > MOST) {
        return new Subject.Refused(
            AMBIGUOUS,
            (ids.size() > MOST ? "More than " + MOST : ids.size()) + " shipments have that name");
      }
      return new Subject.Of(List.copyOf(ids));
    }

    private Set<String> candidates(List<String> values, Scheme scheme, boolean open) {
      Set<String> ids = new LinkedHashSet<>();
      for (String value : values) {
        found(scheme, value)
            .filter(found -> found.recent() && found.open() == open)
            .forEach(found -> ids.add(found.shipmentId()));
      }
      return ids;
    }
  }
}
