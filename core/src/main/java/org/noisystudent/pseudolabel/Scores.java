package org.noisystudent.pseudolabel;

/**
 * The score of each image, by number. Immutable, safe for several threads, and read in blocks: a
 * loop over a block in an array is as fast as memory, whatever the scores lie in.
 */
public interface Scores {
  /** The most images of a block. */
  int BLOCK = 1 << 16;

  /** Returns the number of images, with and without a prediction. */
  int images();

  /** Returns the number of classes. */
  int classes();

  /** Returns the number of parts that were scored one by one. */
  int shards();

  /** Returns the first image of a shard; that of {@link #shards} is {@link #images}. */
  int first(int shard);

  /** Returns the number of blocks. */
  int blocks();

  /** Returns the first image of a block. */
  int firstOf(int block);

  /**
   * Reads a block.
   *
   * @param into takes the scores, at least {@link #BLOCK} long
   * @return how many there are
   */
  int read(int block, long[] into);

  /** Returns the score of an image. */
  long score(int image);
}
