package org.noisystudent.data;

/** The independent random streams that follow from one seed. */
public enum SeedStream {
  /** Of a run: which images are labeled, held out or left out. */
  DRAW(Owner.RUN, 2),
  /** Of a run: which images are copied by a selection. */
  SELECTION(Owner.RUN, 3),
  /** Of a run: the noise of a teacher that labels under noise. */
  NOISED_TEACHER(Owner.RUN, 4),
  /** Of a run: the one training of a run without the loop. */
  SINGLE_TRAINING(Owner.RUN, 99),
  /** Of a run, numbered by iteration: the training of a model. */
  MODEL(Owner.RUN, 100),
  /** Of a training: order and augmentation of its images. */
  INPUT(Owner.TRAINING, 1),
  /** Of a training: first weights, and masks inside the network. */
  WEIGHTS(Owner.TRAINING, 2),
  /** Of a training: the resolution fix that follows it, a training of its own. */
  RESOLUTION_FIX(Owner.TRAINING, 3),
  /** Of an input: order and augmentation of its labeled images. */
  LABELED(Owner.INPUT, 0),
  /** Of an input: order and augmentation of its unlabeled images. */
  UNLABELED(Owner.INPUT, 1);

  private final Owner owner;
  private final long number;

  /** Whose seed the stream follows from; two streams of one owner never have one number. */
  enum Owner {
    RUN,
    TRAINING,
    INPUT
  }

  SeedStream(Owner owner, long number) {
    this.owner = owner;
    this.number = number;
  }

  /** Returns the seed of this stream, which shares nothing with the owner's other streams. */
  public long of(long seed) {
    return mix(seed, number);
  }

  /** Returns the seed of one of a numbered stream, counted from 0. */
  public long of(long seed, int index) {
    if (this != MODEL || index < 0) {
      throw new IllegalArgumentException(this + " has no stream of number " + index);
    }
    return mix(seed, number + index);
  }

  Owner owner() {
    return owner;
  }

  long number() {
    return number;
  }

  /** SplitMix64. */
  private static long mix(long seed, long stream) {
    long z = seed + (stream + 1) * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
