package io.quayside.admin;

import io.quayside.common.identity.Principal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is agreed with a partner that sends documents of foreign formats.
 *
 * @param partnerId its SCAC, or {@link #DEFAULT_ID} for everybody without a profile
 * @param version the version of the object, from 1; 0 for nobody's
 * @param locations what its own ids of locations mean
 */
public record Partner(
    String partnerId, int version, String tenant, Haulage haulage, Map<String, Place> locations)
    implements AdminObject {
  /** The id of the profile of everybody else. */
  public static final String DEFAULT_ID = "default";

  /** The most locations of a profile. */
  public static final int MAX_LOCATIONS = 5_000;

  /** Nothing was agreed. */
  public static final Partner NONE =
      new Partner(DEFAULT_ID, 0, Principal.DEFAULT_TENANT, Haulage.CARRIER, Map.of());

  public Partner {
    locations = Map.copyOf(locations);
  }

  /** Who hauls the container inland behind the last port. */
  public enum Haulage {
    CARRIER,
    MERCHANT
  }

  /** A place that a partner has an id of its own for. */
  public record Place(String unLocode, boolean customs) {}

  /** The place of a partner's id, or null. */
  public @Nullable Place place(String locationId) {
    return locations.get(locationId);
  }

  /** The object's id: profiles of several tenants may have the same partner. */
  public static String idOf(String tenant, String partnerId) {
    return tenant + '-' + partnerId;
  }

  @Override
  public String id() {
    return idOf(tenant, partnerId);
  }
}
