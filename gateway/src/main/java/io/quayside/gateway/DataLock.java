package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quayside.gateway.config.ConfigKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** An exclusive lock on a data directory, held until the process ends. */
final class DataLock implements AutoCloseable {
  private final FileChannel channel;

  private DataLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Locks the directory, and creates it if it does not exist. */
  static DataLock on(Path directory) {
    var file = directory.resolve("lock");
    try {
      Files.createDirectories(directory);
      var channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (!lock(channel)) {
        var holder = Files.readString(file).strip();
        channel.close();
        throw StartException.refused(
            "%s: %s is in use by another gateway%s"
                .formatted(
                    ConfigKey.DATA_DIR.key(),
                    directory,
                    holder.isEmpty() ? "" : ", process " + holder));
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(UTF_8)));
      return new DataLock(channel);
    } catch (IOException e) {
      throw StartException.refused(
          "%s: %s cannot be used (%s)".formatted(ConfigKey.DATA_DIR.key(), directory, e));
    }
  }

  private static boolean lock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      // Another gateway in this process holds the lock.
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
