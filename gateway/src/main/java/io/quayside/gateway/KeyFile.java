package io.quayside.gateway;

import io.quayside.admin.SecretKeys;
import io.quayside.gateway.config.ConfigKey;
import io.quayside.gateway.config.GatewayConfig;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file of the keys that seal the secrets of administration objects. */
final class KeyFile {
  private static final Logger LOG = LoggerFactory.getLogger(KeyFile.class);

  private KeyFile() {}

  /**
   * The keys of the configured file. A gateway that brings its own services makes the file if it is
   * missing; a node of a cluster without the setting has no keys.
   */
  static SecretKeys read(GatewayConfig config) {
    Optional<Path> configured = config.administration().keyFile();
    if (config.servicesGiven()) {
      return configured.map(KeyFile::read).orElse(SecretKeys.NONE);
    }
    Path file = configured.orElseGet(() -> config.data().dir().resolve("secrets.key"));
    return readOrMake(file);
  }

  private static SecretKeys readOrMake(Path file) {
    if (Files.notExists(file)) {
      make(file);
    }
    return read(file);
  }

  /** Makes the file whole or not at all, for its owner alone. */
  private static void make(Path file) {
    try {
      // Temporary files are their owner's alone (mode 0600) where the file system knows owners.
      Path whole = Files.createTempFile(file.toAbsolutePath().getParent(), "secrets", ".new");
      Files.writeString(whole, SecretKeys.newLine() + "\n");
      Files.move(whole, file);
      LOG.info("key file made: file={}", file);
    } catch (FileAlreadyExistsException other) {
      // Another process made it a moment ago.
    } catch (IOException e) {
      throw refused(file, "cannot be made (%s)".formatted(e));
    }
  }

  private static SecretKeys read(Path file) {
    try {
      return SecretKeys.parse(Files.readString(file));
    } catch (IllegalArgumentException malformed) {
      throw refused(file, String.valueOf(malformed.getMessage()));
    } catch (CharacterCodingException noText) {
      throw refused(file, "is not text");
    } catch (IOException e) {
      throw refused(file, "cannot be read (%s)".formatted(e));
    }
  }

  private static StartException refused(Path file, String why) {
    return StartException.refused(
        "%s: %s %s".formatted(ConfigKey.SECRETS_KEY_FILE.key(), file, why));
  }
}
