package io.quayside.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.quayside.admin.ObjectState.Absent;
import io.quayside.admin.ObjectState.Present;
import io.quayside.common.identity.Role;
import io.quayside.common.json.JsonWriter;
import io.quayside.log.envelope.AdminCodec;
import io.quayside.log.envelope.Golden;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What was once written must be readable for ever: one approved record per stored type. */
class AdminGoldenTest {
  private final ObjectStore store =
      new ObjectStore(TestNode.KEYS, TestNode.MAX_STALE, System::nanoTime);

  static Stream<ObjectKind<?>> kinds() {
    return ObjectKinds.ALL.stream();
  }

  /** The id of a golden record's object. */
  private static String id(ObjectKind<?> kind, String golden) {
    return golden.replaceFirst(".*\"subject\":\"" + kind.name() + "/([^\"]+)\".*", "$1");
  }

  @ParameterizedTest
  @MethodSource("kinds")
  <T extends AdminObject> void shouldReadAndWriteEveryType(ObjectKind<T> kind) {
    ObjectTable<T> table = store.table(kind);
    int version = 0;
    for (ObjectChange change : ObjectChange.values()) {
      String type = change.type(kind.name());
      String golden = Golden.newest(type);
      String id = id(kind, golden);
      String key = kind.name() + '/' + id;
      ObjectState<T> before = table.state(id);

      version++;
      assertThat(store.apply(key, golden.getBytes(UTF_8))).as(type).isEqualTo(version);

      ObjectState<T> after = table.state(id);
      JsonWriter data = new JsonWriter(0).beginObject();
      switch (after) {
        case Present<T>(T object) -> kind.write(object, data, TestNode.KEYS);
        case Absent<T> absent -> assertThat(change).isEqualTo(ObjectChange.REMOVED);
        case ObjectState.Unreadable<T> unreadable -> fail(golden);
      }
      String tenant = after instanceof Present<T>(T object) ? object.tenant() : tenant(before);
      byte[] written =
          AdminCodec.encode(key, version, type, tenant, TestNode.NOW, data.endObject().toBytes());
      assertThat(new String(written, UTF_8)).isEqualTo(golden);
    }
  }

  private static String tenant(ObjectState<?> state) {
    return state instanceof Present<?>(AdminObject object) ? object.tenant() : fail("no object");
  }

  @Test
  void shouldReadWhatTheRecordsSay() {
    store.apply("key/4Q7ZK2MB", Golden.newest("admin.key-created.v1").getBytes(UTF_8));
    store.apply(
        "device-group/7C3M9XVD", Golden.newest("admin.device-group-created.v1").getBytes(UTF_8));

    ApiKey key = store.key("4Q7ZK2MB");
    assertThat(key.role()).isEqualTo(Role.SHIPPER);
    assertThat(key.shippers()).isEqualTo(Set.of("Hansa Tea", "Müller & Söhne"));
    assertThat(key.tenant()).isEqualTo("default");
    assertThat(store.group("7C3M9XVD").epochs().getFirst().secret())
        .asString(UTF_8)
        .isEqualTo("secret of epoch 1, 32 bytes long");
  }
}
