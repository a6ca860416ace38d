package io.quayside.gateway.harness;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** Stores and fetches contents of documents at one gateway. */
public record ContentClient(Client client) {
  /** A file, its media type and its SHA-256. */
  public record File(byte[] bytes, String mediaType, String sha256) {
    public static File of(byte[] bytes, String mediaType) {
      return new File(bytes, mediaType, hash(bytes));
    }

    /** Random bytes behind the mark of a PDF, so unlike any other file. */
    public static File pdf(int length) {
      byte[] bytes = new byte[length];
      new Random().nextBytes(bytes);
      byte[] mark = {'%', 'P', 'D', 'F', '-'};
      System.arraycopy(mark, 0, bytes, 0, mark.length);
      return of(bytes, "application/pdf");
    }

    public String path() {
      return ContentClient.path(sha256);
    }
  }

  /** The path of a content. */
  public static String path(String sha256) {
    return "/v1/documents/" + sha256;
  }

  /** The SHA-256 in hexadecimal digits. */
  public static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  public Answer put(File file, String... headers) {
    return putAsync(file, headers).join();
  }

  public CompletableFuture<Answer> putAsync(File file, String... headers) {
    return client.send("PUT", file.path(), file.bytes(), file.mediaType(), headers);
  }

  public Answer get(File file, String... headers) {
    return client.get(file.path(), headers);
  }
}
