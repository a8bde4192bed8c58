package org.noisystudent.attack;

import com.google.common.hash.Hashing;
import java.util.SplittableRandom;

/**
 * Where attacks on images start: a point of the cube -1..1 for each, by seed and number of the
 * image alone, whatever the batches are. Each epsilon of a curve scales the same points.
 */
final class RandomStart {
  private RandomStart() {}

  /** Fills values from an offset on with the point of an image. */
  static void fill(long seed, int image, float[] values, int offset, int count) {
    long own = // hashed, for the streams of neighbouring seeds overlap
        Hashing.murmur3_128().newHasher().putLong(seed).putInt(image).hash().asLong();
    SplittableRandom random = new SplittableRandom(own);
    for (int i = offset; i < offset + count; i++) {
      values[i] = (float) (2 * random.nextDouble() - 1);
    }
  }
}
