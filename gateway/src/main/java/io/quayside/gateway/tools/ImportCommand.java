package io.quayside.gateway.tools;

import io.quayside.common.json.JsonWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code quayside import} */
@Command(
    name = "import",
    description = {
      "Writes an exported file into an empty log, while no gateway runs on it.",
      "The whole file is checked first. Interrupted: empty the topic and begin again."
    })
final class ImportCommand extends Tool {
  @Option(names = "--in", paramLabel = "FILE", required = true, description = "the file")
  @SuppressWarnings("NullAway.Init") // set by picocli
  Path file;

  @Override
  int run(Progress progress) {
    Import.Imported imported = new Import(stores(), tools.contexts(), file, progress).run();
    tools
        .out()
        .println(
            json()
                ? new JsonWriter(64)
                    .beginObject()
                    .field("events", imported.events())
                    .field("shipments", imported.shipments())
                    .endObject()
                    .toText()
                : "%d events of %d shipments are in the log"
                    .formatted(imported.events(), imported.shipments()));
    return 0;
  }
}
