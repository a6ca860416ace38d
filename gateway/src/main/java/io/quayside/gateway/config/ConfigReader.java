package io.quayside.gateway.config;

import io.quayside.auth.AuthSettings;
import io.quayside.auth.BootstrapKey;
import io.quayside.edge.tls.CertificateFiles;
import io.quayside.gateway.config.ConfigSource.Written;
import io.quayside.schema.registry.RegistrySettings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes the configuration of what stands in the file and in the environment. */
public final class ConfigReader {
  private static final Pattern HTTP_URL = Pattern.compile("https?://[^/\\s?#@]+(/[^\\s?#]*)?");

  /** Keys whose values are not shown, even where they are ill-formed. */
  private static final Set<ConfigKey> SECRETS =
      EnumSet.of(
          ConfigKey.POSTGRES_URI,
          ConfigKey.AUTH_BOOTSTRAP_KEY,
          ConfigKey.AUTH_ISSUERS,
          ConfigKey.REGISTRY_PASSWORD,
          ConfigKey.RELAYS);

  private final Map<ConfigKey, Written> values = new EnumMap<>(ConfigKey.class);

  private ConfigReader(Optional<Path> file, Map<String, String> environment) {
    file.ifPresent(path -> values.putAll(ConfigSource.file(path).values()));
    values.putAll(ConfigSource.environment(environment).values());
  }

  /**
   * The configuration; the environment wins over the file, and what neither gives has a default.
   * Throws {@link ConfigException} at the first mistake.
   */
  public static GatewayConfig read(Optional<Path> file, Map<String, String> environment) {
    return new ConfigReader(file, environment).read(environment);
  }

  /**
   * One line for each key of the file that the environment overrides with another value; no value
   * is shown. Both must have been read.
   */
  public static List<String> overridden(Optional<Path> file, Map<String, String> environment) {
    if (file.isEmpty()) {
      return List.of();
    }
    var written = ConfigSource.file(file.get()).values();
    return ConfigSource.environment(environment).values().entrySet().stream()
        .filter(given -> differs(written.get(given.getKey()), given.getValue()))
        .map(
            given ->
                "%s of the environment wins over %s of %s"
                    .formatted(given.getKey().variable(), given.getKey().key(), file.get()))
        .toList();
  }

  private static boolean differs(@Nullable Written overridden, Written given) {
    return overridden != null && !overridden.text().equals(given.text());
  }

  private GatewayConfig read(Map<String, String> environment) {
    try {
      var auth = auth();
      // Who needs no credentials must be on this machine, unless the operator says otherwise.
      var host = auth.required() ? "0.0.0.0" : "127.0.0.1";
      return new GatewayConfig(
          new GatewayConfig.Http(
              text(ConfigKey.HTTP_HOST).orElse(host),
              number(ConfigKey.HTTP_PORT, 8080),
              flag(ConfigKey.HTTP_COMPRESSION),
              list(ConfigKey.HTTP_ORIGINS),
              list(ConfigKey.HTTP_HOSTS),
              tls(ConfigKey.HTTP_TLS_CERT, ConfigKey.HTTP_TLS_KEY)),
          new GatewayConfig.Management(
              text(ConfigKey.MANAGEMENT_HOST).orElse(host),
              number(ConfigKey.MANAGEMENT_PORT, 8081),
              tls(ConfigKey.MANAGEMENT_TLS_CERT, ConfigKey.MANAGEMENT_TLS_KEY)),
          new GatewayConfig.Kafka(
              text(ConfigKey.KAFKA_BOOTSTRAP),
              text(ConfigKey.KAFKA_CLIENT_FILE)
                  .map(text -> path(ConfigKey.KAFKA_CLIENT_FILE, text)),
              number(ConfigKey.KAFKA_PORT, 9092)),
          new GatewayConfig.Postgres(postgresUri(), number(ConfigKey.POSTGRES_PORT, 5433)),
          new ClusterConfig(
              text(ConfigKey.CLUSTER_NAME),
              text(ConfigKey.CLUSTER_HOST).orElse("127.0.0.1"),
              number(ConfigKey.CLUSTER_PORT, 5701),
              DiscoveryReader.read(this::text)),
          auth,
          new GatewayConfig.Administration(
              text(ConfigKey.SECRETS_KEY_FILE).map(text -> path(ConfigKey.SECRETS_KEY_FILE, text)),
              number(ConfigKey.AUTH_MAX_STALE_SECONDS, 300)),
          new DocumentsConfig(
              number(ConfigKey.DOCUMENTS_MAX_MIB, 16),
              number(ConfigKey.DOCUMENTS_ORPHAN_SECONDS, 86_400)),
          registry(),
          webhooks(),
          RelaysConfig.read(text(ConfigKey.RELAYS).orElse("[]"), environment),
          web(auth.required()),
          LogConfig.of(text(ConfigKey.LOG_FORMAT).orElse("text"), list(ConfigKey.LOG_LEVELS)),
          TracesConfig.of(
              flag(ConfigKey.TRACES_ENABLED),
              text(ConfigKey.TRACES_ENDPOINT),
              text(ConfigKey.TRACES_PERCENT)),
          mqtt(host),
          new GatewayConfig.Data(
              path(ConfigKey.DATA_DIR, text(ConfigKey.DATA_DIR).orElse("./data"))),
          new SagaConfig(number(ConfigKey.SAGA_POLL_SECONDS, 30)),
          number(ConfigKey.SHARDS, 12),
          limits());
    } catch (InvalidValueException e) {
      throw refusal(e);
    }
  }

