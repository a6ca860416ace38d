package io.quayside.gateway.harness;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** An ElasticMQ in this process with one FIFO queue; it takes any credentials. */
public final class SqsServer implements AutoCloseable {
  /** The region that its relays name. */
  public static final String REGION = "eu-central-1";

  private static final int MOST = 10;

  private final String url;
  private final SQSRestServer server;
  private final SqsClient client;
  private final String queueUrl;

  public SqsServer() {
    int port = Ports.free().http();
    url = "http://127.0.0.1:" + port;
    server = SQSRestServerBuilder.withInterface("127.0.0.1").withPort(port).start();
    server.waitUntilStarted();
    client =
        SqsClient.builder()
            .region(Region.of(REGION))
            .endpointOverride(URI.create(url))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
            .build();
    queueUrl =
        client
            .createQueue(
                request ->
                    request
                        .queueName("events.fifo")
                        .attributes(Map.of(QueueAttributeName.FIFO_QUEUE, "true")))
            .queueUrl();
  }

  /** Where a gateway reaches it. */
  public String url() {
    return url;
  }

  /** The queue as a gateway names it. */
  public String queueUrl() {
    return url + "/000000000000/events.fifo";
  }

  /** Takes up to 10 messages from the queue. */
  public List<Message> receive() {
    var messages =
        client
            .receiveMessage(
                request ->
                    request
                        .queueUrl(queueUrl)
                        .maxNumberOfMessages(MOST)
                        .messageAttributeNames("All")
                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
            .messages();
    messages.forEach(
        message ->
            client.deleteMessage(
                request -> request.queueUrl(queueUrl).receiptHandle(message.receiptHandle())));
    return messages;
  }

  @Override
  public void close() {
    client.close();
    server.stopAndWait();
  }
}
