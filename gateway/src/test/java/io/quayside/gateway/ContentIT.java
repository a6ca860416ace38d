package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.Answer;
import io.quayside.gateway.harness.ContentClient;
import io.quayside.gateway.harness.ContentClient.File;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.RawHttp;
import io.quayside.gateway.harness.SharedGateway;
import io.quayside.gateway.harness.Sql;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contents of documents: stored under their hash and fetched. */
@ExtendWith(SharedGateway.class)
class ContentIT {
  private static final int MIB = 1024 * 1024;
  private static final int CHUNK = 256 * 1024;

  private final GatewayProcess gateway;
  private final ContentClient contents;

  ContentIT(GatewayProcess gateway) {
    this.gateway = gateway;
    contents = new ContentClient(gateway.client());
  }

  @ParameterizedTest
  @ValueSource(ints = {9, 1_000, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 17, 16 * MIB})
  void shouldGiveBackWhatItWasGiven(int length) {
    var file = File.pdf(length);

    var stored = contents.put(file).expect(201).json();

    assertThat(stored.getMap())
        .containsOnly(
            Map.entry("sha256", file.sha256()),
            Map.entry("sizeBytes", length),
            Map.entry("mediaType", "application/pdf"));
    assertThat(contents.put(file).expect(200).json()).isEqualTo(stored);
    var fetched = contents.get(file).expect(200);
    assertThat(fetched.body().length).isEqualTo(length);
    assertThat(ContentClient.hash(fetched.body())).isEqualTo(file.sha256());
    assertThat(fetched.header("content-type")).isEqualTo("application/pdf");
    assertThat(fetched.header("content-length")).isEqualTo(Integer.toString(length));
    assertThat(fetched.header("content-disposition")).isEqualTo("attachment");
    assertThat(fetched.header("x-content-type-options")).isEqualTo("nosniff");
    assertThat(fetched.header("content-security-policy")).isEqualTo("sandbox");
    assertThat(fetched.header("etag")).isEqualTo('"' + file.sha256() + '"');
  }

  @Test
  void shouldAnswerOneOfManyThatPutTheSameAsNew() throws SQLException {
    var file = File.pdf(3 * MIB);

    var answers = IntStream.range(0, 20).mapToObj(i -> contents.putAsync(file)).toList();

    assertThat(answers.stream().map(answer -> answer.join().status()))
        .containsOnly(200, 201)
        .containsOnlyOnce(201);
    assertThat(count("select count(*) from blobs where sha256 = '" + file.sha256() + "'"))
        .isEqualTo(1);
    assertThat(stagedChunks()).isZero();
  }

  @Test
  void shouldStoreNothingOfABodyWithAnotherHash() throws SQLException {
    var file = File.pdf(3 * CHUNK);
    var changed = file.bytes().clone();
    changed[2 * CHUNK] ^= 1;

    for (var body : List.of(changed, new byte[] {'x'})) {
      contents
          .put(new File(body, file.mediaType(), file.sha256()))
          .expectProblem(422, "content-mismatch");
    }

    contents.get(file).expectProblem(404, "not-found");
    assertThat(stagedChunks()).isZero();
    contents.put(file).expect(201);
  }

  @ParameterizedTest
  @CsvSource({
    "application/pdf, 255044462d, 255044462e",
    "image/jpeg, ffd8ffe0, ffd8fe",
    "image/png, 89504e470d0a1a0a00, 89504e470d0a1a0b",
    "image/tiff, 49492a0000, 49492b00",
    "image/tiff, 4d4d002a01, 4d4d2a00",
    "application/pdf, 255044462d31, 255044",
    "application/pdf, 255044462d32, 3c68746d6c3e",
  })
  void shouldLookAtHowABodyBegins(String mediaType, String right, String wrong) {
    var bytes = HexFormat.of().parseHex(right);
    assertThat(contents.put(File.of(bytes, mediaType)).status()).isIn(200, 201);
    contents
        .put(File.of(HexFormat.of().parseHex(wrong), mediaType))
        .expectProblem(422, "content-mismatch");
  }

  @Test
  void shouldTakeTheseMediaTypesWithoutTheirParameters() {
    var given =
        List.of(
            "text/plain; charset=utf-8",
            "TEXT/XML",
            "application/json;charset=utf-8",
            "application/xml",
            "application/edifact",
            "application/edi-x12 ; v=1");
    for (var mediaType : given) {
      var file = File.of(("{\"of\":\"" + mediaType + "\"}").getBytes(UTF_8), mediaType);
      var answered = contents.put(file).json().getString("mediaType");

      assertThat(answered).isEqualToIgnoringCase(mediaType.split(";", 2)[0].strip());
      assertThat(contents.get(file).expect(200).header("content-type")).isEqualTo(answered);
    }
  }

