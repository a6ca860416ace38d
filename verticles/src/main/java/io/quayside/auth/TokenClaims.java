package io.quayside.auth;

import io.quayside.common.identity.Principal;
import io.quayside.common.identity.Role;
import io.quayside.common.json.RequestFields;
import io.quayside.domain.Scac;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Judges a token's claims by the settings of its issuer. Claims are top-level. */
final class TokenClaims {
  /** How far the clocks of issuers may differ from this node's. */
  static final long LEEWAY_MILLIS = 30_000;

  /** The last second of the year 9999, beyond which no time can be written. */
  private static final long LAST_MILLIS = 253_402_300_799_000L;

  private static final int MAX_VALUES = 100;
  private static final int MAX_SUBJECT = 128;
  private static final int MAX_SHIPPER = 64;

  private final IssuerSettings issuer;
  private final Map<String, Object> claims;

  private TokenClaims(IssuerSettings issuer, Map<String, Object> claims) {
    this.issuer = issuer;
    this.claims = claims;
  }

  /**
   * What a token says.
   *
   * @param expiresAt may have passed
   */
  record Accepted(Principal principal, Instant expiresAt) {}

  /** Whether the token is an issuer's, and meant for us. */
  static boolean isMeantFor(IssuerSettings issuer, Map<String, Object> claims) {
    if (!issuer.issuer().equals(claims.get("iss"))) {
      return false;
    }
    return switch (claims.get("aud")) {
      case String one -> one.equals(issuer.audience());
      case List<?> several -> several.contains(issuer.audience());
      case null, default -> false;
    };
  }

  /** The claims of a token that is meant for us, or null if they are not good. */
  static @Nullable Accepted judge(
      IssuerSettings issuer, Map<String, Object> claims, long nowMillis) {
    return new TokenClaims(issuer, claims).judge(nowMillis);
  }

  private @Nullable Accepted judge(long nowMillis) {
    Instant expiresAt = time("exp");
    if (expiresAt == null || isAhead("nbf", nowMillis) || isAhead("iat", nowMillis)) {
      return null;
    }
    String tenant = tenant();
    Role role = role();
    if (tenant == null
        || role == null
        || !(claims.get("sub") instanceof String subject)
        || !isSubject(subject)) {
      return null;
    }
    Set<String> shippers = null;
    Set<String> carriers = Set.of();
    if (role == Role.SHIPPER && claims.containsKey(issuer.shippersClaim())) {
      shippers = values(issuer.shippersClaim(), TokenClaims::isShipper);
      if (shippers == null) {
        return null;
      }
    }
    if (role == Role.CARRIER) {
      carriers = values(issuer.carriersClaim(), Scac::isValid);
      if (carriers == null) {
        return null;
      }
    }
    String name = "jwt/" + issuer.name() + '/' + subject;
    return new Accepted(
        new Principal(tenant, role, name, shippers, carriers, false, null), expiresAt);
  }

  private @Nullable String tenant() {
    if (issuer.tenantClaim() == null) {
      return issuer.tenant();
    }
    Set<String> named = values(issuer.tenantClaim(), Principal::isTenant);
    return named != null && named.size() == 1 ? named.iterator().next() : null;
  }

  /** The one known role; words that are no role are passed over. A device has no JWT. */
  private @Nullable Role role() {
    Collection<?> words =
        switch (claims.get(issuer.roleClaim())) {
          case String one -> List.of(one);
          case List<?> several -> several;
          case null, default -> List.of();
        };
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (Role role : Role.values()) {
      if (words.contains(role.word())) {
        roles.add(role);
      }
    }
    Role only = roles.size() == 1 ? roles.iterator().next() : null;
    return only == Role.DEVICE ? null : only;
  }

  /** The 1 to 100 valid texts of a claim; null where it has others. */
  private @Nullable Set<String> values(String claim, Predicate<String> isValid) {
    Collection<?> given =
        switch (claims.get(claim)) {
          case String one -> List.of(one);
          case List<?> several -> several;
          case null, default -> List.of();
        };
    if (given.isEmpty() || given.size() > MAX_VALUES) {
      return null;
    }
    Set<String> values = new HashSet<>();
    for (Object value : given) {
      if (!(value instanceof String text) || !isValid.test(text)) {
        return null;
      }
      values.add(text);
    }
    return Set.copyOf(values);
  }

  private static boolean isShipper(String text) {
    return RequestFields.isText(text, MAX_SHIPPER);
  }

  /** 1 to 128 visible ASCII characters. */
  private static boolean isSubject(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_SUBJECT
        && text.chars().allMatch(c -> c > ' ' && c < 0x7F);
  }

  /** Whether a time is there and has not come yet, or is no time. */
  private boolean isAhead(String claim, long nowMillis) {
    if (!claims.containsKey(claim)) {
      return false;
    }
    Instant time = time(claim);
    return time == null || time.toEpochMilli() - LEEWAY_MILLIS > nowMillis;
  }

  /** A NumericDate, with or without a fraction; null where there is none. */
  private @Nullable Instant time(String claim) {
    if (!(claims.get(claim) instanceof Number seconds)) {
      return null;
    }
    double millis = seconds.doubleValue() * 1_000;
    return Instant.ofEpochMilli((long) Math.max(0, Math.min(millis, LAST_MILLIS)));
  }
}
