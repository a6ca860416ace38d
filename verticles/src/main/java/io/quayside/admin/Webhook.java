package io.quayside.admin;

import io.quayside.common.identity.Principal;
import io.quayside.common.identity.Role;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A webhook: where events are sent to, which ones, and with which secrets.
 *
 * @param webhookId 26 characters of Crockford base 32, as a shipment's id
 * @param version the version of the object, from 1
 * @param disabledAt when it was disabled on request; null: it was not, or was enabled since
 * @param madeOpen whether its newest record is by a caller without credentials
 * @param changedAt the time of its newest record
 */
public record Webhook(
    String webhookId,
    int version,
    String tenant,
    Settings settings,
    View view,
    Secrets secrets,
    Start start,
    @Nullable Instant disabledAt,
    boolean madeOpen,
    Instant createdAt,
    Instant changedAt)
    implements AdminObject {
  /** The most webhooks of a tenant whose quota says nothing else. */
  public static final int DEFAULT_QUOTA = 50;

  @Override
  public String id() {
    return webhookId;
  }

  /** Whether all of its secrets can be read on this node. */
  public boolean isReadable() {
    Secret headers = secrets.headers;
    return secrets.secret.opened() != null && (headers == null || headers.opened() != null);
  }

  /** The principal as whom the webhook looks at events. */
  public Principal viewer() {
    return new Principal(
        tenant,
        view.role,
        "webhook." + webhookId,
        view.shippers,
        view.carriers,
        view.allTenants,
        null);
  }

  /**
   * What a caller may set.
   *
   * @param types full event types, {@code <prefix>.*} or {@code *}
   * @param shippers narrows the view to these; null: no narrowing
   * @param carriers narrows the view to shipments with one of these carriers; null: no narrowing
   * @param perSecond attempts per second; null: unbounded
   */
  public record Settings(
      String url,
      List<String> types,
      @Nullable Set<String> shippers,
      @Nullable Set<String> carriers,
      int maxInFlight,
      @Nullable Integer perSecond,
      int timeoutSeconds,
      int disableAfterSeconds) {
    public Settings {
      types = List.copyOf(types);
    }
  }

  /**
   * Role and scope of its maker when it was made. It goes on with them whatever becomes of the
   * maker's credentials.
   */
  public record View(
      Role role, @Nullable Set<String> shippers, Set<String> carriers, boolean allTenants) {
    /** The view of a principal. */
    public static View of(Principal principal) {
      return new View(
          principal.role(),
          principal.shippers(),
          principal.role() == Role.CARRIER ? principal.carriers() : Set.of(),
          principal.allTenants());
    }

    /** Whether a principal of the webhook's tenant manages webhooks with this view. */
    public boolean isManagedBy(Principal principal) {
      if (principal.role() == Role.OPERATOR) {
        return true;
      }
      return principal.role() == role
          && switch (role) {
            case SHIPPER -> holdsShippers(principal.shippers());
            case CARRIER -> principal.carriers().containsAll(carriers);
            case SERVICE, OPERATOR -> true;
            case DEVICE -> false;
          };
    }

    private boolean holdsShippers(@Nullable Set<String> scope) {
      return scope == null || (shippers != null && scope.containsAll(shippers));
    }
  }

  /**
   * Its secrets.
   *
   * @param secret 32 bytes that attempts are signed with
   * @param former the secret before, which is good for a while
   * @param headers the names and values of further headers as JSON; null: there are none
   * @param headerNames their names
   */
  public record Secrets(
      Secret secret, @Nullable Former former, @Nullable Secret headers, List<String> headerNames) {
    public Secrets {
      headerNames = List.copyOf(headerNames);
    }
  }

  /** A secret that was replaced, and until when attempts are signed with it too. */
  public record Former(Secret secret, Instant until) {}

  /**
   * Where it starts.
   *
   * @param notedVersion the version of the object at which the offsets were noted
   * @param offsets by shard, the offset from which a missing cursor starts
   * @param enabledVersion the version at which it was last enabled
   * @param enabledAt the time of that
   */
  public record Start(int notedVersion, List<Long> offsets, int enabledVersion, Instant enabledAt) {
    public Start {
      offsets = List.copyOf(offsets);
    }

    /** Where a shard's missing cursor starts. */
    public long offset(int shard) {
      return shard < offsets.size() ? offsets.get(shard) : 0;
    }
  }
}
