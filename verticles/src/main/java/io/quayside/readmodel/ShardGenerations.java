package io.quayside.readmodel;

import io.quayside.readmodel.Generations.Known;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The generations that one shard's projection writes. A generation is followed when it has every
 * record below the projection's place, so that the next batches leave no hole in it; each batch is
 * written to all followed generations in one transaction. Confined to the shard's context.
 */
public final class ShardGenerations {
  private final Generations generations;
  private final Set<Integer> followed = new TreeSet<>();

  /** The generation that the shard loads from: the current one, as soon as it is followed. */
  private int home;

  /**
   * A shard that continues at the current generation's checkpoint.
   *
   * @param checkpoints the shard's checkpoints by generation, of those that {@code known} has
   */
  public ShardGenerations(
      Generations generations, Known known, int shard, Map<Integer, Checkpoint> checkpoints) {
    this.generations = generations;
    this.home = known.current();
    Checkpoint start = start(shard, checkpoints);
    followed.add(home);
    for (Generation one : known.all()) {
      Checkpoint checkpoint = checkpoints.getOrDefault(one.number(), new Checkpoint(shard, 0, 0));
      if (known.isWritten(one.number())
          && checkpoint.eventsNext() >= start.eventsNext()
          && checkpoint.positionsNext() >= start.positionsNext()) {
        followed.add(one.number());
      }
    }
  }

  /** Where the shard continues: the checkpoint of the generation that it loads from. */
  public Checkpoint start(int shard, Map<Integer, Checkpoint> checkpoints) {
    return checkpoints.getOrDefault(home, new Checkpoint(shard, 0, 0));
  }

  /** The generation that the shard loads from. */
  public int home() {
    Known known = generations.known();
    if (home != known.current() && followed.contains(known.current())) {
      home = known.current();
    }
    return home;
  }

  /** The generations that a batch is written to. */
  List<Integer> written() {
    leaveOthers(generations.known());
    return List.copyOf(followed);
  }

  /** The generation that must be written and has holes still, or null. */
  public @Nullable Integer missing() {
    Known known = generations.known();
    leaveOthers(known);
    List<Integer> wanted = new ArrayList<>(2);
    wanted.add(known.current());
    if (known.rebuilt() != null) {
      wanted.add(known.rebuilt());
    }
    wanted.removeAll(followed);
    return wanted.isEmpty() ? null : wanted.getFirst();
  }

  private void leaveOthers(Known known) {
    int first = home();
    followed.removeIf(generation -> generation != first && !known.isWritten(generation));
  }

  /** Whether the next batches leave no hole in a generation. */
  public boolean follows(int generation) {
    return followed.contains(generation);
  }

  /** From the next batch on the generation is written too: it has everything before that. */
  public void follow(int generation) {
    followed.add(generation);
  }
}
