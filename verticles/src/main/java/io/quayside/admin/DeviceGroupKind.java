package io.quayside.admin;

import io.quayside.admin.DeviceGroup.Epoch;
import io.quayside.admin.Secret.Sealed;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.StoredFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Groups of devices; the secrets of their epochs are sealed. */
final class DeviceGroupKind implements ObjectKind<DeviceGroup> {

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
      epochs.add(
          new Epoch(
              epoch.integer("number", Integer.MAX_VALUE),
              keys.open(subject, Sealed.read(epoch.object("secret")))));
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

  @Override
  public void write(DeviceGroup group, JsonWriter data, SecretKeys keys) {
    data.field("name", group.name());
    if (group.carrier() != null) {
      data.field("carrier", group.carrier());
    }
    data.beginArray("epochs");
    for (Epoch epoch : group.epochs()) {
      data.beginObject().field("number", epoch.number());
      keys.seal(subject(group.groupId()), epoch.key()).write(data.beginObject("secret"));
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
