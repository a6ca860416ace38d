package io.quayside.node;

import io.quayside.common.problem.Faults;
import io.quayside.foreign.CaptureStore;
import io.quayside.foreign.DocumentBudget;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.util.concurrent.TimeUnit;

/** What the doors of foreign formats share on a node. */
final class NodeForeign {
  private static final long SWEEP_MILLIS = TimeUnit.HOURS.toMillis(1);

  private final CaptureStore captures;
  private final DocumentBudget documents = DocumentBudget.ofHeap(Runtime.getRuntime().maxMemory());

  NodeForeign(Vertx vertx, Pool pool) {
    captures = new CaptureStore(pool);
    vertx.setPeriodic(
        SWEEP_MILLIS,
        timer ->
            captures.sweep().onFailure(failure -> Faults.report("removing old captures", failure)));
  }

  CaptureStore captures() {
    return captures;
  }

  DocumentBudget documents() {
    return documents;
  }
}
