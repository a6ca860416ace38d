package io.quayside.gateway.config;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Every key that may be configured, under its name in the file. */
public enum ConfigKey {
  HTTP_HOST("http.host"),
  HTTP_PORT("http.port"),
  HTTP_COMPRESSION("http.websocket-compression"),
  HTTP_ORIGINS("http.origins"),
  HTTP_HOSTS("http.hosts"),
  HTTP_TLS_CERT("http.tls.cert"),
  HTTP_TLS_KEY("http.tls.key"),
  MANAGEMENT_HOST("management.host"),
  MANAGEMENT_PORT("management.port"),
  MANAGEMENT_TLS_CERT("management.tls.cert"),
  MANAGEMENT_TLS_KEY("management.tls.key"),
  KAFKA_BOOTSTRAP("kafka.bootstrap"),
  KAFKA_CLIENT_FILE("kafka.client-file"),
  KAFKA_PORT("kafka.port"),
  POSTGRES_URI("postgres.uri"),
  POSTGRES_PORT("postgres.port"),
  CLUSTER_NAME("cluster.name"),
  CLUSTER_HOST("cluster.host"),
  CLUSTER_PORT("cluster.port"),
  CLUSTER_MEMBERS("cluster.members"),
  CLUSTER_DNS("cluster.dns"),
  CLUSTER_KUBERNETES("cluster.kubernetes"),
  CLUSTER_MULTICAST("cluster.multicast"),
  AUTH_MODE("auth.mode"),
  AUTH_ISSUERS("auth.issuers"),
  AUTH_BOOTSTRAP_KEY("auth.bootstrap-key"),
  AUTH_MAX_STALE_SECONDS("auth.max-stale-seconds"),
  SECRETS_KEY_FILE("secrets.key-file"),
  DOCUMENTS_MAX_MIB("documents.max-mib"),
  DOCUMENTS_ORPHAN_SECONDS("documents.orphan-seconds"),
  SAGA_POLL_SECONDS("saga.poll-seconds"),
  REGISTRY_URL("registry.url"),
  REGISTRY_USER("registry.user"),
  REGISTRY_PASSWORD("registry.password"),
  REGISTRY_REQUIRED("registry.required"),
  WEBHOOKS_SCHEDULE("webhooks.schedule"),
  WEBHOOKS_PORTS("webhooks.ports"),
  WEBHOOKS_ALLOW("webhooks.allow"),
  WEBHOOKS_INSECURE("webhooks.insecure"),
  WEBHOOKS_CA_FILE("webhooks.ca-file"),
  WEBHOOKS_LOG_DAYS("webhooks.log-days"),
  RELAYS("relays"),
  WEB_ENABLED("web.enabled"),
  WEB_DEMO("web.demo"),
  WEB_TILES_URL("web.tiles.url"),
  WEB_TILES_ATTRIBUTION("web.tiles.attribution"),
  WEB_OIDC_ISSUER("web.oidc.issuer"),
  WEB_OIDC_CLIENT_ID("web.oidc.client-id"),
  WEB_OIDC_SCOPE("web.oidc.scope"),
  LOG_FORMAT("log.format"),
  LOG_LEVELS("log.levels"),
  TRACES_ENABLED("traces.enabled"),
  TRACES_ENDPOINT("traces.endpoint"),
  TRACES_PERCENT("traces.percent"),
  MQTT_PORT("mqtt.port"),
  MQTT_HOST("mqtt.host"),
  MQTT_TLS_CERT("mqtt.tls.cert"),
  MQTT_TLS_KEY("mqtt.tls.key"),
  DATA_DIR("data.dir"),
  SHARDS("shards"),
  LIMITS_CONNECTIONS("limits.connections"),
  LIMITS_REQUESTS("limits.requests"),
  LIMITS_REQUEST_SECONDS("limits.request-seconds"),
  LIMITS_IDLE_SECONDS("limits.idle-seconds"),
  LIMITS_HEARTBEAT_SECONDS("limits.heartbeat-seconds"),
  LIMITS_SUBSCRIPTIONS("limits.subscriptions"),
  LIMITS_SUBSCRIBER_QUEUE("limits.subscriber-queue"),
  LIMITS_MQTT_CONNECTIONS("limits.mqtt-connections"),
  LIMITS_WATCHES("limits.watches"),
  LIMITS_WATCH_BEHIND("limits.watch-behind");

  /** What the name of each environment variable of ours begins with. */
  static final String ENVIRONMENT_PREFIX = "QUAYSIDE_";

  private static final Map<String, ConfigKey> BY_NAME =
      Arrays.stream(values()).collect(toUnmodifiableMap(ConfigKey::key, key -> key));
  private static final Map<String, ConfigKey> BY_VARIABLE =
      Arrays.stream(values()).collect(toUnmodifiableMap(ConfigKey::variable, key -> key));

  private final String key;

  ConfigKey(String key) {
    this.key = key;
  }

  /** The name in the file, as {@code http.port}. */
  public String key() {
    return key;
  }

  /** The name in the environment, as {@code QUAYSIDE_HTTP_PORT}. */
  public String variable() {
    return ENVIRONMENT_PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  static Optional<ConfigKey> named(String key) {
    return Optional.ofNullable(BY_NAME.get(key));
  }

  static Optional<ConfigKey> ofVariable(String variable) {
    return Optional.ofNullable(BY_VARIABLE.get(variable));
  }

  /** Whether the key is a section, so that only keys beneath it have values. */
  static boolean isSection(String key) {
    return BY_NAME.keySet().stream().anyMatch(name -> name.startsWith(key + "."));
  }
}
