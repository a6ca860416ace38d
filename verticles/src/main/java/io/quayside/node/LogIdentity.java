package io.quayside.node;

import io.quayside.cluster.Topics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * The id of the topic of events: another one where the topic was made anew, so that a place in the
 * log is known to be of this log. Asked of Kafka until it has answered once. May be used from any
 * thread.
 */
final class LogIdentity {
  private static final long SECONDS = 5;

  private final Vertx vertx;
  private final Map<String, String> kafka;
  private volatile @Nullable Uuid known;

  LogIdentity(Vertx vertx, Map<String, String> kafka) {
    this.vertx = vertx;
    this.kafka = kafka;
  }

  /** The id; completes at once, on the caller's thread, where it is known. */
  Future<Uuid> get() {
    Uuid id = known;
    return id != null
        ? Future.succeededFuture(id)
        : vertx.executeBlocking(this::ask, false).onSuccess(asked -> known = asked);
  }

  private Uuid ask() throws Exception {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put("default.api.timeout.ms", "4000");
    settings.put("request.timeout.ms", "4000");
    try (Admin admin = Admin.create(settings)) {
      Map<String, TopicDescription> topics =
          admin
              .describeTopics(List.of(Topics.EVENTS))
              .allTopicNames()
              .get(SECONDS, TimeUnit.SECONDS);
      return Objects.requireNonNull(topics.get(Topics.EVENTS)).topicId();
    }
  }
}
