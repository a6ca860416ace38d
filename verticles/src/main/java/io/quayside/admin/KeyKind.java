package io.quayside.admin;

import io.quayside.common.identity.Role;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.StoredFields;
import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Stream;

/** API keys; their secrets are hashes, so nothing is sealed. */
final class KeyKind implements ObjectKind<ApiKey> {
  @Override
  public String name() {
    return "key";
  }

  @Override
  public int maxPerTenant() {
    return 10_000;
  }

  @Override
  public ApiKey read(Stored stored, StoredFields data, SecretKeys keys) {
    return new ApiKey(
        stored.id(),
        stored.version(),
        stored.tenant(),
        data.text("name"),
        role(data.text("role")),
        data.has("shippers") ? Set.copyOf(data.texts("shippers")) : null,
        data.has("carriers") ? Set.copyOf(data.texts("carriers")) : Set.of(),
        data.flag("allTenants"),
        data.time("createdAt"),
        data.optionalTime("expiresAt"),
        data.text("sha256"));
  }

  /** The role of a word; throws {@link IllegalArgumentException} for an unknown one. */
  static Role role(String word) {
    return Arrays.stream(Role.values())
        .filter(role -> role.word().equals(word))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("role is unknown"));
  }

  @Override
  public void write(ApiKey key, JsonWriter data, SecretKeys keys) {
    data.field("name", key.name()).field("role", key.role().word());
    if (key.shippers() != null) {
      texts(data, "shippers", key.shippers());
    }
    if (!key.carriers().isEmpty()) {
      texts(data, "carriers", key.carriers());
    }
    if (key.allTenants()) {
      data.field("allTenants", true);
    }
    data.field("createdAt", key.createdAt());
    if (key.expiresAt() != null) {
      data.field("expiresAt", key.expiresAt());
    }
    data.field("sha256", key.sha256());
  }

  /** Writes texts in one fixed order. */
  static void texts(JsonWriter out, String name, Collection<String> texts) {
    out.beginArray(name);
    Stream<String> sorted = texts.stream().sorted();
    sorted.forEach(out::value);
    out.endArray();
  }
}
