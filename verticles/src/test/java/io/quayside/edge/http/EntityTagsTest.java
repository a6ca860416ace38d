package io.quayside.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntityTagsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"3-1\"",
        "W/\"3-1\"",
        "\"a\", \"3-1\"",
        "\"a\",W/\"3-1\"",
        "\"a\" , \"3-1\"",
        "\"a,b\", \"3-1\"",
        "*",
        " * ",
        "\"a\"|\"3-1\"",
        "\"3-1\"|\"a\"",
        "\"a\"|*",
        ", \"3-1\""
      })
  void shouldFindATagInAnyField(String fields) {
    for (String tag : List.of("\"3-1\"", "W/\"3-1\"")) {
      assertThat(EntityTags.name(List.of(fields.split("\\|", -1)), tag)).as(tag).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "3-1",
        "\"3-1",
        "3-1\"",
        "\"3-2\"",
        "\"x,\"3-1\",y\"",
        "w/\"3-1\"",
        "\"a\" *",
        "\"**\"",
        "x \"3-1\"",
        "\"\""
      })
  void shouldFindNoOther(String field) {
    assertThat(EntityTags.name(List.of(field), "W/\"3-1\"")).isFalse();
  }
}
