package io.quayside.edge.admin;

import io.quayside.admin.DeviceGroup;
import io.quayside.admin.DeviceGroup.Epoch;
import io.quayside.admin.ObjectKinds;
import io.quayside.admin.ObjectStore;
import io.quayside.admin.ObjectTable;
import io.quayside.common.identity.ApiKeyText;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.RequestFields;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.Scac;
import io.quayside.edge.http.Preconditions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Groups of devices, their epochs and the devices that they deny. */
final class DeviceGroupRoutes {
  private static final int SECRET_BYTES = 32;
  private static final int MAX_DEVICE = 64;
  private static final Base64.Encoder BASE_64 = Base64.getUrlEncoder().withoutPadding();
  private static final SecureRandom RANDOM = new SecureRandom();

  private final ObjectTable<DeviceGroup> groups;
  private final Writes writes;

  DeviceGroupRoutes(ObjectStore store, Writes writes) {
    this.groups = store.table(ObjectKinds.DEVICE_GROUP);
    this.writes = writes;
  }

  /** What a request asks for. */
  private record Wanted(String name, @Nullable String carrier) {}

  void create(AdminCall call) {
    Map<String, Object> body = call.body();
    call.noQuery();
    Wanted wanted = Preconditions.parsed(call.offences(), () -> parse(body));
    String tenant = call.tenant();
    String groupId = ApiKeyText.randomId();
    byte[] secret = secret();
    Instant now = Writes.now();
    writes.create(
        call,
        ObjectKinds.DEVICE_GROUP,
        groupId,
        version ->
            new DeviceGroup(
                groupId,
                version,
                tenant,
                wanted.name,
                wanted.carrier,
                List.of(new Epoch(1, secret)),
                Set.of(),
                now),
        group -> {
          call.location("/v1/device-groups/" + groupId);
          sendSecret(call, 201, group, secret);
        });
  }

  private static Wanted parse(Map<String, Object> body) {
    RequestFields fields = new RequestFields(body);
    Wanted wanted =
        new Wanted(
            fields.code("name", AdminFields::isName, AdminFields.NAME_FORM),
            fields.optionalCode("carrier", Scac::isValid, Scac.DESCRIPTION));
    fields.verify();
    return wanted;
  }

  void list(AdminCall call) {
    call.sendPage(
        groups.of(call.tenant()), AdminFields::isId, (out, group) -> begin(out, group).endObject());
  }

  void show(AdminCall call) {
    call.noQuery();
    call.refuse();
    DeviceGroup group = AdminCall.found(groups.state(groupId(call)), call.tenant()).object();
    call.send(200, group.version(), begin(new JsonWriter(512), group).endObject());
  }

  void remove(AdminCall call) {
    Map<String, Object> body = call.body();
    Integer ifMatch = call.ifMatch();
    call.noQuery();
    call.refuseWith(body);
    writes.remove(call, ObjectKinds.DEVICE_GROUP, groupId(call), ifMatch);
  }

  void rotate(AdminCall call) {
    Map<String, Object> body = call.body();
    Integer ifMatch = call.ifMatch();
    call.noQuery();
    boolean keepFormer = Preconditions.parsed(call.offences(), () -> keepFormer(body));
    byte[] secret = secret();
    writes.change(
        call,
        ObjectKinds.DEVICE_GROUP,
        groupId(call),
        ifMatch,
        group -> withEpochs(group, rotated(group.epochs(), secret, keepFormer)),
        group -> sendSecret(call, 200, group, secret));
  }

  private static boolean keepFormer(Map<String, Object> body) {
    RequestFields fields = new RequestFields(body);
    boolean keepFormer = !Boolean.FALSE.equals(fields.optionalBoolean("keepFormer"));
    fields.verify();
    return keepFormer;
  }

  /** The newest two epochs are good, or the new one alone. */
  private static List<Epoch> rotated(List<Epoch> former, byte[] secret, boolean keepFormer) {
    Epoch newest = former.getFirst();
    Epoch made = new Epoch(newest.number() + 1, secret);
    return keepFormer ? List.of(made, newest) : List.of(made);
  }

  void deny(AdminCall call) {
    deny(call, true);
  }

  void admit(AdminCall call) {
    deny(call, false);
  }

  private void deny(AdminCall call, boolean deny) {
    Map<String, Object> body = call.body();
    String deviceId = call.path("deviceId");
    if (!RequestFields.isText(deviceId, MAX_DEVICE)) {
      call.offences().add(Offence.in("deviceId", "must be 1 to 64 characters"));
    }
    Integer ifMatch = call.ifMatch();
    call.noQuery();
    call.refuseWith(body);
    writes.change(
        call,
        ObjectKinds.DEVICE_GROUP,
        groupId(call),
        ifMatch,
        group -> denying(group, deviceId, deny),
        group -> call.sendNothing());
  }

  private static DeviceGroup denying(DeviceGroup group, String deviceId, boolean deny) {
    Set<String> denied = new HashSet<>(group.denied());
    if (!(deny ? denied.add(deviceId) : denied.remove(deviceId))) {
      return group;
    }
    if (denied.size() > DeviceGroup.MAX_DENIED) {
      throw new Problem(
              ProblemCode.LIMIT_REACHED,
              "A group denies at most "
                  + DeviceGroup.MAX_DENIED
                  + " devices; a rotation without"
                  + " the former epochs ends all tokens")
          .toException();
    }
    return new DeviceGroup(
        group.groupId(),
        group.version() + 1,
        group.tenant(),
        group.name(),
        group.carrier(),
        group.epochs(),
        denied,
        group.createdAt());
  }

  private static DeviceGroup withEpochs(DeviceGroup group, List<Epoch> epochs) {
    return new DeviceGroup(
        group.groupId(),
        group.version() + 1,
        group.tenant(),
        group.name(),
        group.carrier(),
        epochs,
        group.denied(),
        group.createdAt());
  }

  private static String groupId(AdminCall call) {
    return call.path("groupId");
  }

  private static byte[] secret() {
    byte[] secret = new byte[SECRET_BYTES];
    RANDOM.nextBytes(secret);
    return secret;
  }

  private static void sendSecret(AdminCall call, int status, DeviceGroup group, byte[] secret) {
    JsonWriter out = begin(new JsonWriter(512), group);
    out.field("secret", BASE_64.encodeToString(secret));
    call.send(status, group.version(), out.endObject());
  }

  /** Writes a group's members, its secrets aside, and leaves the object open. */
  private static JsonWriter begin(JsonWriter out, DeviceGroup group) {
    out.beginObject()
        .field("groupId", group.groupId())
        .field("version", group.version())
        .field("tenant", group.tenant())
        .field("name", group.name());
    if (group.carrier() != null) {
      out.field("carrier", group.carrier());
    }
    out.beginArray("epochs");
    group.epochs().forEach(epoch -> out.value(epoch.number()));
    out.endArray();
    AdminCall.texts(out, "denied", group.denied());
    return out.field("createdAt", group.createdAt());
  }
}
