package io.quayside.domain.booking;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quayside.common.json.Json;
import io.quayside.common.json.RequestFields;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.common.problem.ProblemException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which members of a plan offend. */
class PlanJsonTest {
  private static List<String> offences(String plan) {
    byte[] json = plan.replace('\'', '"').getBytes(UTF_8);
    ProblemException refused =
        catchThrowableOfType(
            ProblemException.class, () -> PlanJson.read(new RequestFields(Json.parseObject(json))));
    assertThat(refused).as(plan).isNotNull();
    return refused.problem().errors().stream().map(Offence::where).toList();
  }

  @Test
  void shouldFindADocumentThatIsListedTwice() {
    assertThat(offences("{'documents':[{'type':'PACKING_LIST'},{'type':'PACKING_LIST'}]}"))
        .containsExactly("/documents/1");
    assertThat(
            offences(
                "{'documents':[{'type':'OTHER','name':'Permit'},{'type':'OTHER','name':'Visa'},"
                    + "{'type':'OTHER','name':'Permit'}]}"))
        .containsExactly("/documents/2");
  }

  @Test
  void shouldNotTakeDocumentsWithoutAValidNameForOne() {
    assertThat(offences("{'documents':[{'type':'OTHER'},{'type':'OTHER','name':''}]}"))
        .containsExactly("/documents/0/name", "/documents/1/name");
  }

  @Test
  void shouldKnowNoTimeOfClosingInAPlannedTender() {
    String closesAt = "'currency':'EUR','closesAt':'2030-01-01T00:00:00Z'";
    assertThat(offences("{'tenders':[{" + closesAt + "}]}"))
        .containsExactlyInAnyOrder("/tenders/0/kind", "/tenders/0/closesAt");
    assertThat(offences("{'tenders':[{'kind':'SPOT','closesAfterSeconds':60," + closesAt + "}]}"))
        .containsExactly("/tenders/0/closesAt");
  }
}
