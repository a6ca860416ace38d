package io.quayside.gateway.config;

import io.quayside.auth.AuthSettings;
import io.quayside.cluster.Shards;
import io.quayside.edge.tls.CertificateFiles;
import io.quayside.schema.registry.RegistrySettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** All that is configured, valid: whoever holds one need not check again. */
public record GatewayConfig(
    Http http,
    Management management,
    Kafka kafka,
    Postgres postgres,
    ClusterConfig cluster,
    AuthSettings auth,
    Administration administration,
    DocumentsConfig documents,
    Optional<RegistrySettings> registry,
    WebhooksConfig webhooks,
    RelaysConfig relays,
    WebConfig web,
    LogConfig log,
    TracesConfig traces,
    MqttConfig mqtt,
    Data data,
    SagaConfig saga,
    int shards,
    LimitsConfig limits) {
  private static final String PORT_OR_ANY = "a port from 0 (any free one) to 65535";
  static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]");
  private static final Pattern ORIGIN = Pattern.compile("[a-z][a-z0-9+.-]*://[^/\\s]+");

  /** Values of PostgreSQL's {@code sslmode}. */
  private static final List<String> SSL_MODES =
      List.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

  public GatewayConfig {
    require(
        shards >= Shards.MIN_COUNT && shards <= Shards.MAX_COUNT,
        ConfigKey.SHARDS,
        "a number from %d to %d".formatted(Shards.MIN_COUNT, Shards.MAX_COUNT));
    if (kafka.bootstrap().isPresent() != postgres.uri().isPresent()) {
      var given =
          kafka.bootstrap().isPresent() ? ConfigKey.KAFKA_BOOTSTRAP : ConfigKey.POSTGRES_URI;
      var other =
          kafka.bootstrap().isPresent() ? ConfigKey.POSTGRES_URI : ConfigKey.KAFKA_BOOTSTRAP;
      throw new InvalidValueException(
          given, other.key() + " beside it (both are given, or none and the gateway stands alone)");
    }
    require(
        cluster.standsAlone() || kafka.bootstrap().isPresent(),
        cluster.discoveryKey(),
        "kafka.bootstrap and postgres.uri beside it, which the members share");
  }

  /** Whether Kafka and PostgreSQL are given; otherwise the gateway brings its own. */
  public boolean servicesGiven() {
    return kafka.bootstrap().isPresent();
  }

  /**
   * Where commands, queries and sockets come in; port 0 is any free one.
   *
   * @param compression whether WebSockets may be compressed
   * @param origins origins of pages that may do everything
   * @param hosts names that the gateway is called by where no credentials are needed
   * @param tls its certificate; without one the port speaks plain HTTP
   */
  public record Http(
      String host,
      int port,
      boolean compression,
      List<String> origins,
      List<String> hosts,
      Optional<CertificateFiles> tls) {
    public Http {
      requireHost(host, ConfigKey.HTTP_HOST);
      requirePort(port, ConfigKey.HTTP_PORT);
      require(
          origins.stream().allMatch(origin -> ORIGIN.matcher(origin).matches()),
          ConfigKey.HTTP_ORIGINS,
          "origins such as https://app.example:8443, as a list or with commas between them");
      require(
          hosts.stream().allMatch(GatewayConfig::isHost),
          ConfigKey.HTTP_HOSTS,
          "names as host or host:port, as a list or with commas between them");
    }
  }

  /** Where health and metrics are asked for, and the port's certificate; port 0 is any free one. */
  public record Management(String host, int port, Optional<CertificateFiles> tls) {
    public Management {
      requireHost(host, ConfigKey.MANAGEMENT_HOST);
      requirePort(port, ConfigKey.MANAGEMENT_PORT);
    }
  }

  /**
   * The given brokers, comma-separated {@code host:port}, and the properties of their clients; or
   * the port of our own.
   */
  public record Kafka(Optional<String> bootstrap, Optional<Path> clientFile, int port) {
    public Kafka {
      require(
          clientFile.isEmpty() || bootstrap.isPresent(),
          ConfigKey.KAFKA_CLIENT_FILE,
          ConfigKey.KAFKA_BOOTSTRAP.key() + " beside it");
      bootstrap.ifPresent(
          brokers -> {
            for (var broker : brokers.split(",", -1)) {
              require(
                  isHostAndPort(broker.strip()),
                  ConfigKey.KAFKA_BOOTSTRAP,
                  "host:port, or several with commas between them");
            }
          });
      requirePort(port, ConfigKey.KAFKA_PORT);
    }
  }

  /** The given database, or the port of our own. */
  public record Postgres(Optional<PostgresUri> uri, int port) {
    public Postgres {
      uri.ifPresent(Postgres::requireTls);
      requirePort(port, ConfigKey.POSTGRES_PORT);
    }

    private static void requireTls(PostgresUri uri) {
      var mode = uri.parameter("sslmode").orElse("disable");
      require(SSL_MODES.contains(mode), ConfigKey.POSTGRES_URI, "sslmode as one of " + SSL_MODES);
      require(
          !mode.startsWith("verify") || uri.parameter("sslrootcert").isPresent(),
          ConfigKey.POSTGRES_URI,
          "sslrootcert=<PEM file> beside sslmode=" + mode);
    }
  }

  /**
   * How administration objects are read.
   *
   * @param keyFile the file of the keys that seal secrets; absent: {@code secrets.key} in the data
   *     directory where the gateway brings its own services, no keys otherwise
   * @param maxStaleSeconds how long ago the end of its topic may have been reached
   */
  public record Administration(Optional<Path> keyFile, int maxStaleSeconds) {
    public Administration {
      require(
          maxStaleSeconds >= 1 && maxStaleSeconds <= 86_400,
          ConfigKey.AUTH_MAX_STALE_SECONDS,
          "a number from 1 to 86400");
    }
  }

  /** The directory of whatever a gateway that stands alone keeps. */
  public record Data(Path dir) {}

  static void require(boolean holds, ConfigKey key, String expected) {
    if (!holds) {
      throw new InvalidValueException(key, expected);
    }
  }

  static void requireHost(String host, ConfigKey key) {
    require(HOST.matcher(host).matches(), key, "a host name or address");
  }

  static void requirePort(int port, ConfigKey key) {
    require(isPort(port, 0), key, PORT_OR_ANY);
  }

  static boolean isPort(int port, int lowest) {
    return port >= lowest && port <= 65_535;
  }

  private static boolean isHost(String text) {
    return HOST.matcher(text).matches() || isHostAndPort(text);
  }

  static boolean isHostAndPort(String text) {
    var colon = text.lastIndexOf(':');
    return colon > 0
        && HOST.matcher(text.substring(0, colon)).matches()
        && text.substring(colon + 1).matches("[0-9]{1,5}")
        && isPort(Integer.parseInt(text.substring(colon + 1)), 1);
  }
}
