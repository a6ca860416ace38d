package io.quayside.consumer;

import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which texts of SQL end a transaction. */
class TransactionWordsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "commit",
        " COMMIT ;",
        "commit and chain",
        "end",
        "abort",
        "rollback",
        "Rollback work",
        "insert into a values (1); commit",
        "/* first */ -- and\n commit",
        "insert into a values ('it''s'); rollback",
        "insert into a values (E'\\''); rollback --'",
        "do $$ begin end $$; commit",
        "prepare transaction 'a'",
      })
  void shouldRefuseWhatEndsATransaction(String sql) {
    assertThatIllegalStateException().isThrownBy(() -> TransactionWords.refuse(sql));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "insert into commit values (1)",
        "insert into a values ('; commit')",
        "insert into a values (E'\\'; commit')",
        "select \"a;rollback\" from b -- ; commit",
        "select 1 /* ; commit */",
        "do $a$ begin; commit; end $a$",
        "rollback to savepoint a",
        "rollback work to a; select 1",
        "savepoint a; release a",
        "prepare a as select 1",
      })
  void shouldAllowAllElse(String sql) {
    assertThatNoException().isThrownBy(() -> TransactionWords.refuse(sql));
  }
}
