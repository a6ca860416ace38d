package io.quayside.domain.documentation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The documents of a shipment, by their numbers. */
public record Documentation(List<Document> documents) {
  public static final Documentation NONE = new Documentation(List.of());

  public Documentation {
    documents = List.copyOf(documents);
  }

  /** The document of a number, or null. */
  public @Nullable Document document(int number) {
    return number >= 1 && number <= documents.size() ? documents.get(number - 1) : null;
  }

  /** The documents that keep the shipment from its release. */
  public List<Document> missingForRelease() {
    return documents.stream()
        .filter(one -> one.subject().gate() == DocumentGate.RELEASE)
        .filter(one -> one.status() != DocumentStatus.VOID && !one.isSatisfied())
        .toList();
  }

  Documentation with(Document document) {
    List<Document> all = new ArrayList<>(documents);
    if (document.number() > all.size()) {
      all.add(document);
    } else {
      all.set(document.number() - 1, document);
    }
    return new Documentation(all);
  }
}
