package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.ContentClient;
import io.quayside.gateway.harness.ContentClient.File;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Uploads of more bytes than the gateway's heap has, all at once. The long form is {@code
 * -Duploads.count=100}.
 */
@ExtendWith(SharedGateway.class)
class ManyUploadsIT {
  private static final int UPLOADS = Integer.getInteger("uploads.count", 40);

  /** All of a body but its last four bytes, which tell the uploads apart. */
  private static final int LENGTH = 16 * 1024 * 1024 - Integer.BYTES;

  private static final int BEGINNING = 1024;

  private static final long MOST_KEPT = 64 * 1024 * 1024;

  private static final int ANSWER_WITHIN_MILLIS = 180_000;

  private final GatewayProcess gateway;
  private final byte[] common = File.pdf(LENGTH).bytes();
  private final MessageDigest digestOfCommon;
  private final CountDownLatch allBegun = new CountDownLatch(UPLOADS);

  ManyUploadsIT(GatewayProcess gateway) throws NoSuchAlgorithmException {
    this.gateway = gateway;
    digestOfCommon = MessageDigest.getInstance("SHA-256");
    digestOfCommon.update(common);
  }

  @Test
  void shouldTakeManyUploadsAtOnceInLittleMemory() throws Exception {
    var before = gateway.heapInUse();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers =
          IntStream.range(0, UPLOADS)
              .mapToObj(upload -> threads.submit(() -> upload(upload)))
              .toList();
      for (var answer : answers) {
        assertThat(answer.get()).isEqualTo("HTTP/1.1 201");
      }
    }
    assertThat(gateway.heapInUse() - before).as("bytes kept").isLessThan(MOST_KEPT);
  }

  /** Begins a body, waits until all others have begun, and returns the status line. */
  private String upload(int number) throws InterruptedException {
    var tail = ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    var path = ContentClient.path(hash(tail));
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), gateway.ports().http())) {
      socket.setSoTimeout(ANSWER_WITHIN_MILLIS);
      var out = socket.getOutputStream();
      var head =
          String.join(
              "\r\n",
              "PUT " + path + " HTTP/1.1",
              "Host: a",
              "Content-Type: application/pdf",
              "Content-Length: " + (LENGTH + tail.length));
      out.write((head + "\r\n\r\n").getBytes(ISO_8859_1));
      out.write(common, 0, BEGINNING);
      allBegun.countDown();
      allBegun.await();
      out.write(common, BEGINNING, LENGTH - BEGINNING);
      out.write(tail);
      return new String(socket.getInputStream().readNBytes(12), ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String hash(byte[] tail) {
    try {
      var digest = (MessageDigest) digestOfCommon.clone();
      return HexFormat.of().formatHex(digest.digest(tail));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }
}
