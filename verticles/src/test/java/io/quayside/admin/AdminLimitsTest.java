package io.quayside.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.admin.DeviceGroup.Epoch;
import io.quayside.admin.ObjectState.Absent;
import io.quayside.admin.ObjectState.Present;
import io.quayside.admin.Partner.Haulage;
import io.quayside.admin.Partner.Place;
import io.quayside.common.identity.Role;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.problem.ProblemCode;
import io.quayside.common.problem.ProblemException;
import io.quayside.common.scheduling.ManualScheduler;
import io.quayside.log.envelope.AdminCodec;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The most objects of a tenant and of all tenants. */
class AdminLimitsTest {
  private final ManualScheduler scheduler = new ManualScheduler();
  private final TestNode node = new TestNode(scheduler, new InMemoryLog(scheduler));

  private static ApiKey key(String id, int version, String tenant) {
    return new ApiKey(
        id,
        version,
        tenant,
        "erp",
        Role.SERVICE,
        null,
        Set.of(),
        false,
        TestNode.NOW,
        null,
        "0123456789abcdef".repeat(4));
  }

  private static DeviceGroup group(String id, int version, String tenant) {
    var epochs = List.of(new Epoch(1, "secret".getBytes(UTF_8)));
    return new DeviceGroup(id, version, tenant, "t", null, epochs, Set.of(), TestNode.NOW);
  }

  /** Applies the record that makes an object, as if a node had written it. */
  private <T extends AdminObject> void apply(ObjectKind<T> kind, T object) {
    JsonWriter data = new JsonWriter(256).beginObject();
    kind.write(object, data, TestNode.KEYS);
    String subject = kind.name() + '/' + object.id();
    byte[] value =
        AdminCodec.encode(
            subject,
            object.version(),
            ObjectChange.CREATED.type(kind.name()),
            object.tenant(),
            TestNode.NOW,
            data.endObject().toBytes());
    assertThat(node.store.apply(subject, value)).isEqualTo(object.version());
  }

  private <T extends AdminObject> Future<?> write(
      ObjectKind<T> kind, String id, ObjectState<T> to) {
    var written = node.writer.write(kind, id, current -> to, false, "default/key/x");
    scheduler.advance(1_000);
    return written;
  }

  private static void assertLimit(Future<?> written) {
    assertThat(((ProblemException) written.cause()).problem().code())
        .isEqualTo(ProblemCode.LIMIT_REACHED);
  }

  @Test
  void shouldBoundTheKeysOfATenant() {
    for (int i = 0; i < 10_000; i++) {
      apply(ObjectKinds.KEY, key("K" + i, 1, "acme"));
    }

    assertLimit(write(ObjectKinds.KEY, "NEW", new Present<>(key("NEW", 1, "acme"))));

    assertThat(write(ObjectKinds.KEY, "K1", new Present<>(key("K1", 2, "acme"))).succeeded())
        .isTrue();
    assertThat(
            write(ObjectKinds.KEY, "OTHER", new Present<>(key("OTHER", 1, "globex"))).succeeded())
        .isTrue();
    assertThat(write(ObjectKinds.KEY, "K0", new Absent<>(2)).succeeded()).isTrue();
    assertThat(write(ObjectKinds.KEY, "NEW", new Present<>(key("NEW", 1, "acme"))).succeeded())
        .isTrue();
  }

  @Test
  void shouldBoundTheDeviceGroupsOfATenant() {
    for (int i = 0; i < 1_000; i++) {
      apply(ObjectKinds.DEVICE_GROUP, group("G" + i, 1, "acme"));
    }

    assertLimit(write(ObjectKinds.DEVICE_GROUP, "NEW", new Present<>(group("NEW", 1, "acme"))));

    var other = new Present<>(group("NEW", 1, "globex"));
    assertThat(write(ObjectKinds.DEVICE_GROUP, "NEW", other).succeeded()).isTrue();
  }

  private static Partner partner(int locations, String id) {
    Map<String, Place> places = new HashMap<>();
    for (int i = 0; i < locations; i++) {
      places.put("%05d%s".formatted(i, id), new Place("DEHAM", true));
    }
    return new Partner("MAEU", 1, "acme", Haulage.MERCHANT, places);
  }

  @Test
  void shouldHaveRoomForTheLocationsOfAPartner() {
    var longest = partner(Partner.MAX_LOCATIONS, "x".repeat(123));
    assertThat(write(ObjectKinds.PARTNER, longest.id(), new Present<>(longest)).succeeded())
        .isTrue();
    assertThat(node.store.table(ObjectKinds.PARTNER).get(longest.id())).isEqualTo(longest);

    var wide = partner(Partner.MAX_LOCATIONS, "\u6E2F".repeat(123));
    assertLimit(write(ObjectKinds.PARTNER, wide.id(), new Present<>(wide)));
  }

  @Test
  void shouldBoundTheSizeOfAnObject() {
    var group = group("G1", 1, "acme");
    var devices =
        IntStream.range(0, 3_000).mapToObj(i -> "%0100d".formatted(i)).collect(Collectors.toSet());
    var large = new DeviceGroup("G1", 1, "acme", "t", null, group.epochs(), devices, TestNode.NOW);
    assertLimit(write(ObjectKinds.DEVICE_GROUP, "G1", new Present<>(large)));
  }

  @Test
  void shouldBoundTheObjectsOfAllTenants() {
    for (int i = 0; i < ObjectStore.MAX_OBJECTS; i++) {
      apply(ObjectKinds.KEY, key("K" + i, 1, "tenant-" + i % 100));
    }

    assertLimit(write(ObjectKinds.KEY, "NEW", new Present<>(key("NEW", 1, "acme"))));

    assertThat(write(ObjectKinds.KEY, "K1", new Present<>(key("K1", 2, "tenant-1"))).succeeded())
        .isTrue();
    var floors = new ProtocolFloors(node.store, node.writer);
    floors.raise(6);
    scheduler.advance(1_000);
    assertThat(floors.floor()).isEqualTo(6);
  }
}
