package io.quayside.shard.rpc;

import io.quayside.domain.stream.Contexts;
import io.quayside.shard.ShardRequest;
import io.quayside.shard.ShardRequest.TakePosition;
import io.quayside.shard.ShardRequest.TakePositions;
import io.quayside.shard.actor.PositionIngestBench;
import io.quayside.shard.rpc.ShardMessage.NumberedRequest;
import io.quayside.shard.rpc.ShardMessage.RequestBatch;
import io.vertx.core.buffer.Buffer;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What writing a tracking update for another node and reading it there costs. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class HopBench {
  private static final int BODY = 30;

  private final ShardCodec codec = new ShardCodec(Contexts.STANDARD);
  private final TakePosition track =
      PositionIngestBench.track("01ARZ3NDEKTSV4RRFFQ69G5FAV", "bench-100000", 1_000_000_000);
  private final RequestBatch one = questions(track);
  private final RequestBatch many = questions(new TakePositions(Collections.nCopies(BODY, track)));

  private static RequestBatch questions(ShardRequest request) {
    return new RequestBatch(
        "replies.6f9619ff-8b86-d011-b42d-00c04fc964ff", List.of(new NumberedRequest(1, request)));
  }

  private Object sent(RequestBatch questions) {
    Buffer buffer = Buffer.buffer();
    codec.encodeToWire(buffer, questions);
    return codec.decodeFromWire(0, buffer);
  }

  /** A message with a single update. */
  @Benchmark
  public Object single() {
    return sent(one);
  }

  /** Each of those that go together. */
  @Benchmark
  @OperationsPerInvocation(BODY)
  public Object ofMany() {
    return sent(many);
  }
}
