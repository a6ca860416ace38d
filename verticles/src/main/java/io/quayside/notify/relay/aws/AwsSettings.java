package io.quayside.notify.relay.aws;

import io.quayside.common.json.RequestFields;
import java.net.URI;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;

/**
 * What relays to AWS have in common.
 *
 * @param endpoint in the place of AWS's own; null: that of the region
 * @param accessKeyId null: credentials come from the SDK's default chain of providers
 */
record AwsSettings(
    String region,
    @Nullable URI endpoint,
    @Nullable String accessKeyId,
    @Nullable String secretAccessKey) {
  /** Events per second and node that a FIFO target takes without further ado. */
  static final int PER_SECOND = 3_000;

  private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,64}");
  private static final Pattern HTTP_URL = Pattern.compile("https?://[^\\s?#]+");
  private static final int MAX_TEXT = 256;
  private static final Duration CALL = Duration.ofSeconds(10);

  static AwsSettings read(RequestFields fields) {
    String region = fields.code("region", text -> REGION.matcher(text).matches(), "a region");
    String endpoint =
        fields.optionalCode("endpoint", text -> HTTP_URL.matcher(text).matches(), "a URL");
    String keyId = fields.optionalText("accessKeyId", MAX_TEXT);
    String key = fields.optionalText("secretAccessKey", MAX_TEXT);
    if (fields.has("accessKeyId") != fields.has("secretAccessKey")) {
      fields.note("accessKeyId", "and secretAccessKey belong together");
    }
    return new AwsSettings(region, endpoint == null ? null : URI.create(endpoint), keyId, key);
  }

  /** Completes the builder of a client; it repeats nothing by itself. */
  <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C build(B builder) {
    builder
        .region(Region.of(region))
        .credentialsProvider(credentials())
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .overrideConfiguration(
            override -> override.apiCallTimeout(CALL).retryStrategy(AwsRetryStrategy.doNotRetry()));
    if (endpoint != null) {
      builder.endpointOverride(endpoint);
    }
    return builder.build();
  }

  private AwsCredentialsProvider credentials() {
    return accessKeyId == null || secretAccessKey == null
        ? DefaultCredentialsProvider.builder().build()
        : StaticCredentialsProvider.create(
            AwsBasicCredentials.create(accessKeyId, secretAccessKey));
  }

  /** Without the credentials. */
  @Override
  public String toString() {
    return "AWS " + region;
  }
}
