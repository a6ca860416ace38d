package io.quayside.admin;

import io.quayside.admin.DeviceGroup.Epoch;
import io.quayside.admin.Secret.Sealed;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.StoredFields;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/** Groups of devices; the secrets of their epochs are sealed. */
final class DeviceGroupKind implements ObjectKind<DeviceGroup> {
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

  @Override
  public String name() {
    return "device-group";
  }

  @Override
  public int maxPerTenant() {
    return 1_000;
  }

  @Override
  public DeviceGroup read(Stored stored, StoredFields data, SecretKeys keys) {
    String subject = subject(stored.id());
    List<Epoch> epochs = new ArrayList<>();
    for (StoredFields epoch : data.objects("epochs")) {
      StoredFields sealed = epoch.object("secret");
      epochs.add(
          new Epoch(
              epoch.integer("number", Integer.MAX_VALUE), keys.open(subject, sealed(sealed))));
      sealed.end();
      epoch.end();
    }
    return new DeviceGroup(
        stored.id(),
        stored.version(),
        stored.tenant(),
        data.text("name"),
        data.optionalText("carrier"),
        epochs,
        Set.copyOf(data.texts("denied")),
        data.time("createdAt"));
  }

  private static Sealed sealed(StoredFields sealed) {
    return new Sealed(
        sealed.text("kid"),
        DECODER.decode(sealed.text("nonce")),
        DECODER.decode(sealed.text("box")));
  }

  @Override
  public void write(DeviceGroup group, JsonWriter data, SecretKeys keys) {
    data.field("name", group.name());
    if (group.carrier() != null) {
      data.field("carrier", group.carrier());
    }
    data.beginArray("epochs");
    for (Epoch epoch : group.epochs()) {
      Sealed sealed = keys.seal(subject(group.groupId()), epoch.key());
      data.beginObject().field("number", epoch.number()).beginObject("secret");
      data.field("kid", sealed.kid())
          .field("nonce", ENCODER.encodeToString(sealed.nonce()))
          .field("box", ENCODER.encodeToString(sealed.box()));
      data.endObject().endObject();
    }
    data.endArray();
    KeyKind.texts(data, "denied", group.denied());
    data.field("createdAt", group.createdAt());
  }

  private String subject(String groupId) {
    return name() + '/' + groupId;
  }

  @Override
  public List<Secret> secrets(DeviceGroup group) {
    return group.epochs().stream().map(Epoch::key).toList();
  }
}
