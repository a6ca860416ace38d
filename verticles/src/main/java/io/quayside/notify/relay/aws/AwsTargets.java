package io.quayside.notify.relay.aws;

import io.quayside.notify.relay.target.Target;
import io.quayside.notify.relay.target.TargetSettings.Targets;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** A node's targets of a relay to AWS, with the virtual threads that their calls block. */
final class AwsTargets implements Targets {
  private final Supplier<BatchClient> clients;
  private final Context context;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  AwsTargets(Supplier<BatchClient> clients, Context context) {
    this.clients = clients;
    this.context = context;
  }

  @Override
  public Target of(int shard, Target.Listener listener) {
    return new AwsTarget(clients, threads, context);
  }

  @Override
  public Future<Void> close() {
    threads.shutdown();
    return Future.succeededFuture();
  }
}
