package io.quayside.edge.content;

import io.netty.buffer.Unpooled;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.common.problem.ProblemCode;
import io.quayside.content.ContentStore;
import io.quayside.content.ContentStore.Put;
import io.quayside.content.ContentStore.Upload;
import io.quayside.domain.documentation.Content;
import io.quayside.edge.http.Call;
import io.quayside.edge.http.Preconditions;
import io.quayside.edge.http.Problems;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.buffer.BufferInternal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One content on its way in. It is hashed while it comes, and holds one chunk: a full one is staged
 * in the store before more of the request is read. What is refused or breaks off is removed from
 * the staging; the rest of it that a dead node leaves, by {@code ContentSweep}.
 */
final class ContentUpload {
  static final Offence EMPTY = Offence.at("", "must have 1 byte at least");

  private final Call call;
  private final HttpServerRequest request;
  private final ContentStore store;
  private final int maxBytes;
  private final ContentType type;
  private final String sha256;

  /** With one of them the body is read for its length alone. */
  private final List<Offence> offences;

  private final UUID id = UUID.randomUUID();
  private final MessageDigest digest = sha256();
  private final byte[] first = new byte[ContentType.FIRST_BYTES];

  /** Allocated with the first byte. */
  private byte @Nullable [] chunk;

  /** Bytes of the chunk that are filled. */
  private int filled;

  private long received;
  private int staged;
  private boolean staging;

  /** Nothing more of the body counts. */
  private boolean over;

  ContentUpload(
      Call call, Contents contents, ContentType type, String sha256, List<Offence> offences) {
    this.call = call;
    this.request = call.request();
    this.store = contents.store();
    this.maxBytes = contents.maxBytes();
    this.type = type;
    this.sha256 = sha256;
    this.offences = offences;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  void start() {
    request.handler(this::received);
    request.exceptionHandler(broken -> brokeOff());
    request.endHandler(end -> ended());
    call.expectBody();
  }

  private void received(Buffer piece) {
    if (over) {
      return;
    }
    received += piece.length();
    if (received > maxBytes) {
      refuse(Problems.tooLarge(maxBytes));
    } else if (offences.isEmpty()) {
      take(piece);
    }
  }

  private void take(Buffer piece) {
    byte[] bytes = chunk();
    int offset = 0;
    while (offset < piece.length()) {
      if (filled == bytes.length) {
        stage(bytes, piece.slice(offset, piece.length()));
        return;
      }
      int taken = Math.min(bytes.length - filled, piece.length() - offset);
      piece.getBytes(offset, offset + taken, bytes, filled);
      digest.update(bytes, filled, taken);
      if (staged == 0 && filled < first.length) {
        System.arraycopy(bytes, filled, first, filled, Math.min(taken, first.length - filled));
      }
      filled += taken;
      offset += taken;
    }
  }

  /** As long as the whole content if that is known to be shorter than a chunk. */
  private byte[] chunk() {
    byte[] bytes = chunk;
    if (bytes == null) {
      String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
      bytes =
          new byte
              [length == null
                  ? ContentStore.CHUNK
                  : Math.min(ContentStore.CHUNK, Integer.parseInt(length))];
      chunk = bytes;
    }
    return bytes;
  }

  /** Stages a full chunk, then goes on with the rest of a piece. */
  private void stage(byte[] bytes, Buffer rest) {
    staging = true;
    request.pause();
    call.held();
    store
        .stage(new Upload(id, staged), wrapped(bytes, bytes.length))
        .onComplete(done -> staged(rest), this::stagingFailed);
  }

  private void staged(Buffer rest) {
    staging = false;
    staged++;
    call.progressed();
    if (over) {
      discard();
      return;
    }
    filled = 0;
    take(rest);
    if (!staging) {
      request.resume();
    }
  }

  private void stagingFailed(Throwable failure) {
    staging = false;
    staged++;
    if (!over) {
      over = true;
      discard().onComplete(done -> call.fail(failure));
    } else {
      discard();
    }
  }

  private void brokeOff() {
    over = true;
    if (!staging) {
      discard();
    }
    call.broken();
  }

  private void ended() {
    if (over) {
      return;
    }
    over = true;
    if (received == 0) {
      offences.add(EMPTY);
    }
    if (!offences.isEmpty()) {
      call.fail(Preconditions.refusal(offences));
    } else if (!HexFormat.of().formatHex(digest.digest()).equals(sha256)) {
      refuse(new Problem(ProblemCode.CONTENT_MISMATCH, "The body has another SHA-256"));
    } else if (!type.begins(first, (int) Math.min(received, first.length))) {
      refuse(
          new Problem(
              ProblemCode.CONTENT_MISMATCH, "The body does not begin as " + type.mediaType()));
    } else {
      put();
    }
  }

  private void put() {
    call.held();
    Content content = new Content(sha256, (int) received, type.mediaType());
    store
        .put(call.principal().tenant(), content, new Upload(id, staged), wrapped(chunk(), filled))
        .onComplete(this::answer, failure -> discard().onComplete(discarded -> call.fail(failure)));
  }

  private void answer(Put put) {
    JsonWriter body = new JsonWriter(160).beginObject();
    body.field("sha256", put.content().sha256())
        .field("sizeBytes", put.content().sizeBytes())
        .field("mediaType", put.content().mediaType());
    call.response()
        .setStatusCode(put.added() ? 201 : 200)
        .putHeader(HttpHeaders.CONTENT_TYPE, Problems.JSON)
        .end(Buffer.buffer(body.endObject().toBytes()));
  }

  private void refuse(Problem problem) {
    over = true;
    discard().onComplete(discarded -> call.refuse(problem));
  }

  private Future<Void> discard() {
    return staged == 0 ? Future.succeededFuture() : store.discard(id);
  }

  private static Buffer wrapped(byte[] bytes, int length) {
    return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes, 0, length));
  }
}
