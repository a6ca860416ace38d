package io.quayside.domain.tracking;

/**
 * The number of a tracking update among those of its device for one shipment. A device counts up
 * within an epoch; one that counts anew after a restart raises the epoch.
 *
 * @param epoch 0 to 2^31-1; 0 where the device sends none
 * @param number 0 to {@link #MAX_NUMBER}
 */
public record SequenceNumber(int epoch, long number) implements Comparable<SequenceNumber> {
  public static final long MAX_NUMBER = (1L << 53) - 1;

  public SequenceNumber {
    if (epoch < 0 || number < 0) {
      throw new IllegalArgumentException(
          "a sequence and its epoch are 0 or more, not " + epoch + '.' + number);
    }
  }

  /** Whether the window has left this number behind once {@code other} has been taken. */
  public boolean isLateAfter(SequenceNumber other) {
    return epoch < other.epoch
        || (epoch == other.epoch && other.number - number >= SequenceWindow.WIDTH);
  }

  /** By epoch, then by number. */
  @Override
  public int compareTo(SequenceNumber other) {
    return epoch != other.epoch
        ? Integer.compare(epoch, other.epoch)
        : Long.compare(number, other.number);
  }

  /** As ids of records have it: {@code 3.42}, and {@code 42} in epoch 0. */
  @Override
  public String toString() {
    return epoch == 0 ? Long.toString(number) : epoch + "." + number;
  }
}
