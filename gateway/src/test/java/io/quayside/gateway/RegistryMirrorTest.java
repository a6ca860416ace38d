package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quayside.domain.stream.Contexts;
import io.quayside.gateway.harness.RegistryServer;
import io.quayside.schema.EventSchema;
import io.quayside.schema.SchemaCatalog;
import io.quayside.schema.registry.RegistryMirror;
import io.quayside.schema.registry.RegistrySettings;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The schemas in a registry of the five calls. */
class RegistryMirrorTest {
  private static final SchemaCatalog CATALOG = SchemaCatalog.load(Contexts.STANDARD);
  private static final String BOOKED = "shipment.booked.v1";

  private final Vertx vertx = Vertx.vertx();
  private final RegistryServer server = RegistryServer.start(0);

  @AfterEach
  void stop() {
    server.close();
    vertx.close().await();
  }

  private RegistryMirror begin(String url) {
    return RegistryMirror.begin(vertx, new RegistrySettings(url, null, null, false), CATALOG);
  }

  @Test
  void shouldRegisterEverySchemaOnce() {
    var mirror = begin(server.url());
    mirror.started().await();

    assertThat(mirror.status()).isEqualTo(new RegistryMirror.Status(true, null));
    assertThat(server.versions().keySet())
        .containsExactlyInAnyOrderElementsOf(
            CATALOG.all().stream().map(EventSchema::type).toList());
    assertThat(server.levels().values()).hasSize(CATALOG.all().size());
    assertThat(Set.copyOf(server.levels().values())).containsExactly("BACKWARD_TRANSITIVE");

    var before = server.versions();
    begin(server.url()).started().await();
    assertThat(server.versions()).isEqualTo(before);
    assertThat(before.values()).allMatch(versions -> versions.size() == 1);
  }

  @Test
  void shouldRegisterDraft07WithoutAnIdInTheOrderOfTheFile() {
    begin(server.url()).started().await();
    var registered = server.versions().get(BOOKED).getFirst();

    assertThat(registered)
        .startsWith("{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"title\":")
        .doesNotContain("$id", "$ref", "$defs");
    var file = new JsonObject(new String(CATALOG.of(BOOKED).bytes(), UTF_8));
    file.remove("$id");
    var schema = new JsonObject(registered);
    schema.put("$schema", file.getString("$schema"));
    assertThat(schema).isEqualTo(file);
  }

  @Test
  void shouldBeToldWhichSchemaIsRefused() {
    server.putIncompatible(BOOKED);
    var mirror = begin(server.url());

    assertThatThrownBy(() -> mirror.started().await())
        .hasMessage(BOOKED + " is refused by the registry: [\"the type was narrowed\"]");
    assertThat(mirror.status().up()).isFalse();
    assertThat(server.versions().get(BOOKED)).hasSize(1);
  }

  @Test
  void shouldBeToldOfARefusalBehindOtherFailures() {
    var types = CATALOG.all().stream().map(EventSchema::type).toList();
    types.subList(0, 8).forEach(type -> server.breakSubject(type, 500));
    server.putIncompatible(types.getLast());

    assertThatThrownBy(() -> begin(server.url()).started().await())
        .hasMessageStartingWith(types.getLast() + " is refused by the registry: ");
  }

  @Test
  void shouldNotTakeAnAnswerWithoutAVerdictForARefusal() {
    server.putWithoutVerdict(BOOKED);
    var mirror = begin(server.url());
    mirror.started().await();

    assertThat(mirror.status().up()).isFalse();
    assertThat(mirror.status().detail())
        .isEqualTo("the registry is away: status 200 without a verdict on " + BOOKED);
  }

  @Test
  void shouldNoticeARegistryThatIsLostLater() {
    var settings = new RegistrySettings(server.url(), null, null, false);
    var mirror = RegistryMirror.begin(vertx, settings, CATALOG, Duration.ofMillis(50));
    mirror.started().await();
    assertThat(mirror.status().up()).isTrue();
    server.close();

    await().until(() -> !mirror.status().up());
    assertThat(mirror.status().detail()).startsWith("the registry is away: ");
    mirror.close().await();
  }

  @Test
  void shouldRegisterAgainWhatTheRegistryHasLost() {
    var settings = new RegistrySettings(server.url(), null, null, false);
    var mirror = RegistryMirror.begin(vertx, settings, CATALOG, Duration.ofMillis(50));
    mirror.started().await();
    var before = server.versions().keySet();
    server.forget();

    await().until(() -> server.versions().keySet().equals(before));
    await().until(() -> mirror.status().up());
    mirror.close().await();
  }

  @Test
  void shouldNotWaitForARegistryThatIsAway() {
    var url = server.url();
    server.close();
    var mirror = begin(url);
    mirror.started().await();

    assertThat(mirror.status().up()).isFalse();
    assertThat(mirror.status().detail()).startsWith("the registry is away: ");
    mirror.close().await();
  }

  @Test
  void shouldShowItsCredentials() {
    RegistryMirror.begin(vertx, new RegistrySettings(server.url(), "quay", "side", false), CATALOG)
        .started()
        .await();

    assertThat(Set.copyOf(server.authorizations())).containsExactly("Basic cXVheTpzaWRl");
    assertThat(new RegistrySettings("http://r", "quay", "side", false).toString())
        .doesNotContain("side,", "password");
  }
}
