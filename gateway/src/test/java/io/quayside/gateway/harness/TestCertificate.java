package io.quayside.gateway.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate of localhost, signed by itself, as PEM files and as a PKCS #12 store. */
public final class TestCertificate {
  public static final String PASSWORD = "changeit";

  private static final String ALIAS = "localhost";
  private static final Base64.Encoder PEM = Base64.getMimeEncoder(64, new byte[] {10});

  private final Path store;
  private final Certificate certificate;
  private final PrivateKey key;

  private TestCertificate(Path store, Certificate certificate, PrivateKey key) {
    this.store = store;
    this.certificate = certificate;
    this.key = key;
  }

  /** Makes one whose files are in a directory; the algorithm is EC or RSA. */
  public static TestCertificate make(Path directory, String name, String algorithm) {
    var store = directory.resolve(name + ".p12");
    Tool.run(
        "keytool",
        "-genkeypair",
        "-keyalg",
        algorithm,
        "-dname",
        "CN=localhost",
        "-ext",
        "SAN=dns:localhost,ip:127.0.0.1",
        "-validity",
        "2",
        "-alias",
        ALIAS,
        "-storetype",
        "PKCS12",
        "-keystore",
        store.toString(),
        "-storepass",
        PASSWORD);
    try (var in = Files.newInputStream(store)) {
      var keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      var key = (PrivateKey) keys.getKey(ALIAS, PASSWORD.toCharArray());
      return new TestCertificate(store, keys.getCertificate(ALIAS), key);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes the PEM file of the certificate. */
  public Path writeCertificate(Path file) {
    try {
      return write(file, "CERTIFICATE", certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes the PEM file of the private key. */
  public Path writeKey(Path file) {
    return write(file, "PRIVATE KEY", key.getEncoded());
  }

  private static Path write(Path file, String what, byte[] bytes) {
    var text =
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(what, PEM.encodeToString(bytes), what);
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a store that trusts this certificate alone, and its JVM's options. */
  public String trustOptions(Path file) {
    try (var out = Files.newOutputStream(file)) {
      trusted().store(out, PASSWORD.toCharArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    return "-Djavax.net.ssl.trustStore=%s -Djavax.net.ssl.trustStorePassword=%s"
        .formatted(file, PASSWORD);
  }

  /** Key and certificate; the password of both is {@link #PASSWORD}. */
  public Path store() {
    return store;
  }

  public Certificate certificate() {
    return certificate;
  }

  /** Trusts this certificate alone. */
  public SSLContext trusting() {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(null, trustManagers().getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Makes trust managers that trust this certificate alone. */
  public TrustManagerFactory trustManagers() {
    try {
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted());
      return trust;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private KeyStore trusted() throws GeneralSecurityException, IOException {
    var trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry(ALIAS, certificate);
    return trusted;
  }

  /** Serves with this certificate. */
  public SSLContext serving() {
    try {
      var own = KeyStore.getInstance("PKCS12");
      own.load(null, null);
      own.setKeyEntry(ALIAS, key, PASSWORD.toCharArray(), new Certificate[] {certificate});
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(own, PASSWORD.toCharArray());
      var context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
