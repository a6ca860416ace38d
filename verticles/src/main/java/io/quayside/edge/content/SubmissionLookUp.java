package io.quayside.edge.content;

import io.quayside.common.identity.Principal;
import io.quayside.content.ContentStore;
import io.quayside.domain.Command;
import io.quayside.domain.documentation.DocumentationCommand.SubmitDocument;
import io.quayside.shard.client.CommandCompletion;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * Looks up the content that a submission names: the shard, which decides it, sees no content store.
 * The attempt keeps a content that no document names yet for a while longer.
 */
public record SubmissionLookUp(ContentStore store) implements CommandCompletion {
  @Override
  public @Nullable Future<Command> complete(Principal principal, Command command) {
    return command instanceof SubmitDocument submit && submit.sha256() != null
        ? store.touch(principal.tenant(), submit.sha256()).map(submit::with)
        : null;
  }
}