  @Test
  void shouldKeepTheFirstMediaType() {
    var bytes = ("<a" + System.nanoTime() + "/>").getBytes(UTF_8);

    contents.put(File.of(bytes, "text/xml")).expect(201);
    var again = contents.put(File.of(bytes, "application/xml")).expect(200).json();

    assertThat(again.getString("mediaType")).isEqualTo("text/xml");
    assertThat(contents.get(File.of(bytes, "")).header("content-type")).isEqualTo("text/xml");
  }

  @Test
  void shouldRefuseInOneOrder() {
    var tooLong = new byte[16 * MIB + 1];
    var client = gateway.client();
    var ill = "/v1/documents/abc";
    client
        .send("PUT", ill, tooLong, "text/html")
        .join()
        .expectProblem(415, "unsupported-media-type");
    client.send("PUT", ill, null, null).join().expectProblem(415, "unsupported-media-type");
    client.send("PUT", ill, tooLong, "text/plain").join().expectProblem(413, "payload-too-large");
    var both = client.send("PUT", ill + "?x=1", null, "text/plain").join();
    assertThat(both.expectProblem(422, "validation-failed").offences())
        .containsExactlyInAnyOrder("sha256", "x", "");
    var wellFormed = ContentClient.path(ContentClient.hash(new byte[0]));
    var empty = client.send("PUT", wellFormed, new byte[0], "application/pdf").join();
    assertThat(empty.expectProblem(422, "validation-failed").offences()).containsExactly("");
    for (var hash : List.of("A".repeat(64), "0".repeat(63), "0".repeat(65))) {
      var answer = client.send("PUT", ContentClient.path(hash), "x".getBytes(UTF_8), "text/plain");
      assertThat(answer.join().expectProblem(422, "validation-failed").offences())
          .containsExactly("sha256");
    }
  }

  @Test
  void shouldFindOutWhileItComesThatABodyIsTooLong() throws IOException, SQLException {
    var piece = new byte[64 * 1024];
    for (var hash : List.of("0".repeat(64), "abc")) {
      try (var connection = new RawHttp(gateway.ports().http())) {
        connection.send(chunkedHead(hash, ""));
        for (int sent = 0; sent < 16 * MIB; sent += piece.length) {
          connection.send(chunk(piece));
        }
        connection.send(chunk(new byte[1]));
        connection.read().expectProblem(413, "payload-too-large");
      }
    }
    assertThat(stagedChunks()).isZero();
  }

  @Test
  void shouldJudgeAChunkedBodyAtItsEnd() throws IOException {
    try (var connection = new RawHttp(gateway.ports().http())) {
      connection.send(chunkedHead("abc", "")).send("0\r\n\r\n");
      var refused = connection.read().expectProblem(422, "validation-failed");
      assertThat(refused.offences()).containsExactly("sha256", "");
      var file = File.pdf(2 * CHUNK + 5);
      connection.send(chunkedHead(file.sha256(), "")).send(chunk(file.bytes())).send("0\r\n\r\n");
      connection.read().expect(201);
      connection.send(head("GET " + file.path() + " HTTP/1.1"));
      assertThat(connection.read().expect(200).body()).isEqualTo(file.bytes());
    }
  }

  @Test
  void shouldLetAClientWaitForItsTurn() throws IOException {
    var file = File.pdf(1_000);
    try (var connection = new RawHttp(gateway.ports().http())) {
      connection.send(chunkedHead(file.sha256(), "Expect: 100-continue\r\n"));
      connection.read().expect(100);
      connection.send(chunk(file.bytes())).send("0\r\n\r\n");
      connection.read().expect(201);
      connection.send(
          head(
              "PUT /v1/documents/abc HTTP/1.1",
              "Content-Type: text/plain",
              "Content-Length: 3",
              "Expect: 100-continue"));
      connection.read().expectProblem(422, "validation-failed");
    }
  }

