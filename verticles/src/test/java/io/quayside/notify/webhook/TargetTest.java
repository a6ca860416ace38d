package io.quayside.notify.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** URLs of webhooks. */
class TargetTest {
  @Test
  void shouldReadWhatRequestsNeed() {
    Target target = Target.parse("https://Hooks.Example:8443/a/b?c=d", false);

    assertThat(target).isEqualTo(new Target(true, "hooks.example", 8443, "/a/b?c=d", null, false));
    assertThat(Target.parse("https://a.example", false).port()).isEqualTo(443);
    assertThat(Target.parse("https://a.example", false).requestUri()).isEqualTo("/");
    assertThat(Target.parse("http://a.example", true).port()).isEqualTo(80);
    assertThat(Target.parse("https://[2606:4700::1111]/", false).literal()).isNotNull();
    assertThat(Target.parse("https://[::ffff:8.8.8.8]/", false).mapped()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://a.example/",
        "https:///x",
        "https://user@a.example/",
        "https://a.example/#x",
        "https://a.example/ x",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.1/",
        "https://127.1/",
        "https://0177.0.0.1/",
        "https://127.0.0.256/",
        "https://a.example.0x1f/",
        "https://a.1/",
        "https://[::1%25eth0]/",
        "https://[1.2.3.4]/",
        "https://a_b.example/",
        "https://-a.example/",
        "https://a.example./",
        "https://ümlaut.example/",
        "ftp://a.example/",
        "//a.example/",
        ""
      })
  void shouldRefuseWhatIsNoTarget(String url) {
    assertThat(Target.parse(url, false)).isNull();
  }
}
