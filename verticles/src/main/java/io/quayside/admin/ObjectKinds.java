package io.quayside.admin;

import java.util.List;

/** The kinds of administration objects. Records of other kinds are passed over. */
public final class ObjectKinds {
  public static final ObjectKind<Tenant> TENANT = new TenantKind();
  public static final ObjectKind<ApiKey> KEY = new KeyKind();
  public static final ObjectKind<DeviceGroup> DEVICE_GROUP = new DeviceGroupKind();

  static final List<ObjectKind<?>> ALL = List.of(TENANT, KEY, DEVICE_GROUP);

  private ObjectKinds() {}
}
