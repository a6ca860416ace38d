package io.quayside.gateway.tools;

import io.quayside.common.json.JsonWriter;
import io.quayside.gateway.tools.Verification.Verified;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code quayside verify} */
@Command(
    name = "verify",
    description = {
      "Compares the history and the positions with the log, and each shipment's rows with its"
          + " events.",
      "One line for each difference. It may run beside live gateways."
    })
final class VerifyCommand extends Tool {
  @Option(
      names = "--sample",
      paramLabel = "N",
      description = "compares the rows of N shipments, chosen at random; all without")
  @Nullable Integer sample;

  @Override
  int run(Progress progress) {
    if (sample != null && sample < 1) {
      throw ToolException.misused("--sample: expected a number from 1 on");
    }
    long differences = json() ? document(progress) : lines(progress);
    return differences == 0 ? 0 : ToolException.FOUND;
  }

  private long lines(Progress progress) {
    return verify(progress, tools.out()::println).differences();
  }

  private long document(Progress progress) {
    JsonWriter out = new JsonWriter(256).beginObject().beginArray("items");
    Verified verified = verify(progress, difference -> difference.write(out));
    out.endArray()
        .field("events", verified.events())
        .field("shipments", verified.shipments())
        .field("positions", verified.positions())
        .field("differences", verified.differences())
        .endObject();
    progress.erase();
    tools.out().println(out.toText());
    return verified.differences();
  }

  private Verified verify(Progress progress, Consumer<Difference> found) {
    return new Verification(stores(), tools.contexts(), progress, found).run(sample);
  }
}
