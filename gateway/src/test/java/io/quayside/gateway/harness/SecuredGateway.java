package io.quayside.gateway.harness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.common.identity.ApiKeyText;
import io.vertx.core.json.JsonObject;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands one and the same gateway that asks for credentials to every test class that asks for it in
 * its constructor. It starts with the first of them and stops after the last test of the JVM.
 */
public final class SecuredGateway implements ParameterResolver, AfterAllCallback {
  private static final Namespace NAMESPACE = Namespace.create(SecuredGateway.class);

  /** The gateway, and the means to make credentials. */
  public record Secured(GatewayProcess gateway, String bootstrapKey) implements AutoCloseable {
    private static final Base64.Encoder BASE_64 = Base64.getUrlEncoder().withoutPadding();

    private static Secured start() {
      var key = ApiKeyText.random();
      Map<String, String> environment = new HashMap<>(SendingGateway.SETTINGS);
      environment.put("QUAYSIDE_AUTH_MODE", "required");
      environment.put("QUAYSIDE_AUTH_BOOTSTRAP_KEY", key);
      return new Secured(GatewayProcess.startFresh("secured", environment), key);
    }

    public Client client() {
      return gateway.client();
    }

    /** Makes a tenant, or keeps the one that is there. */
    public void tenant(String tenant) {
      var answer = put(tenant, new JsonObject());
      assertThat(answer.status()).as(answer.text()).isIn(200, 201);
    }

    /** Sets one quota of a tenant that is there; the others are the defaults. */
    public void quota(String tenant, String name, int most) {
      put(tenant, new JsonObject().put("quotas", new JsonObject().put(name, most))).expect(200);
    }

    private Answer put(String tenant, JsonObject body) {
      return client()
          .send(
              "PUT",
              "/v1/tenants/" + tenant,
              body.toBuffer().getBytes(),
              "application/json",
              bearer(bootstrapKey))
          .join();
    }

    /** The headers of an operator who acts for a tenant. */
    public String[] operator(String tenant) {
      return new String[] {"Authorization", "Bearer " + bootstrapKey, "Quayside-Tenant", tenant};
    }

    /** Books a shipment of a tenant and returns its id. */
    public String book(String tenant) {
      return made("/v1/shipments", tenant, Bodies.booking()).getString("shipmentId");
    }

    /** The text of a new key of a tenant; {@code more} has the members beside name and role. */
    public String key(String tenant, String role, JsonObject more) {
      var body = more.copy().put("name", "test-" + role).put("role", role);
      return made("/v1/keys", tenant, body).getString("key");
    }

    /** A new group of devices, with its secret; {@code carrier} may be null. */
    public Group group(String tenant, String carrier) {
      var body = new JsonObject().put("name", "test");
      if (carrier != null) {
        body.put("carrier", carrier);
      }
      var group = made("/v1/device-groups", tenant, body);
      return new Group(
          tenant,
          group.getString("groupId"),
          group.getJsonArray("epochs").getInteger(0),
          Base64.getUrlDecoder().decode(group.getString("secret")));
    }

    private JsonObject made(String path, String tenant, JsonObject body) {
      return client().post(path, body, operator(tenant)).expect(201).json();
    }

    @Override
    public void close() {
      try {
        assertThat(gateway.credentialsInTopics()).as("credentials in topics").isEmpty();
      } finally {
        gateway.closeAndForget();
      }
    }
  }

  /** A group of devices, and who makes its tokens. */
  public record Group(String tenant, String groupId, int epoch, byte[] secret) {
    /** The token of a device. */
    public String token(String deviceId) {
      var text = String.join("\n", "qd1", tenant, groupId, Integer.toString(epoch), deviceId);
      try {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        var half = Arrays.copyOf(mac.doFinal(text.getBytes(UTF_8)), 16);
        return "qd_%s.%d.%s.%s"
            .formatted(
                groupId,
                epoch,
                Secured.BASE_64.encodeToString(deviceId.getBytes(UTF_8)),
                Secured.BASE_64.encodeToString(half));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Name and value of the header with a token. */
  public static String[] bearer(String token) {
    return new String[] {"Authorization", "Bearer " + token};
  }

  /** Whatever a test class does to it from outside, the gateway has nothing to complain of. */
  @Override
  public void afterAll(ExtensionContext context) {
    var running = context.getRoot().getStore(NAMESPACE).get(Secured.class, Secured.class);
    if (running != null) {
      assertThat(running.gateway.complaints()).as("the log").isEmpty();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Secured.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(Secured.class, key -> Secured.start(), Secured.class);
  }
}
