package io.quayside.gateway.figures;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConnectionFactory;
import io.quayside.gateway.figures.Plain.Envelope;
import io.quayside.gateway.figures.Plain.Sink;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/** A loop that reads the topic and publishes, in a process of its own. */
final class PlainRelay {
  private static final int BATCH = 10;
  private static final long CONFIRM_MILLIS = 30_000;

  private PlainRelay() {}

  /** The kind, Kafka's address, the topic, how often, and what the kind needs. */
  public static void main(String[] arguments) throws Exception {
    var sink =
        switch (arguments[0]) {
          case "redis" -> redis(arguments[4]);
          case "rabbitmq" -> rabbit(arguments[4], arguments[5]);
          case "sqs" -> sqs(arguments[4], arguments[5]);
          case "sns" -> sns(arguments[4], arguments[5]);
          default -> throw new IllegalArgumentException(arguments[0]);
        };
    for (int i = 0; i < Integer.parseInt(arguments[3]); i++) {
      var cpu = Plain.cpu(ProcessHandle.current());
      long start = System.nanoTime();
      long count = Plain.read(arguments[1], arguments[2], sink);
      var used = Plain.cpu(ProcessHandle.current()).minus(cpu);
      System.out.println(new Pass(count, System.nanoTime() - start, used.toNanos()).line());
    }
    System.exit(0);
  }

  private static Sink redis(String uri) throws Exception {
    var client = Redis.createClient(Vertx.vertx(), uri);
    RedisConnection connection =
        client.connect().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    return (partition, records) -> {
      List<Request> commands = new ArrayList<>(records.size());
      for (var record : records) {
        var event = Envelope.of(record.value());
        commands.add(
            Request.cmd(Command.XADD)
                .arg("plain:" + partition)
                .arg("MAXLEN")
                .arg("~")
                .arg(1_000_000)
                .arg("*")
                .arg("event")
                .arg(Buffer.buffer(record.value()))
                .arg("id")
                .arg(event.id())
                .arg("type")
                .arg(event.type())
                .arg("shipmentId")
                .arg(record.key())
                .arg("version")
                .arg(event.version())
                .arg("tenant")
                .arg("default"));
      }
      connection
          .batch(commands)
          .toCompletionStage()
          .toCompletableFuture()
          .get(30, TimeUnit.SECONDS);
    };
  }

  private static Sink rabbit(String uri, String exchange) throws Exception {
    var factory = new ConnectionFactory();
    factory.setUri(uri);
    Channel channel = factory.newConnection().createChannel();
    channel.confirmSelect();
    return (partition, records) -> {
      for (var record : records) {
        var event = Envelope.of(record.value());
        var properties =
            new AMQP.BasicProperties.Builder()
                .contentType("application/cloudevents+json")
                .deliveryMode(2)
                .messageId(event.id())
                .type(event.type())
                .headers(
                    Map.of(
                        "shipmentid",
                        record.key(),
                        "shipmentversion",
                        (long) event.version(),
                        "tenantid",
                        "default"))
                .build();
        channel.basicPublish(exchange, "default." + event.type(), true, properties, record.value());
      }
      channel.waitForConfirmsOrDie(CONFIRM_MILLIS);
    };
  }

  private static <C, B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>> C client(
      B builder, String endpoint) {
    return builder
        .region(Region.EU_CENTRAL_1)
        .endpointOverride(URI.create(endpoint))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
        .build();
  }

  private static Sink sqs(String endpoint, String queueUrl) {
    var client = client(SqsClient.builder(), endpoint);
    return (partition, records) -> {
      for (var batch : batches(records)) {
        List<SendMessageBatchRequestEntry> entries = new ArrayList<>(BATCH);
        for (var record : batch) {
          var event = Envelope.of(record.value());
          entries.add(
              SendMessageBatchRequestEntry.builder()
                  .id(Integer.toString(entries.size()))
                  .messageGroupId(record.key())
                  .messageDeduplicationId(event.id())
                  .messageBody(new String(record.value(), UTF_8))
                  .messageAttributes(
                      Attributes.of(record.key(), event.type(), event.version(), Attributes::sqs))
                  .build());
        }
        client.sendMessageBatch(request -> request.queueUrl(queueUrl).entries(entries));
      }
    };
  }

  private static Sink sns(String endpoint, String topicArn) {
    var client = client(SnsClient.builder(), endpoint);
    return (partition, records) -> {
      for (var batch : batches(records)) {
        List<PublishBatchRequestEntry> entries = new ArrayList<>(BATCH);
        for (var record : batch) {
          var event = Envelope.of(record.value());
          entries.add(
              PublishBatchRequestEntry.builder()
                  .id(Integer.toString(entries.size()))
                  .messageGroupId(record.key())
                  .messageDeduplicationId(event.id())
                  .message(new String(record.value(), UTF_8))
                  .messageAttributes(
                      Attributes.of(record.key(), event.type(), event.version(), Attributes::sns))
                  .build());
        }
        client.publishBatch(
            request -> request.topicArn(topicArn).publishBatchRequestEntries(entries));
      }
    };
  }

  private static List<List<ConsumerRecord<String, byte[]>>> batches(
      List<ConsumerRecord<String, byte[]>> records) {
    List<List<ConsumerRecord<String, byte[]>>> batches = new ArrayList<>();
    for (int i = 0; i < records.size(); i += BATCH) {
      batches.add(records.subList(i, Math.min(records.size(), i + BATCH)));
    }
    return batches;
  }
}
