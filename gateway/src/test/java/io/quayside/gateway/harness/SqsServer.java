package io.quayside.gateway.harness;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Props;
import org.elasticmq.StrictSQSLimits$;
import org.elasticmq.actor.QueueManagerActor;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import org.elasticmq.util.NowProvider;
import scala.Option;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * An ElasticMQ in this process with one FIFO queue, which outlives the server; it takes any
 * credentials.
 */
public final class SqsServer implements AutoCloseable {
  /** The region that its relays name. */
  public static final String REGION = "eu-central-1";

  private static final int MOST = 10;

  private final int port = Ports.free().http();
  private final String url = "http://127.0.0.1:" + port;
  private final ActorSystem actors = ActorSystem.create("sqs");
  private final ActorRef queues =
      actors.actorOf(
          Props.create(
              QueueManagerActor.class,
              new NowProvider(),
              StrictSQSLimits$.MODULE$,
              Option.empty()));
  private final SqsClient client;
  private final String queueUrl;
  private SQSRestServer server;

  public SqsServer() {
    open();
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

  /** Refuses connections until {@link #open}. */
  public void shut() {
    server.stopAndWait();
  }

  /** Serves, as it does from the beginning. */
  public void open() {
    server =
        SQSRestServerBuilder.withActorSystem(actors)
            .withQueueManagerActor(queues)
            .withInterface("127.0.0.1")
            .withPort(port)
            .start();
    server.waitUntilStarted();
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
    if (!messages.isEmpty()) {
      var entries = messages.stream().map(SqsServer::deletion).toList();
      client.deleteMessageBatch(request -> request.queueUrl(queueUrl).entries(entries));
    }
    return messages;
  }

  private static DeleteMessageBatchRequestEntry deletion(Message message) {
    return DeleteMessageBatchRequestEntry.builder()
        .id(message.messageId())
        .receiptHandle(message.receiptHandle())
        .build();
  }

  @Override
  public void close() {
    client.close();
    shut();
    actors.terminate();
  }
}
