package io.quayside.notify.relay;

import io.quayside.notify.relay.redis.RedisTargets;
import io.quayside.notify.relay.target.TargetKind;
import java.util.List;

/** The list of destinations. */
final class RelayKinds {
  static final List<TargetKind> ALL = List.of(RedisTargets.KIND);

  private RelayKinds() {}
}
