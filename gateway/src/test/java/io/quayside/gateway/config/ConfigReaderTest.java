package io.quayside.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quayside.auth.AuthSettings;
import io.quayside.cluster.Discovery;
import io.quayside.common.identity.ApiKeyText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ConfigReaderTest {
  private static final String URI = "postgresql://harbour:geheim@db:5432/quayside";

  @TempDir private Path directory;

  @Test
  void shouldHaveDefaultsForEverything() {
    var config = ConfigReader.read(Optional.empty(), Map.of("HOME", "/home/harbour"));
    assertThat(config.http())
        .isEqualTo(
            new GatewayConfig.Http(
                "127.0.0.1", 8080, false, List.of(), List.of(), Optional.empty()));
    assertThat(config.management().port()).isEqualTo(8081);
    assertThat(config.kafka())
        .isEqualTo(new GatewayConfig.Kafka(Optional.empty(), Optional.empty(), 9092));
    assertThat(config.postgres()).isEqualTo(new GatewayConfig.Postgres(Optional.empty(), 5433));
    assertThat(config.cluster().host()).isEqualTo("127.0.0.1");
    assertThat(config.cluster().port()).isEqualTo(5701);
    assertThat(config.data().dir()).isEqualTo(Path.of("data").toAbsolutePath());
    assertThat(config.shards()).isEqualTo(12);
    assertThat(config.servicesGiven()).isFalse();
  }

  @Test
  void shouldReadEveryKeyFromTheFile() throws IOException {
    var config =
        fromFile(
            """
            http:
              host: 127.0.0.1
              port: 0
              websocket-compression: true
              origins: [https://app.example, "http://localhost:3000"]
              hosts: [gateway.example, "gateway.example:8443"]
            management: {host: localhost, port: 9081}
            kafka: {bootstrap: "k1:9092, k2:9092", port: 9093}
            postgres:
              uri: postgresql://harbour:geheim@db:5432/quayside
              port: 5434
            cluster.name: north
            cluster:
              host: 10.0.0.1
              port: 5801
              members: [10.0.0.1, "10.0.0.2:5802"]
            data.dir: /var/lib/quayside
            secrets.key-file: /etc/quayside/secrets.key
            auth.max-stale-seconds: 60
            shards: 24
            limits: {connections: 1, requests: 2, request-seconds: 3, idle-seconds: 4,
              heartbeat-seconds: 5, subscriptions: 6, subscriber-queue: 7,
              watches: 8, watch-behind: 9}
            """);
    assertThat(config.limits()).isEqualTo(new LimitsConfig(1, 2, 3, 4, 5, 6, 7, 8, 9));
    assertThat(config.http())
        .isEqualTo(
            new GatewayConfig.Http(
                "127.0.0.1",
                0,
                true,
                List.of("https://app.example", "http://localhost:3000"),
                List.of("gateway.example", "gateway.example:8443"),
                Optional.empty()));
    assertThat(config.management())
        .isEqualTo(new GatewayConfig.Management("localhost", 9081, Optional.empty()));
    assertThat(config.kafka())
        .isEqualTo(
            new GatewayConfig.Kafka(Optional.of("k1:9092, k2:9092"), Optional.empty(), 9093));
    assertThat(config.postgres().uri().orElseThrow().reveal()).isEqualTo(URI);
    assertThat(config.cluster())
        .isEqualTo(
            new ClusterConfig(
                Optional.of("north"),
                "10.0.0.1",
                5801,
                new Discovery.Members(List.of("10.0.0.1:5801", "10.0.0.2:5802"))));
    assertThat(config.data().dir()).isEqualTo(Path.of("/var/lib/quayside"));
    assertThat(config.administration())
        .isEqualTo(
            new GatewayConfig.Administration(
                Optional.of(Path.of("/etc/quayside/secrets.key")), 60));
    assertThat(config.shards()).isEqualTo(24);
    assertThat(config.servicesGiven()).isTrue();
  }

  @Test
  void shouldLetTheEnvironmentWin() throws IOException {
    var file = write("http: {port: 1}\nshards: 3\n");
    var config = ConfigReader.read(Optional.of(file), Map.of("QUAYSIDE_HTTP_PORT", "2"));
    assertThat(config.http().port()).isEqualTo(2);
    assertThat(config.shards()).isEqualTo(3);
  }

  @Test
  void shouldFindTheOthersInOneWay() {
    assertThat(discovery("QUAYSIDE_CLUSTER_DNS", "nodes.harbour.example"))
        .isEqualTo(new Discovery.Dns("nodes.harbour.example"));
    assertThat(discovery("QUAYSIDE_CLUSTER_KUBERNETES", "harbour/quayside"))
        .isEqualTo(new Discovery.Kubernetes("harbour", "quayside"));
    assertThat(discovery("QUAYSIDE_CLUSTER_MULTICAST", "224.2.2.3:54327"))
        .isEqualTo(new Discovery.Multicast("224.2.2.3", 54_327));
    assertThat(fromEnvironment(Map.of()).cluster().discovery()).isEqualTo(new Discovery.Alone());
    assertRefused(Map.of("QUAYSIDE_CLUSTER_DNS", "nodes", "QUAYSIDE_CLUSTER_MEMBERS", "a,b"))
        .hasMessageStartingWith("cluster.dns (environment")
        .hasMessageContaining("expected no cluster.members with it");
    assertRefused(Map.of("QUAYSIDE_CLUSTER_MULTICAST", "224.2.2.3:54327"))
        .hasMessageContaining("kafka.bootstrap and postgres.uri");
  }

  private static Discovery discovery(String variable, String value) {
    return fromEnvironment(
            Map.of(
                "QUAYSIDE_KAFKA_BOOTSTRAP",
                "k:9092",
                "QUAYSIDE_POSTGRES_URI",
                URI,
                variable,
                value))
        .cluster()
        .discovery();
  }

  @Test
  void shouldTakeAnEmptyFileForNothing() throws IOException {
    assertThat(fromFile("# nothing yet\n").shards()).isEqualTo(12);
  }

  @ParameterizedTest
  @EnumSource(ConfigKey.class)
  void shouldKnowEachKeyByItsVariable(ConfigKey key) {
    assertThat(ConfigKey.ofVariable(key.variable())).contains(key);
    assertThat(ConfigKey.named(key.key())).contains(key);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          http.host        | not a host        | a host name or address
          http.port        | eighty            | a port from 0
          http.port        | 65536             | a port from 0
          http.port        | -1                | a port from 0
          http.port        | ''                | a port from 0
          management.host  | a,b               | a host name or address
          management.port  | 8081x             | a port from 0
          http.websocket-compression | yes     | true or false
          limits.connections | 0               | a number from 1 to 1000000
          limits.requests  | many              | a number from 1 to 1000000
          limits.request-seconds | 3601        | a number from 1 to 3600
          limits.idle-seconds | -1             | a number from 1 to 3600
          limits.heartbeat-seconds | 0.5       | a number from 1 to 3600
          limits.subscriptions | ''            | a number from 1 to 100000
          limits.subscriber-queue | 1000001    | a number from 1 to 1000000
          limits.watches          | 0          | a number from 1 to 100000
          limits.watch-behind     | 0          | a number from 1 to 1000000000
          kafka.bootstrap  | kafka             | host:port
          kafka.bootstrap  | kafka:0           | host:port
          kafka.bootstrap  | kafka:9092,       | host:port
          kafka.port       | 99999             | a port from 0
          postgres.port    | 5433.5            | a port from 0
          postgres.uri     | jdbc:postgresql:x | postgresql://user:password@host:port/database
          postgres.uri     | postgresql://h/db | postgresql://user:password@host:port/database
          postgres.uri     | postgresql://u@h/ | postgresql://user:password@host:port/database
          cluster.name     | a b               | 1 to 64 letters
          cluster.host     | ''                | a host name or address
          cluster.port     | 0                 | a port from 1
          cluster.members  | 'a:5701,,b:5701'  | members as host or host:port
          cluster.members  | a:0               | members as host or host:port
          cluster.dns      | 'a b'             | a host name
          cluster.dns      | ''                | a host name
          cluster.kubernetes | quayside        | a service as namespace/name
          cluster.kubernetes | harbour/Quay    | a service as namespace/name
          cluster.multicast | 224.2.2.3        | a group as 224.0.0.0
          cluster.multicast | 192.168.1.1:5555 | a group as 224.0.0.0
          cluster.multicast | 224.2.2.256:5555 | a group as 224.0.0.0
          cluster.multicast | 224.2.2.3:0      | a group as 224.0.0.0
          auth.mode        | optional          | none or required
          auth.issuers     | '{}'              | a list of objects
          auth.issuers     | '[1]'             | a list of objects
          auth.bootstrap-key | qk_1_2          | a text as the command key prints it
          data.dir         | ''                | a directory
          secrets.key-file | ''                | a file
          auth.max-stale-seconds | 0           | a number from 1 to 86400
          shards           | 0                 | a number from 1 to 1024
          shards           | 1025              | a number from 1 to 1024
          shards           | twelve            | a number from 1 to 1024
          """)
  void shouldNameAnIllFormedValue(String name, String value, String expected) throws IOException {
    var key = ConfigKey.named(name).orElseThrow();
    assertThatThrownBy(() -> fromEnvironment(Map.of(key.variable(), value)))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(name + " (environment " + key.variable() + "): expected ")
        .hasMessageContaining(expected);
    var file = write(name + ": '" + value + "'\n");
    assertThatThrownBy(() -> ConfigReader.read(Optional.of(file), Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(name + " (file " + file + "): expected ")
        .hasMessageContaining(expected);
  }

  @Test
  void shouldNameAnUnknownVariable() {
    assertRefused(Map.of("QUAYSIDE_HTTP_PROT", "8080"))
        .hasMessageStartingWith("QUAYSIDE_HTTP_PROT: unknown in the environment")
        .hasMessageContaining("QUAYSIDE_HTTP_PORT");
  }

  @Test
  void shouldNameAnUnknownKeyOfTheFile() {
    assertRefused("http: {prot: 8080}").hasMessageStartingWith("http.prot: unknown in the file");
    assertRefused("htpp: {port: 8080}").hasMessageStartingWith("htpp: unknown in the file");
    assertRefused("8080: 1").hasMessageStartingWith("8080: unknown in the file");
    assertRefused("shards: {count: 3}").hasMessageStartingWith("shards (file");
  }

  @Test
  void shouldNameAValueOfTheWrongShape() {
    assertRefused("http: 8080").hasMessageContaining("http (file").hasMessageContaining("section");
    assertRefused("http:").hasMessageContaining("http (file").hasMessageContaining("section");
    assertRefused("shards:").hasMessageContaining("shards (file").hasMessageContaining("none");
    assertRefused("shards: [1]").hasMessageContaining("shards (file");
    assertRefused("shards: true").hasMessageContaining("shards (file");
    assertRefused("http: {port: 1}\nhttp.port: 2").hasMessageContaining("found twice");
  }

  @Test
  void shouldSayWhereAFileIsNoYaml() {
    assertRefused("http: {port: 1\nshards: 2").hasMessageContaining("not valid YAML in line");
    assertRefused("shards: 1\nshards: 2").hasMessageContaining("not valid YAML");
    assertRefused("- a\n- b").hasMessageContaining("expected keys with values");
    assertRefused("shards: !!java.io.File [x]").hasMessageContaining("not valid YAML");
  }

  @Test
  void shouldNameAFileThatIsNotThere() {
    var nowhere = directory.resolve("nowhere.yaml");
    assertThatThrownBy(() -> ConfigReader.read(Optional.of(nowhere), Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("--config " + nowhere);
    assertThatThrownBy(() -> ConfigReader.read(Optional.of(directory), Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("cannot be read");
  }

  @Test
  void shouldWantKafkaAndPostgresTogether() {
    assertRefused(Map.of("QUAYSIDE_KAFKA_BOOTSTRAP", "k:9092"))
        .hasMessageStartingWith("kafka.bootstrap (environment")
        .hasMessageContaining("postgres.uri beside it");
    assertRefused(Map.of("QUAYSIDE_POSTGRES_URI", URI))
        .hasMessageStartingWith("postgres.uri (environment")
        .hasMessageContaining("kafka.bootstrap beside it");
  }

  @Test
  void shouldWantGivenServicesForACluster() {
    assertRefused(Map.of("QUAYSIDE_CLUSTER_MEMBERS", "a,b"))
        .hasMessageContaining("cluster.members")
        .hasMessageContaining("kafka.bootstrap and postgres.uri");
  }

  @Test
  void shouldStayOnOneLineAndKeepSecrets() {
    assertRefused(Map.of("QUAYSIDE_SHARDS", "1\n2")).message().doesNotContain("\n");
    assertRefused(Map.of("QUAYSIDE_POSTGRES_URI", "postgres//x:geheim@h"))
        .message()
        .doesNotContain("geheim");
    assertRefused(Map.of("QUAYSIDE_POSTGRES_URI", URI)).message().doesNotContain("geheim");
    var whole =
        fromEnvironment(Map.of("QUAYSIDE_POSTGRES_URI", URI, "QUAYSIDE_KAFKA_BOOTSTRAP", "k:9092"));
    assertThat(whole.toString()).doesNotContain("geheim").contains("harbour:***@db");
  }

  @Test
  void shouldNeedNoCredentialsUnlessToldOtherwise() {
    assertThat(fromEnvironment(Map.of()).auth()).isEqualTo(AuthSettings.NONE);
    assertThat(fromEnvironment(Map.of("QUAYSIDE_AUTH_MODE", "required")).auth().required())
        .isTrue();
  }

  @Test
  void shouldNeverShowTheBootstrapKey() {
    String key = ApiKeyText.random();
    var config = fromEnvironment(Map.of("QUAYSIDE_AUTH_BOOTSTRAP_KEY", key));
    assertThat(config.auth().bootstrapKey()).isPresent();
    assertThat(config.toString()).doesNotContain(key);
    assertRefused(Map.of("QUAYSIDE_AUTH_BOOTSTRAP_KEY", key + "X")).message().doesNotContain(key);
  }

  private AbstractThrowableAssert<?, ?> assertRefused(Map<String, String> environment) {
    return assertThatThrownBy(() -> fromEnvironment(environment))
        .isInstanceOf(ConfigException.class);
  }

  private AbstractThrowableAssert<?, ?> assertRefused(String yaml) {
    return assertThatThrownBy(() -> fromFile(yaml)).isInstanceOf(ConfigException.class);
  }

  private static GatewayConfig fromEnvironment(Map<String, String> environment) {
    return ConfigReader.read(Optional.empty(), environment);
  }

  private GatewayConfig fromFile(String yaml) throws IOException {
    return ConfigReader.read(Optional.of(write(yaml)), Map.of());
  }

  private Path write(String yaml) throws IOException {
    return Files.writeString(directory.resolve("quayside.yaml"), yaml);
  }
}
