package io.quayside.gateway.harness;

import static org.awaitility.Awaitility.await;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** The data directory that a gateway of a former release has left: releases/README.md. */
public record FormerRelease(String version) {
  private static final Duration REBUILT_WITHIN = Duration.ofSeconds(60);

  /** Fills in what the former release does not write, by the first rebuild of the read models. */
  public static void rebuild(Client client) {
    client.management("POST", "/rebuilds", new JsonObject().put("switch", "AUTO")).expect(202);
    await()
        .atMost(REBUILT_WITHIN)
        .until(
            () -> client.management("GET", "/rebuilds/1", null).expect(200).json(),
            rebuild -> rebuild.getString("state").equals("CURRENT"));
  }

  /** Starts the present gateway on a copy of the data. */
  public GatewayProcess start(Map<String, String> environment) {
    var directory = Workspace.freshDirectory("release-" + version);
    try (var tar =
        new TarArchiveInputStream(new XZCompressorInputStream(resource(version + ".tar.xz")))) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        var target = directory.resolve(entry.getName()).normalize();
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else {
          Files.copy(tar, target);
        }
        restrict(target, entry.getMode());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return GatewayProcess.startOn(directory, environment);
  }

  /** PostgreSQL refuses a directory that others may read. */
  private static void restrict(Path target, int mode) throws IOException {
    if (Files.getFileStore(target).supportsFileAttributeView("posix") && (mode & 077) == 0) {
      Files.setPosixFilePermissions(
          target,
          PosixFilePermissions.fromString(Files.isDirectory(target) ? "rwx------" : "rw-------"));
    }
  }

  /** The ids of what was made in it. */
  public JsonObject made() {
    try (var file = resource(version + ".json")) {
      return new JsonObject(Buffer.buffer(file.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream resource(String name) throws IOException {
    var found = FormerRelease.class.getResourceAsStream("/releases/" + name);
    if (found == null) {
      throw new IOException("there is no resource releases/" + name);
    }
    return found;
  }
}
