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
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;

/** The members of a relay to a FIFO topic of SNS. */
public record SnsTargets(AwsSettings aws, String topicArn) implements TargetSettings {
  public static final TargetKind KIND = new TargetKind("sns", SnsTargets::read);

  private static SnsTargets read(RequestFields fields) {
    String arn =
        fields.code(
            "topicArn",
            text -> text.matches("arn:[a-z0-9-]+:sns:\\S{1,256}\\.fifo"),
            "the ARN of a topic whose name ends in .fifo");
    return new SnsTargets(AwsSettings.read(fields), arn);
  }

  @Override
  public Integer defaultPerSecond() {
    return AwsSettings.PER_SECOND;
  }

  @Override
  public Targets begin(Vertx vertx, Context context, String relay) {
    return new AwsTargets(() -> new Client(aws.build(SnsClient.builder()), topicArn), context);
  }

  private record Client(SnsClient sns, String topicArn) implements BatchClient {
    @Override
    public Map<Integer, EntryFault> send(List<Outgoing> events) {
      List<PublishBatchRequestEntry> entries = new ArrayList<>(events.size());
      for (Outgoing event : events) {
        StoredEvent stored = event.stored();
        entries.add(
            PublishBatchRequestEntry.builder()
                .id(Integer.toString(entries.size()))
                .messageGroupId(stored.shipmentId())
                .messageDeduplicationId(stored.id())
                .message(new String(event.body(), UTF_8))
                .messageAttributes(BatchClient.attributes(stored, Client::attribute))
                .build());
      }
      Map<Integer, EntryFault> faults = new HashMap<>();
      sns.publishBatch(request -> request.topicArn(topicArn).publishBatchRequestEntries(entries))
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
      sns.close();
    }
  }
}
