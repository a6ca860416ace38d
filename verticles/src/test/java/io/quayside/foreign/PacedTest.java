package io.quayside.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacedTest {
  private final List<Promise<Void>> begun = new ArrayList<>();

  private Future<Void> all(int count, int most) {
    var things = Collections.nCopies(count, "thing");
    return Paced.all(
        things,
        most,
        thing -> {
          Promise<Void> one = Promise.promise();
          begun.add(one);
          return one.future();
        });
  }

  @Test
  void shouldDoSoManyAtATime() {
    var done = all(3, 2);
    assertThat(begun).hasSize(2);
    begun.get(1).complete();
    assertThat(begun).hasSize(3);
    begun.get(0).complete();
    assertThat(done.isComplete()).isFalse();
    begun.get(2).complete();
    assertThat(done.succeeded()).isTrue();
    assertThat(all(0, 1).succeeded()).isTrue();
  }

  @Test
  void shouldFailOnceNothingIsUnderWay() {
    var done = all(5, 3);
    begun.get(1).fail("first");
    assertThat(done.isComplete()).isFalse();
    begun.get(0).complete();
    begun.get(2).fail("second");

    assertThat(done.cause()).hasMessage("first");
    assertThat(begun).as("no other begins").hasSize(3);
  }
}
