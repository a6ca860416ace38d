package io.quayside.gateway.tools;

import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.Times;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code quayside export} */
@Command(
    name = "export",
    description = {
      "Writes whole streams, one event a line, by shipment and version.",
      "With -o json it also says how many events a file has."
    })
final class ExportCommand extends Tool {
  private static final int BUFFER = 1 << 16;

  @Option(names = "--shipment", paramLabel = "ID", description = "this shipment; repeatable")
  List<String> shipments = new ArrayList<>();

  @Option(names = "--since", paramLabel = "T", description = "shipments booked from then on")
  @Nullable String since;

  @Option(names = "--until", paramLabel = "T", description = "shipments booked before then")
  @Nullable String until;

  @Option(names = "--tenant", paramLabel = "T", description = "shipments of this tenant")
  @Nullable String tenant;

  @Option(names = "--out", paramLabel = "FILE", description = "the file; standard output without")
  @Nullable Path file;

  @Override
  int run(Progress progress) {
    Export export =
        new Export(
            stores(),
            new Export.Filter(shipments, time("--since", since), time("--until", until), tenant),
            progress);
    if (file == null) {
      toStandardOutput(export);
    } else {
      long events = toFile(export, file);
      if (json()) {
        tools
            .out()
            .println(
                new JsonWriter(128)
                    .beginObject()
                    .field("events", events)
                    .field("file", file.toString())
                    .endObject()
                    .toText());
      }
    }
    return 0;
  }

  /** Standard output gets the events and nothing else, whatever the format. */
  private void toStandardOutput(Export export) {
    try (OutputStream to = new BufferedOutputStream(new Checked(tools.out()), BUFFER)) {
      export.to(to);
    } catch (IOException | UncheckedIOException e) {
      throw ToolException.misused("standard output cannot be written");
    }
  }

  private static long toFile(Export export, Path file) {
    try {
      return OutputFile.write(file, export::to);
    } catch (IOException | UncheckedIOException e) {
      throw ToolException.misused("--out: %s cannot be written (%s)".formatted(file, e));
    }
  }

  private static @Nullable Instant time(String option, @Nullable String text) {
    if (text == null) {
      return null;
    }
    Instant time = Times.parse(text);
    if (time == null) {
      throw ToolException.misused(option + ": expected an RFC 3339 time with an offset");
    }
    return time;
  }

  /** A print stream swallows failures; a full disk or a reader that went must end the export. */
  private static final class Checked extends FilterOutputStream {
    private final PrintStream to;

    Checked(PrintStream to) {
      super(to);
      this.to = to;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      to.write(bytes, from, length);
      check();
    }

    @Override
    public void flush() throws IOException {
      to.flush();
      check();
    }

    @Override
    public void close() throws IOException {
      flush();
    }

    private void check() throws IOException {
      if (to.checkError()) {
        throw new IOException("it failed");
      }
    }
  }
}
