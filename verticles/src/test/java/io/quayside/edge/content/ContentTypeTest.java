package io.quayside.edge.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentTypeTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/pdf",
        "Application/PDF",
        " application/pdf ; a=b",
        "application/pdf;"
      })
  void shouldDropParametersAndCase(String field) {
    assertThat(ContentType.of(field)).isEqualTo(ContentType.PDF);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ";",
        "text/html",
        "application/pdfx",
        "application",
        "image/*",
        "a, text/plain"
      })
  void shouldKnowNoOtherTypes(String field) {
    assertThat(ContentType.of(field)).isNull();
  }

  @Test
  void shouldNeedAType() {
    assertThat(ContentType.of(null)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "PDF, 255044462d312e37, true",
    "PDF, 255044462d, true",
    "PDF, 25504446, false",
    "PDF, 20255044462d, false",
    "JPEG, ffd8ff, true",
    "JPEG, ffd8fe, false",
    "PNG, 89504e470d0a1a0a, true",
    "PNG, 89504e470d0a1a, false",
    "TIFF, 49492a00, true",
    "TIFF, 4d4d002a, true",
    "TIFF, 4949002a, false",
    "TIFF, 4d4d2a00, false",
    "PLAIN_TEXT, 00, true",
    "JSON, 255044462d, true",
  })
  void shouldTellByTheFirstBytes(ContentType type, String hex, boolean begins) {
    var bytes = HexFormat.of().parseHex(hex);
    assertThat(type.begins(bytes, bytes.length)).isEqualTo(begins);
  }
}
