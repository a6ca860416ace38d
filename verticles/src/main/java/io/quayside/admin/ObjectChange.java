package io.quayside.admin;

/** What a record does to its object, as the last word of its event type says. */
enum ObjectChange {
  CREATED("created"),
  CHANGED("changed"),
  REMOVED("removed");

  private final String word;

  ObjectChange(String word) {
    this.word = word;
  }

  /** The event type, as {@code admin.key-created.v1}. */
  String type(String kind) {
    return "admin." + kind + '-' + word + ".v1";
  }

  /** Throws {@link IllegalArgumentException} for an unknown type. */
  static ObjectChange of(String kind, String type) {
    for (ObjectChange change : values()) {
      if (change.type(kind).equals(type)) {
        return change;
      }
    }
    throw new IllegalArgumentException("its type is unknown");
  }
}
