package io.quayside.foreign;

import io.quayside.common.problem.Problem;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.common.problem.ProblemCode;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with a document: the first 20 places. */
public final class Offences {
  private static final int MOST = 20;

  private final String format;
  private final List<Offence> offences = new ArrayList<>(0);

  /** Of a format that the problem's detail names. */
  public Offences(String format) {
    this.format = format;
  }

  /** Notes a place, once. */
  public void note(String pointer, String detail) {
    Offence offence = Offence.at(pointer, detail);
    if (offences.size() < MOST && !offences.contains(offence)) {
      offences.add(offence);
    }
  }

  public boolean isEmpty() {
    return offences.isEmpty();
  }

  /** Throws {@code document-invalid} with every place noted, unless there is none. */
  public void refuse() {
    if (!isEmpty()) {
      throw toProblem().toException();
    }
  }

  public Problem toProblem() {
    return new Problem(ProblemCode.DOCUMENT_INVALID, "The document is not of " + format, offences);
  }
}
