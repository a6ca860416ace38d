package io.quayside.edge.tls;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.impl.KeyStoreHelper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The two PEM files of a certificate: the chain, the server's own certificate first, and its
 * private key, without a password.
 */
public record CertificateFiles(Path cert, Path key) {
  /** Signed and verified to see that the key is the certificate's. */
  private static final byte[] PROBE = {1, 2, 3, 4};

  /** What both files held at one time, verified. Its text shows no key. */
  static final class Pair {
    private final byte[] cert;
    private final byte[] key;

    private Pair(byte[] cert, byte[] key) {
      this.cert = cert;
      this.key = key;
    }

    PemKeyCertOptions toOptions() {
      return new PemKeyCertOptions()
          .setCertValue(Buffer.buffer(cert))
          .setKeyValue(Buffer.buffer(key));
    }

    boolean hasBytesOf(Pair other) {
      return Arrays.equals(cert, other.cert) && Arrays.equals(key, other.key);
    }
  }

  /**
   * Reads both files, which blocks.
   *
   * @throws BrokenCertificateException if one cannot be read or is not what it should be, or if the
   *     key is another certificate's
   */
  Pair read() {
    Pair pair;
    try {
      pair = new Pair(Files.readAllBytes(cert), Files.readAllBytes(key));
    } catch (IOException e) {
      throw new BrokenCertificateException("cannot be read: " + e, e);
    }
    verify(pair);
    return pair;
  }

  private static void verify(Pair pair) {
    boolean belong;
    try {
      KeyStore store =
          KeyStoreHelper.loadKeyCert(
              List.of(Buffer.buffer(pair.key)), List.of(Buffer.buffer(pair.cert)));
      String alias = Collections.list(store.aliases()).getFirst();
      Key key = store.getKey(alias, KeyStoreHelper.DUMMY_PASSWORD.toCharArray());
      belong = belong((PrivateKey) key, store.getCertificate(alias).getPublicKey());
    } catch (Exception e) {
      throw new BrokenCertificateException(
          "must be PEM files of a certificate and its own key, without a password: "
              + e.getMessage(),
          e);
    }
    if (!belong) {
      throw new BrokenCertificateException("must belong together: the key is another one's");
    }
  }

  private static boolean belong(PrivateKey key, PublicKey certified) throws Exception {
    Signature signature =
        Signature.getInstance(
            switch (key.getAlgorithm()) {
              case "RSA" -> "SHA256withRSA";
              case "EC" -> "SHA256withECDSA";
              default -> key.getAlgorithm();
            });
    signature.initSign(key);
    signature.update(PROBE);
    byte[] signed = signature.sign();
    signature.initVerify(certified);
    signature.update(PROBE);
    return signature.verify(signed);
  }
}
