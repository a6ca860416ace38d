package io.quayside.gateway;

import io.quayside.gateway.config.ConfigKey;
import io.quayside.gateway.config.WebhooksConfig;
import io.quayside.notify.webhook.AddressRange;
import io.quayside.notify.webhook.AddressRules;
import io.quayside.notify.webhook.PortRange;
import io.quayside.notify.webhook.WebhookSettings;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** The settings of webhooks, with the certificate authorities that their endpoints may have. */
final class WebhookTrust {
  private WebhookTrust() {}

  static WebhookSettings settings(WebhooksConfig config) {
    return new WebhookSettings(
        config.schedule().stream().map(Integer::valueOf).toList(),
        config.ports().stream().map(PortRange::parse).toList(),
        new AddressRules(config.allow().stream().map(AddressRange::parse).toList()),
        config.insecure(),
        trust(config.caFile()),
        config.logDays());
  }

  /** The JVM's authorities and those of a PEM file. */
  private static TrustOptions trust(Optional<Path> caFile) {
    try {
      KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
      all.load(null, null);
      int count = 0;
      for (TrustManager manager : factory(null).getTrustManagers()) {
        if (manager instanceof X509TrustManager x509) {
          for (X509Certificate root : x509.getAcceptedIssuers()) {
            all.setCertificateEntry("root-" + count++, root);
          }
        }
      }
      if (caFile.isPresent()) {
        try (InputStream in = Files.newInputStream(caFile.get())) {
          for (Certificate ca : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
            all.setCertificateEntry("ca-" + count++, ca);
          }
        }
      }
      return TrustOptions.wrap(factory(all));
    } catch (IOException | GeneralSecurityException e) {
      throw StartException.refused(
          "%s: expected PEM certificates, and cannot read them: %s"
              .formatted(ConfigKey.WEBHOOKS_CA_FILE.key(), e.getMessage()));
    }
  }

  /** {@code null}: the JVM's own authorities. */
  private static TrustManagerFactory factory(@Nullable KeyStore authorities)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(authorities);
    return factory;
  }
}
