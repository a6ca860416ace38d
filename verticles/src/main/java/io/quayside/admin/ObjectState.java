package io.quayside.admin;

/** What stands under an id of a kind, as the records that count have left it. */
public sealed interface ObjectState<T extends AdminObject> {
  /** The version, to which the next record that counts adds one. */
  int version();

  /** An object. */
  record Present<T extends AdminObject>(T object) implements ObjectState<T> {
    @Override
    public int version() {
      return object.version();
    }
  }

  /** None: it was never made (version 0), or it was removed and keeps its version. */
  record Absent<T extends AdminObject>(int version) implements ObjectState<T> {}

  /**
   * An object that this node cannot read, so that nothing is allowed on its account. Its last
   * record may be a revocation, and its true version may be higher.
   */
  record Unreadable<T extends AdminObject>(int version) implements ObjectState<T> {}
}
