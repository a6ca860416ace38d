package io.quayside.admin;

import java.util.List;
import java.util.stream.Stream;

/** The kinds of administration objects. Records of other kinds are passed over. */
public final class ObjectKinds {
  public static final ObjectKind<Tenant> TENANT = new TenantKind();
  public static final ObjectKind<ApiKey> KEY = new KeyKind();
  public static final ObjectKind<DeviceGroup> DEVICE_GROUP = new DeviceGroupKind();
  public static final ObjectKind<Webhook> WEBHOOK = new WebhookKind();
  public static final ObjectKind<Partner> PARTNER = new PartnerKind();
  static final ObjectKind<ProtocolFloor> PROTOCOL = new ProtocolKind();

  static final List<ObjectKind<?>> ALL =
      List.of(TENANT, KEY, DEVICE_GROUP, WEBHOOK, PARTNER, PROTOCOL);

  private ObjectKinds() {}

  /** The types of all records that may be in the topic. */
  public static List<String> eventTypes() {
    return ALL.stream()
        .flatMap(kind -> Stream.of(ObjectChange.values()).map(change -> change.type(kind.name())))
        .toList();
  }
}
