package io.quayside.edge.content;

import io.quayside.content.ContentStore;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * What the edges of a node share to carry contents.
 *
 * @param maxBytes how long a content may be
 * @param transfers bounds the uploads and downloads under way: each of them holds a chunk
 * @param overflow is told the name of a bound that was hit
 */
public record Contents(
    ContentStore store, int maxBytes, Semaphore transfers, Consumer<String> overflow) {
  /** Uploads and downloads of a node under way. */
  public static final int MAX_TRANSFERS = 128;

  public Contents(ContentStore store, int maxBytes, Consumer<String> overflow) {
    this(store, maxBytes, new Semaphore(MAX_TRANSFERS), overflow);
  }
}
