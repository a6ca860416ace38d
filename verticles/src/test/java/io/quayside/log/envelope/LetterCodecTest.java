package io.quayside.log.envelope;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records of dead letters: what is written now, and what 0.2.0 wrote. */
class LetterCodecTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"deadletter.parked.v1", "deadletter.redriven.v1", "deadletter.discarded.v1"})
  void shouldWriteNoSchemaAndReadRecordsWithOne(String type) {
    var former = Golden.record(type, 1);
    var golden = Golden.newest(type);
    assertThat(former).contains("\"dataschema\":");
    assertThat(golden).doesNotContain("dataschema");

    var record = new JsonObject(golden);
    var data = golden.substring(golden.indexOf("\"data\":") + 7, golden.length() - 1);
    int version = record.getInteger("letterversion");
    var written =
        LetterCodec.encode(
            record.getString("subject"),
            version,
            type,
            record.getString("tenantid"),
            Instant.parse(record.getString("time")),
            data.getBytes(UTF_8));

    assertThat(new String(written, UTF_8)).isEqualTo(golden);
    for (var one : new String[] {former, golden}) {
      assertThat(LetterCodec.<Integer>decode(one.getBytes(UTF_8), (envelope, read) -> read))
          .isEqualTo(version);
    }
  }
}
