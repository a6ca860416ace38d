package io.quayside.edge.query;

import io.quayside.common.problem.Problem.Offence;
import io.quayside.domain.Scac;
import io.quayside.domain.Status;
import io.quayside.domain.shipment.ContainerNumber;
import io.vertx.core.MultiMap;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The filters of lists and streams of shipments, in queries. */
public final class Filters {
  /** What a shipper's name has to be. */
  public static final String SHIPPER = "1 to 64 characters";

  private static final int MAX_SHIPPER = 64;
  private static final int MAX_REFERENCE = 64;

  private Filters() {}

  /** Whether a text may be a shipper's name. */
  public static boolean isShipper(String text) {
    return isText(text, MAX_SHIPPER);
  }

  /** PostgreSQL knows no U+0000. */
  private static boolean isText(String text, int most) {
    return !text.isEmpty()
        && text.length() <= 2 * most
        && text.indexOf('\0') < 0
        && text.codePointCount(0, text.length()) <= most;
  }

  /** The status of a name, or null. */
  public static @Nullable Status status(String name) {
    for (Status status : Status.values()) {
      if (status.name().equals(name)) {
        return status;
      }
    }
    return null;
  }

  /** The parameter {@code shipper}, or null. */
  public static @Nullable String shipper(MultiMap query, List<Offence> offences) {
    String shipper = query.get("shipper");
    if (shipper != null && !isShipper(shipper)) {
      offences.add(Offence.in("shipper", "must be " + SHIPPER));
    }
    return shipper;
  }

  /** The parameter {@code carrier}, or null. */
  public static @Nullable String carrier(MultiMap query, List<Offence> offences) {
    String carrier = query.get("carrier");
    if (carrier != null && !Scac.isValid(carrier)) {
      offences.add(Offence.in("carrier", "must be " + Scac.DESCRIPTION));
    }
    return carrier;
  }

  /** The parameter {@code reference}, or null. */
  static @Nullable String reference(MultiMap query, List<Offence> offences) {
    String reference = query.get("reference");
    if (reference != null && !isText(reference, MAX_REFERENCE)) {
      offences.add(Offence.in("reference", "must be 1 to 64 characters"));
    }
    return reference;
  }

  /** The parameter {@code container}, or null. */
  static @Nullable String container(MultiMap query, List<Offence> offences) {
    String container = query.get("container");
    if (container != null && !ContainerNumber.isValid(container)) {
      offences.add(Offence.in("container", "must be an ISO 6346 container number"));
    }
    return container;
  }

  /** The statuses of the parameter {@code status}, with commas between them; none if absent. */
  public static Set<Status> statuses(MultiMap query, List<Offence> offences) {
    Set<Status> statuses = EnumSet.noneOf(Status.class);
    String given = query.get("status");
    if (given != null) {
      for (String name : given.split(",", -1)) {
        Status status = status(name);
        if (status == null) {
          offences.add(
              Offence.in(
                  "status",
                  "must be one or more of " + Arrays.toString(Status.values()) + ", with commas"));
          return Set.of();
        }
        statuses.add(status);
      }
    }
    return statuses;
  }
}
