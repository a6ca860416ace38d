package io.quayside.admin;

/** One object of the administration at one version. */
public interface AdminObject {
  /** Its id, unique among the objects of its kind. */
  String id();

  /** Its version: 1 when it is made, and one more with each change. */
  int version();

  /** The tenant that it belongs to. */
  String tenant();
}