  private Optional<String> text(ConfigKey key) {
    return Optional.ofNullable(values.get(key)).map(written -> written.text().strip());
  }

  private List<String> list(ConfigKey key) {
    return text(key)
        .map(text -> Stream.of(text.split(",", -1)).map(String::strip).toList())
        .orElse(List.of());
  }

  private int number(ConfigKey key, int otherwise) {
    var text = text(key);
    try {
      return text.map(Integer::parseInt).orElse(otherwise);
    } catch (NumberFormatException e) {
      // The record knows the bounds and says them; no key takes this number.
      return Integer.MIN_VALUE;
    }
  }

  /** True only where it says so. */
  private boolean flag(ConfigKey key) {
    return flag(key, false);
  }

  private boolean flag(ConfigKey key, boolean otherwise) {
    return switch (text(key).orElse(String.valueOf(otherwise))) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new InvalidValueException(key, "true or false");
    };
  }

  private AuthSettings auth() {
    boolean required =
        switch (text(ConfigKey.AUTH_MODE).orElse("none")) {
          case "none" -> false;
          case "required" -> true;
          default -> throw new InvalidValueException(ConfigKey.AUTH_MODE, "none or required");
        };
    var issuers = text(ConfigKey.AUTH_ISSUERS).map(IssuersReader::read).orElse(List.of());
    return new AuthSettings(required, issuers, bootstrapKey());
  }

  private Optional<BootstrapKey> bootstrapKey() {
    return text(ConfigKey.AUTH_BOOTSTRAP_KEY)
        .map(
            text ->
                BootstrapKey.parse(text)
                    .orElseThrow(
                        () ->
                            new InvalidValueException(
                                ConfigKey.AUTH_BOOTSTRAP_KEY,
                                "a text as the command key prints it")));
  }

  private Optional<RegistrySettings> registry() {
    var url = text(ConfigKey.REGISTRY_URL);
    if (url.isEmpty()) {
      for (var key :
          List.of(
              ConfigKey.REGISTRY_USER, ConfigKey.REGISTRY_PASSWORD, ConfigKey.REGISTRY_REQUIRED)) {
        if (text(key).isPresent()) {
          throw new InvalidValueException(key, ConfigKey.REGISTRY_URL.key() + " beside it");
        }
      }
    }
    return url.map(
        text ->
            new RegistrySettings(
                url(ConfigKey.REGISTRY_URL, text),
                text(ConfigKey.REGISTRY_USER).orElse(null),
                text(ConfigKey.REGISTRY_PASSWORD).orElse(null),
                flag(ConfigKey.REGISTRY_REQUIRED)));
  }

  /** A URL without a slash at its end. */
  private static String url(ConfigKey key, String text) {
    if (!HTTP_URL.matcher(text).matches()) {
      throw new InvalidValueException(key, "an http or https URL with the path of the API");
    }
    return text.replaceFirst("/+$", "");
  }

  private WebhooksConfig webhooks() {
    return new WebhooksConfig(
        text(ConfigKey.WEBHOOKS_SCHEDULE).isPresent()
            ? list(ConfigKey.WEBHOOKS_SCHEDULE)
            : List.of(WebhooksConfig.SCHEDULE.split(",", -1)),
        text(ConfigKey.WEBHOOKS_PORTS).isPresent()
            ? list(ConfigKey.WEBHOOKS_PORTS)
            : List.of("443"),
        list(ConfigKey.WEBHOOKS_ALLOW),
        flag(ConfigKey.WEBHOOKS_INSECURE),
        text(ConfigKey.WEBHOOKS_CA_FILE).map(text -> path(ConfigKey.WEBHOOKS_CA_FILE, text)),
        number(ConfigKey.WEBHOOKS_LOG_DAYS, 7));
  }

  private WebConfig web(boolean authRequired) {
    var alone = text(ConfigKey.KAFKA_BOOTSTRAP).isEmpty() && text(ConfigKey.POSTGRES_URI).isEmpty();
    return new WebConfig(
        flag(ConfigKey.WEB_ENABLED, alone),
        flag(ConfigKey.WEB_DEMO, alone && !authRequired),
        text(ConfigKey.WEB_TILES_URL),
        text(ConfigKey.WEB_TILES_ATTRIBUTION),
        text(ConfigKey.WEB_OIDC_ISSUER),
        text(ConfigKey.WEB_OIDC_CLIENT_ID),
        text(ConfigKey.WEB_OIDC_SCOPE));
  }

  private MqttConfig mqtt(String host) {
    return new MqttConfig(
        text(ConfigKey.MQTT_PORT).map(text -> number(ConfigKey.MQTT_PORT, 0)),
        text(ConfigKey.MQTT_HOST).orElse(text(ConfigKey.HTTP_HOST).orElse(host)),
        tls(ConfigKey.MQTT_TLS_CERT, ConfigKey.MQTT_TLS_KEY),
        number(ConfigKey.LIMITS_MQTT_CONNECTIONS, 50_000));
  }

  private LimitsConfig limits() {
    return new LimitsConfig(
        number(ConfigKey.LIMITS_CONNECTIONS, 20_000),
        number(ConfigKey.LIMITS_REQUESTS, 16_384),
        number(ConfigKey.LIMITS_REQUEST_SECONDS, 20),
        number(ConfigKey.LIMITS_IDLE_SECONDS, 75),
        number(ConfigKey.LIMITS_HEARTBEAT_SECONDS, 15),
        number(ConfigKey.LIMITS_SUBSCRIPTIONS, 1_000),
        number(ConfigKey.LIMITS_SUBSCRIBER_QUEUE, 1_024),
        number(ConfigKey.LIMITS_WATCHES, 1_000),
        number(ConfigKey.LIMITS_WATCH_BEHIND, 1_000_000));
  }

  private Optional<PostgresUri> postgresUri() {
    return text(ConfigKey.POSTGRES_URI)
        .map(
            text ->
                PostgresUri.parse(text)
                    .orElseThrow(
                        () ->
                            new InvalidValueException(
                                ConfigKey.POSTGRES_URI,
                                "postgresql://user:password@host:port/database")));
  }

  /** Both files of a certificate must be given, or neither. */
  private Optional<CertificateFiles> tls(ConfigKey cert, ConfigKey key) {
    var certText = text(cert);
    var keyText = text(key);
    if (certText.isPresent() != keyText.isPresent()) {
      throw new InvalidValueException(
          certText.isPresent() ? cert : key,
          (certText.isPresent() ? key : cert).key() + " beside it");
    }
    return certText.map(
        text -> new CertificateFiles(path(cert, text), path(key, keyText.orElseThrow())));
  }

  private static Path path(ConfigKey key, String text) {
    var expected = key == ConfigKey.DATA_DIR ? "a directory's path" : "a file's path";
    if (text.isEmpty()) {
      throw new InvalidValueException(key, expected);
    }
    try {
      return Path.of(text).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw new InvalidValueException(key, expected + ": " + e.getReason());
    }
  }

  private ConfigException refusal(InvalidValueException e) {
    var written = values.getOrDefault(e.key(), new Written("", "not given"));
    // A value may hold a password, and line breaks.
    var found =
        SECRETS.contains(e.key())
            ? ""
            : ", found '%s'".formatted(written.text().replaceAll("\\p{Cntrl}", " "));
    return new ConfigException(
        "%s (%s): expected %s%s".formatted(e.key().key(), written.where(), e.expected(), found));
  }
}
