package io.quayside.loadtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SettingsReaderTest {
  private final Properties given = new Properties();

  @TempDir private Path folder;

  @Test
  void shouldRunTheSmokeScenarioUnlessTold() {
    Settings settings = SettingsReader.read(given);

    assertThat(settings.scenario()).isEqualTo(Scenario.SMOKE);
    assertThat(settings.baseUrls()).containsExactly("http://127.0.0.1:8080");
    assertThat(settings.load()).isEqualTo(new Load(5, 0));
  }

  @ParameterizedTest
  @EnumSource
  void shouldHaveDefaultsForEveryScenario(Scenario scenario) {
    given.setProperty("scenario", scenario.key());

    assertThat(SettingsReader.read(given).loads()).isNotEmpty();
  }

  @Test
  void shouldTakeWhatIsGivenBeforeTheFileBeforeTheDefaults() throws IOException {
    file("scenario = live, users = 7, seconds = 33, scenarios { live { users = 8 } }");
    given.setProperty("seconds", "44");

    Settings settings = SettingsReader.read(given);

    assertThat(settings.scenario()).isEqualTo(Scenario.LIVE);
    assertThat(settings.load().users()).isEqualTo(8);
    assertThat(settings.timing().whole()).hasSeconds(44);
  }

  @Test
  void shouldDivideAMixedRun() throws IOException {
    file("scenario = mixed, users = 1000, rate = 500, mix { live { users = 20, rate = 10 } }");

    Settings settings = SettingsReader.read(given);

    assertThat(settings.loads()).containsEntry(Scenario.LIVE, new Load(200, 50));
    assertThat(settings.loads().keySet()).doesNotContain(Scenario.MIXED, Scenario.SMOKE);
  }

  @Test
  void shouldPaceUsersSoThatTogetherTheyReachTheRate() {
    assertThat(new Load(100, 200).interval(1)).contains(Duration.ofMillis(500));
    assertThat(new Load(10, 2_000).interval(100)).contains(Duration.ofMillis(500));
    assertThat(new Load(10, 0).interval(1)).isEmpty();
  }

  @Test
  void shouldSendEveryRequestWithTheTokenThatIsGiven() {
    assertThat(SettingsReader.read(given).credentials().headers()).isEmpty();
    given.setProperty("token", "qk_secret");
    given.setProperty("tenant", "acme");

    Settings settings = SettingsReader.read(given);

    assertThat(settings.credentials().headers())
        .containsExactly(
            entry("Authorization", "Bearer qk_secret"), entry("Quayside-Tenant", "acme"));
    assertThat(settings.toString()).doesNotContain("secret");
  }

  @Test
  void shouldAimAtEachNodeOfACluster() {
    given.setProperty("baseUrl", "http://a:1, https://b:2");

    assertThat(SettingsReader.read(given).baseUrls()).containsExactly("http://a:1", "https://b:2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          scenario      | positon         | scenario must be one of smoke, positions-http, positions-ndjson
          profile       | wave            | profile must be one of steady, ramp, spike; it is wave
          baseUrl       | localhost:8080  | baseUrl must be like http://host:port
          baseUrl       | http://a:1/     | baseUrl must be like http://host:port
          users         | many            | -Dusers: users has type STRING rather than NUMBER
          users         | 0               | users must be 1 to 100000; it is 0
          rate          | -1              | rate must be 0 to
          rate          | NaN             | rate must be 0 to
          seconds       | 0               | seconds must be 1 to
          batch         | 10001           | batch must be 1 to 10000
          failedPercent | 101             | failedPercent must be 0 to 100
          settings      | /nowhere        | settings must be a file
          user          | 5               | -Duser: there is no setting user; there are baseUrl, batch,
          scenarios     | live            | -Dscenarios: there is no setting scenarios
          mix.live.rate | 3               | -Dmix.live.rate: there is no setting mix.live.rate
          """)
  void shouldRefuseInOneLineThatNamesTheSetting(String key, String value, String message) {
    given.setProperty(key, value);

    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> SettingsReader.read(given))
        .withMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
  }

  @Test
  void shouldLeaveOtherPropertiesAlone() {
    given.putAll(System.getProperties());
    given.setProperty("skipTests", "true");
    given.setProperty("gatling.simulationClass", "io.quayside.loadtest.LoadSimulation");

    assertThat(SettingsReader.read(given).scenario()).isEqualTo(Scenario.SMOKE);
  }

  @Test
  void shouldNameAScenarioByItsSettings() {
    given.setProperty("scenario", "live");
    given.setProperty("profile", "spike");
    given.setProperty("users", "7");

    Settings settings = SettingsReader.read(given);

    assertThat(settings.title(Scenario.LIVE, settings.load()))
        .isEqualTo("live: spike, 7 users, 100/s, 60 s, seed 1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          usres = 3                                  | there is no setting usres
          scenarios { live { user = 3 } }            | there is no setting user
          scenarios { life { users = 3 } }           | scenario must be one of
          mix { mixed { users = 1, rate = 1 } }      | mix must not hold mixed
          mix { live { users = 0 } }                 | must be 1 to 100 percent
          users = = 3                                | Expecting a value
          """)
  void shouldRefuseAFileThatSaysSomethingElse(String content, String message) throws IOException {
    file(content);

    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> SettingsReader.read(given))
        .withMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
  }

  private void file(String content) throws IOException {
    Path file = Files.writeString(folder.resolve("own.conf"), content);
    given.setProperty("settings", file.toString());
  }
}
