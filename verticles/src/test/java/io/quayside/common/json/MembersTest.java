package io.quayside.common.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MembersTest {
  @Test
  void shouldHoldMembersInTheirOrder() {
    Members members = new Members();
    assertThat(members).isEmpty();
    assertThat(members.add("b", 1L)).isTrue();
    assertThat(members.add("a", "x")).isTrue();
    assertThat(members).isEqualTo(Map.of("a", "x", "b", 1L)).hasSize(2);
    assertThat(members.keySet()).containsExactly("b", "a");
    assertThat(members.toString()).isEqualTo("{b=1, a=x}");
  }

  @Test
  void shouldTakeNoNameTwiceAndNoMoreThanItsBound() {
    Members members = new Members();
    for (int i = 0; i < Members.MAX; i++) {
      assertThat(members.add("n" + i, i)).isTrue();
      assertThat(members.add("n" + i / 2, "again")).isFalse();
    }
    assertThat(members.add("more", 1)).isFalse();
    assertThat(members).hasSize(Members.MAX).doesNotContainKey("more").doesNotContainValue("again");
  }

  @Test
  void shouldFindWhatAMapFindsInAnyOrder() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int run = 0; run < 2_000; run++) {
      Members members = new Members();
      Map<String, Object> map = new LinkedHashMap<>();
      for (int i = random.nextInt(Members.MAX); i > 0; i--) {
        // "Aa" and "BB" have the same hash, and so have the longer ones of them.
        String name = (random.nextBoolean() ? "Aa" : "BB").repeat(random.nextInt(4)) + i % 5;
        if (map.putIfAbsent(name, i) == null) {
          assertThat(members.add(name, i)).isTrue();
        } else {
          assertThat(members.add(name, i)).isFalse();
        }
      }
      List<String> asked = new ArrayList<>(map.keySet());
      asked.addAll(List.of("Aa", "BB", "AaAa9", ""));
      for (int i = 0; i < 40; i++) {
        String name = new String(asked.get(random.nextInt(asked.size())).toCharArray());
        assertThat(members.get(name)).as("seed %d", seed).isEqualTo(map.get(name));
        assertThat(members.containsKey(name)).isEqualTo(map.containsKey(name));
      }
      assertThat(new ArrayList<>(members.entrySet())).isEqualTo(new ArrayList<>(map.entrySet()));
    }
  }
}
