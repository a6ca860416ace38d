package io.quayside.foreign;

import io.quayside.common.json.RequestFields;
import java.util.List;

/**
 * What a record calls its shipments, each list without repetitions and without what is no text. The
 * first of the four that finds any shipment decides.
 *
 * @param shipments ids of shipments
 * @param containers ISO 6346 numbers
 * @param documents references of documents
 * @param references references of bookings
 */
public record Names(
    List<String> shipments,
    List<String> containers,
    List<String> documents,
    List<String> references) {
  public Names {
    shipments = distinct(shipments);
    containers = distinct(containers);
    documents = distinct(documents);
    references = distinct(references);
  }

  private static List<String> distinct(List<String> names) {
    return names.stream().filter(Names::isText).distinct().toList();
  }

  /** A text with U+0000 or half a surrogate pair names nothing, and PostgreSQL takes none. */
  private static boolean isText(String name) {
    return RequestFields.isText(name, name.length());
  }

  /** The names of a scheme. */
  List<String> of(Scheme scheme) {
    return switch (scheme) {
      case SHIPMENT -> shipments;
      case CONTAINER -> containers;
      case DOCUMENT -> documents;
      case REFERENCE -> references;
    };
  }

  /** How shipments are named, the surest way first. */
  enum Scheme {
    SHIPMENT("shipment"),
    CONTAINER("container"),
    DOCUMENT("document"),
    REFERENCE("reference");

    private final String word;

    Scheme(String word) {
      this.word = word;
    }

    /** The name in the read model. */
    String word() {
      return word;
    }
  }
}
