package org.noisystudent.pseudolabel;

import com.google.common.primitives.ImmutableIntArray;
import java.io.Serializable;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * What is selected of a shard of the scores, so that a selection can be made where the shards are.
 *
 * @param shard the number of the shard
 * @param images the images, by their numbers in the shard, ascending
 * @param copies how often each of them is used
 */
public record ShardSelection(int shard, ImmutableIntArray images, ImmutableIntArray copies)
    implements Serializable {
  /** Checks the lengths. */
  public ShardSelection {
    if (images.length() != copies.length()) {
      throw new IllegalArgumentException(
          "copies (" + copies.length() + ") must be " + images.length());
    }
  }

  /**
   * Returns an exact selection, as {@link ClassBalancer} makes it.
   *
   * @param part the scores of the shard
   * @param taken the images that are used, ascending
   * @param more those of them that are used once more than others of their class, ascending
   */
  public static ShardSelection exact(
      int shard,
      Scores part,
      int[] taken,
      int[] more,
      ClassBalancer balancer,
      ClassThresholds thresholds) {
    return of(
        shard,
        taken,
        image ->
            balancer.each(thresholds.used(Score.label(part.score(image))))
                + (Arrays.binarySearch(more, image) >= 0 ? 1 : 0));
  }

  /**
   * Returns a selection as the reference makes it.
   *
   * @param part the scores of the shard, one shard
   */
  public static ShardSelection reference(
      int shard, Scores part, ReferenceBalancer balancer, ReferenceBalancer.Rule rule) {
    Copies copies = balancer.copies(part, rule);
    return of(shard, copies.selected().images(), copies::of);
  }

  private static ShardSelection of(int shard, int[] images, IntUnaryOperator copies) {
    return new ShardSelection(
        shard,
        ImmutableIntArray.copyOf(images),
        ImmutableIntArray.copyOf(Arrays.stream(images).map(copies)));
  }

  /** Returns how many images are selected. */
  public int size() {
    return images.length();
  }

  /** Returns the images from a place among them (inclusive) to another (exclusive). */
  public ShardSelection slice(int from, int to) {
    return new ShardSelection(
        shard, images.subArray(from, to).trimmed(), copies.subArray(from, to).trimmed());
  }

  /**
   * Counts all images of the shard for the statistics.
   *
   * @param part the scores of the shard
   * @param trueLabels the true class of each image by its number in the shard, -1 = not known
   */
  public SelectionTally tally(Scores part, IntUnaryOperator trueLabels) {
    SelectionTally tally = new SelectionTally(part.classes());
    int[] next = {0};
    BlockScan.inOrder(
        part,
        (first, block, count) -> {
          for (int i = 0; i < count; i++) {
            int image = first + i;
            boolean has = next[0] < images.length() && images.get(next[0]) == image;
            int trueLabel = Score.isScored(block[i]) ? trueLabels.applyAsInt(image) : -1;
            tally.add(block[i], trueLabel, has ? copies.get(next[0]++) : 0);
          }
        });
    return tally;
  }
}
