package org.noisystudent.pseudolabel;

import java.util.List;

/** Scores held in memory, scored as one shard. */
public final class MemoryScores implements Scores {
  private final int classes;
  private final long[] scores;

  private MemoryScores(int classes, long[] scores) {
    this.classes = classes;
    this.scores = scores;
  }

  /** Returns the scores of images 0, 1, ...: a copy. */
  public static MemoryScores of(int classes, long[] scores) {
    return new MemoryScores(classes, scores.clone());
  }

  /**
   * Returns the scores of probabilities.
   *
   * @param rows [images][classes]; an empty row is an image without a prediction
   */
  public static MemoryScores of(int classes, List<float[]> rows) {
    return new MemoryScores(classes, rows.stream().mapToLong(Score::of).toArray());
  }

  @Override
  public int images() {
    return scores.length;
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public int shards() {
    return 1;
  }

  @Override
  public int first(int shard) {
    return shard == 0 ? 0 : scores.length;
  }

  @Override
  public int blocks() {
    return (int) (((long) scores.length + BLOCK - 1) / BLOCK);
  }

  @Override
  public int firstOf(int block) {
    return block * BLOCK;
  }

  @Override
  public int read(int block, long[] into) {
    int count = Math.min(BLOCK, scores.length - firstOf(block));
    System.arraycopy(scores, firstOf(block), into, 0, count);
    return count;
  }

  @Override
  public long score(int image) {
    return scores[image];
  }
}
