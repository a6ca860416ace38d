package io.quayside.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.cluster.Discovery;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The configuration files of a cluster with TLS in docs/examples. */
class ClusterExampleTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("basedir", ""), "../docs/examples/cluster").toAbsolutePath();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void shouldBeOneClusterWithTls(int number) {
    var config = read(number);

    assertThat(config.servicesGiven()).isTrue();
    assertThat(config.auth().required()).isTrue();
    assertThat(config.http().tls()).isPresent();
    assertThat(config.management().tls()).isPresent();
    assertThat(config.kafka().clientFile()).isPresent();
    assertThat(config.cluster().name()).hasValue("freight");
    assertThat(config.cluster().discovery()).isInstanceOf(Discovery.Members.class);
    assertThat(((Discovery.Members) config.cluster().discovery()).addresses())
        .contains("%s:%d".formatted(config.cluster().host(), config.cluster().port()))
        .hasSize(3);
  }

  @Test
  void shouldDifferInTheirAddressesOnly() {
    var hosts = List.of(1, 2, 3).stream().map(number -> read(number).cluster().host()).toList();
    assertThat(hosts).doesNotHaveDuplicates();
    for (int number = 2; number <= 3; number++) {
      var one = read(number);
      assertThat(one.http()).isEqualTo(read(1).http());
      assertThat(one.kafka()).isEqualTo(read(1).kafka());
      assertThat(one.postgres()).isEqualTo(read(1).postgres());
      assertThat(one.shards()).isEqualTo(read(1).shards());
      assertThat(one.cluster().discovery()).isEqualTo(read(1).cluster().discovery());
    }
  }

  private static GatewayConfig read(int number) {
    var file = FOLDER.resolve("node-%d.yaml".formatted(number));
    return ConfigReader.read(Optional.of(file), Map.of());
  }
}