  @Test
  void shouldAnswerPipelinedRequestsInTheirOrder() throws IOException {
    var files = Stream.generate(() -> File.pdf(3 * CHUNK)).limit(3).toList();
    try (var connection = new RawHttp(gateway.ports().http())) {
      var all = new ByteArrayOutputStream();
      for (var file : files) {
        all.writeBytes(putHead(file).getBytes(ISO_8859_1));
        all.writeBytes(file.bytes());
        all.writeBytes(head("GET " + file.path() + " HTTP/1.1").getBytes(ISO_8859_1));
      }
      Thread.ofVirtual().start(() -> send(connection, all.toByteArray()));
      for (var file : files) {
        connection.read().expect(201);
        assertThat(connection.read().expect(200).body()).isEqualTo(file.bytes());
      }
    }
  }

  private static void send(RawHttp connection, byte[] bytes) {
    try {
      connection.send(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void shouldKeepNothingOfAnUploadThatBreaksOff() throws IOException, SQLException {
    var file = File.pdf(4 * CHUNK);
    try (var connection = new RawHttp(gateway.ports().http())) {
      connection.send(putHead(file));
      connection.send(Arrays.copyOf(file.bytes(), 3 * CHUNK));
      await().until(() -> stagedChunks() > 0);
      assertThat(count("select count(*) from blobs where sha256 = '" + file.sha256() + "'"))
          .isZero();
    }
    await().until(() -> stagedChunks() == 0);
    contents.get(file).expectProblem(404, "not-found");
  }

  @Test
  void shouldAnswerWithoutTheBytesWhereTheyAreNotWanted() throws IOException {
    var file = File.pdf(CHUNK + 1);
    contents.put(file).expect(201);
    for (var tag : List.of('"' + file.sha256() + '"', "W/\"" + file.sha256() + '"', "*")) {
      var known = contents.get(file, "If-None-Match", tag).expect(304);
      assertThat(known.header("etag")).isEqualTo('"' + file.sha256() + '"');
    }
    contents.get(file, "If-None-Match", "\"another\"").expect(200);
    try (var connection = new RawHttp(gateway.ports().http())) {
      connection.send(head("GET " + file.path() + " HTTP/1.1"));
      var get = connection.read().expect(200);
      connection.send(head("HEAD " + file.path() + " HTTP/1.1"));
      var head = connection.readHead().expect(200);
      assertThat(comparable(head)).isEqualTo(comparable(get));
      connection.send(head("HEAD /v1/documents/" + "0".repeat(64) + " HTTP/1.1"));
      connection.readHead().expect(404);
    }
    // There are no ranges.
    assertThat(contents.get(file, "Range", "bytes=0-3").expect(200).body()).hasSize(CHUNK + 1);
  }

  private static Map<String, List<String>> comparable(Answer answer) {
    var fields = new TreeMap<>(answer.headers().map());
    fields.remove("date");
    fields.remove("x-request-id");
    return fields;
  }

  @Test
  void shouldNotFindWhatIsNotThere() {
    var unknown = gateway.client().get("/v1/documents/" + "0".repeat(64));
    unknown.expectProblem(404, "not-found");
    for (var hash : List.of("abc", "F".repeat(64), "%20")) {
      assertThat(gateway.client().get("/v1/documents/" + hash).text()).isEqualTo(unknown.text());
    }
    var parameter = gateway.client().get("/v1/documents/abc?x=1");
    assertThat(parameter.expectProblem(422, "validation-failed").offences()).containsExactly("x");
  }

  private static String head(String... lines) {
    return String.join("\r\n", lines) + "\r\nHost: a\r\n\r\n";
  }

  private static String putHead(File file) {
    return head(
        "PUT " + file.path() + " HTTP/1.1",
        "Content-Type: " + file.mediaType(),
        "Content-Length: " + file.bytes().length);
  }

  private static String chunkedHead(String hash, String more) {
    return head(
        "PUT /v1/documents/" + hash + " HTTP/1.1",
        "Content-Type: application/pdf",
        more + "Transfer-Encoding: chunked");
  }

  private static byte[] chunk(byte[] piece) {
    var chunk = new ByteArrayOutputStream();
    chunk.writeBytes((Integer.toHexString(piece.length) + "\r\n").getBytes(ISO_8859_1));
    chunk.writeBytes(piece);
    chunk.writeBytes("\r\n".getBytes(ISO_8859_1));
    return chunk.toByteArray();
  }

  private long stagedChunks() throws SQLException {
    return count("select count(*) from blob_upload_chunks");
  }

  private long count(String query) throws SQLException {
    return new Sql(gateway).number(query);
  }
}
