package io.quayside.notify.relay;

import io.quayside.notify.relay.aws.SnsTargets;
import io.quayside.notify.relay.aws.SqsTargets;
import io.quayside.notify.relay.rabbitmq.RabbitTargets;
import io.quayside.notify.relay.redis.RedisTargets;
import io.quayside.notify.relay.target.TargetKind;
import java.util.List;

/** The list of destinations. */
final class RelayKinds {
  static final List<TargetKind> ALL =
      List.of(RabbitTargets.KIND, RedisTargets.KIND, SqsTargets.KIND, SnsTargets.KIND);

  private RelayKinds() {}
}
