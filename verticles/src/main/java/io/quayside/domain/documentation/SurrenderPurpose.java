package io.quayside.domain.documentation;

/** What an issued transport document is given back for. */
public enum SurrenderPurpose {
  /** The goods are handed over: bills of lading only. */
  DELIVERY,
  /** The document is to be issued anew. */
  AMENDMENT
}
