package io.quayside.notify.relay.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quayside.common.json.RequestFields;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.notify.relay.target.Outgoing;
import io.quayside.notify.relay.target.TargetKind;
import io.quayside.notify.relay.target.TargetSettings;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/** The members of a relay to a FIFO queue of SQS. */
public record SqsTargets(AwsSettings aws, String queueUrl) implements TargetSettings {
  public static final TargetKind KIND = new TargetKind("sqs", SqsTargets::read);

  private static SqsTargets read(RequestFields fields) {
    String url =
        fields.code(
            "queueUrl",
            text -> text.matches("https?://\\S{1,512}\\.fifo"),
            "the URL of a queue whose name ends in .fifo");
    return new SqsTargets(AwsSettings.read(fields), url);
  }

  @Override
  public Integer defaultPerSecond() {
    return AwsSettings.PER_SECOND;
  }

  @Override
  public Targets begin(Vertx vertx, Context context, String relay) {
    return new AwsTargets(() -> new Client(aws.build(SqsClient.builder()), queueUrl), context);
  }

  private record Client(SqsClient sqs, String queueUrl) implements BatchClient {
    @Override
    public Map<Integer, EntryFault> send(List<Outgoing> events) {
      List<SendMessageBatchRequestEntry> entries = new ArrayList<>(events.size());
      for (Outgoing event : events) {
        StoredEvent stored = event.stored();
        entries.add(
            SendMessageBatchRequestEntry.builder()
                .id(Integer.toString(entries.size()))
                .messageGroupId(stored.shipmentId())
                .messageDeduplicationId(stored.id())
                .messageBody(new String(event.body(), UTF_8))
                .messageAttributes(BatchClient.attributes(stored, Client::attribute))
                .build());
      }
      Map<Integer, EntryFault> faults = new HashMap<>();
      sqs.sendMessageBatch(request -> request.queueUrl(queueUrl).entries(entries))
          .failed()
          .forEach(
              failed ->
                  faults.put(
                      Integer.parseInt(failed.id()),
                      new EntryFault(failed.code(), Boolean.TRUE.equals(failed.senderFault()))));
      return faults;
    }

    private static MessageAttributeValue attribute(String type, String text) {
      return MessageAttributeValue.builder().dataType(type).stringValue(text).build();
    }

    @Override
    public void close() {
      sqs.close();
    }
  }
}
