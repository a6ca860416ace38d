package io.quayside.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.admin.AdminWriter.Decision;
import io.quayside.admin.AdminWriter.Written;
import io.quayside.admin.InMemoryLog.Fate;
import io.quayside.admin.ObjectState.Absent;
import io.quayside.admin.ObjectState.Present;
import io.quayside.admin.Tenant.Quotas;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.common.problem.ProblemException;
import io.quayside.common.scheduling.ManualScheduler;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Writers of two nodes over one log. */
class AdminWriterTest {
  private final ManualScheduler scheduler = new ManualScheduler();
  private final InMemoryLog topic = new InMemoryLog(scheduler);
  private final TestNode one = new TestNode(scheduler, topic);
  private final TestNode other = new TestNode(scheduler, topic);

  @BeforeEach
  void start() {
    scheduler.run();
  }

  private static Decision<Tenant> suspend(boolean suspended) {
    return current ->
        new Present<>(
            new Tenant("acme", current.version() + 1, suspended, Quotas.NONE, TestNode.NOW));
  }

  private static Future<Written<Tenant>> write(
      TestNode node, Decision<Tenant> decision, boolean conditional) {
    return node.writer.write(ObjectKinds.TENANT, "acme", decision, conditional, "default/key/x");
  }

  @Test
  void shouldAnswerOnceItsRecordWasReadBack() {
    Future<Written<Tenant>> made = write(one, suspend(false), false);
    assertThat(made.isComplete()).isFalse();

    scheduler.run();

    assertThat(made.result().before()).isEqualTo(new Absent<>(0));
    assertThat(one.store.tenant("acme").version()).isEqualTo(1);
    assertThat(new String(topic.records.getFirst().value(), UTF_8))
        .isEqualTo(
            """
            {"specversion":"1.0","id":"tenant/acme/1","source":"/quayside",\
            "type":"admin.tenant-created.v1","subject":"tenant/acme",\
            "time":"2026-03-02T08:15:30.125Z","datacontenttype":"application/json",\
            "dataschema":"urn:quayside:schema:admin.tenant-created.v1","objectversion":1,\
            "tenantid":"acme","data":{"suspended":false,"quotas":{},\
            "createdAt":"2026-03-02T08:15:30.125Z"}}\
            """);
  }

  @Test
  void shouldBeKnownToAnotherNodeWithinASecond() {
    write(one, suspend(false), false);
    scheduler.run();

    scheduler.advance(1_000);

    assertThat(other.store.tenant("acme")).isEqualTo(one.store.tenant("acme"));
  }

  @Test
  void shouldDecideAnewWhenAnotherNodeWasFirst() {
    Future<Written<Tenant>> first = write(one, suspend(false), false);
    Future<Written<Tenant>> second = write(other, suspend(true), false);

    scheduler.run();

    assertThat(List.of(first.result().after().version(), second.result().after().version()))
        .containsExactly(1, 2);
    scheduler.advance(1_000);
    assertThat(one.store.tenant("acme").suspended()).isTrue();
    assertThat(other.store.tenant("acme")).isEqualTo(one.store.tenant("acme"));
  }

  @Test
  void shouldRefuseAConditionalWriteWhenAnotherNodeWasFirst() {
    write(one, suspend(false), false);
    scheduler.advance(1_000);

    Future<Written<Tenant>> first = write(one, suspend(true), true);
    Future<Written<Tenant>> second = write(other, current -> new Absent<>(2), true);
    scheduler.run();

    assertThat(first.succeeded()).isTrue();
    assertThat(codeOf(second)).isEqualTo(ProblemCode.VERSION_MISMATCH);
    scheduler.advance(1_000);
    assertThat(other.store.tenant("acme")).isEqualTo(one.store.tenant("acme"));
  }

  @Test
  void shouldTellEqualRecordsOfTwoNodesApart() {
    write(one, suspend(false), false);
    scheduler.advance(1_000);

    Future<Written<Tenant>> first = write(one, current -> new Absent<>(2), true);
    Future<Written<Tenant>> second = write(other, current -> new Absent<>(2), true);
    scheduler.run();

    assertThat(topic.records.get(1).value()).isEqualTo(topic.records.get(2).value());
    assertThat(first.succeeded()).isTrue();
    assertThat(codeOf(second)).isEqualTo(ProblemCode.VERSION_MISMATCH);
  }

  @Test
  void shouldAnswerAnAppendOfUnknownOutcomeByWhatTheLogHolds() {
    topic.fate = Fate.LANDED_UNKNOWN;
    Future<Written<Tenant>> landed = write(one, suspend(false), false);
    scheduler.advance(1_000);
    assertThat(landed.result().after().version()).isEqualTo(1);

    topic.fate = Fate.LOST;
    Future<Written<Tenant>> lost = write(one, suspend(true), false);
    scheduler.advance(1_000);
    assertThat(lost.isComplete()).isFalse();
    topic.fate = Fate.ACKNOWLEDGED;
    scheduler.advance(1_000);
    assertThat(lost.result().after().version()).isEqualTo(2);
    assertThat(topic.records).hasSize(2);
  }

  @Test
  void shouldGiveUpAtTheDeadline() {
    topic.reachable = false;
    Future<Written<Tenant>> unread = write(one, suspend(false), false);

    scheduler.advance(AdminWriter.DEADLINE_MILLIS);

    assertThat(codeOf(unread)).isEqualTo(ProblemCode.TEMPORARILY_UNAVAILABLE);
  }

  @Test
  void shouldWriteNothingWhereTheDecisionChangesNothingOrRefuses() {
    Future<Written<Tenant>> unchanged = write(one, current -> current, false);
    Future<Written<Tenant>> refused =
        write(
            one,
            current -> {
              throw new Problem(ProblemCode.NOT_FOUND, "no").toException();
            },
            false);
    scheduler.run();

    assertThat(unchanged.result().after()).isEqualTo(new Absent<>(0));
    assertThat(codeOf(refused)).isEqualTo(ProblemCode.NOT_FOUND);
    assertThat(topic.records).isEmpty();
  }

  @Test
  void shouldRefuseARecordThatIsTooLarge() {
    Set<String> denied =
        IntStream.range(0, 900)
            .mapToObj(i -> "\u0001".repeat(60) + i)
            .collect(java.util.stream.Collectors.toSet());
    var written =
        one.writer.write(
            ObjectKinds.DEVICE_GROUP,
            "00000000",
            current ->
                new Present<>(
                    new DeviceGroup(
                        "00000000", 1, "acme", "trucks", null, List.of(), denied, TestNode.NOW)),
            false,
            "default/key/x");
    scheduler.run();

    assertThat(codeOf(written)).isEqualTo(ProblemCode.LIMIT_REACHED);
  }

  @Test
  void shouldBeStaleOnceTheEndWasNotReachedForLong() {
    scheduler.advance(10_000);
    topic.reachable = false;

    scheduler.advance(TestNode.MAX_STALE.toMillis() - 1_000);
    assertThat(one.store.isFresh()).isTrue();
    scheduler.advance(1_500);
    assertThat(one.store.isFresh()).isFalse();

    topic.reachable = true;
    scheduler.advance(1_000);
    assertThat(one.store.isFresh()).isTrue();
  }

  private static ProblemCode codeOf(Future<?> failed) {
    return ((ProblemException) failed.cause()).problem().code();
  }
}
