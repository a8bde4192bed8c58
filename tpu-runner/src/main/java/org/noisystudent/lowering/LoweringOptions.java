package org.noisystudent.lowering;

import java.nio.file.Path;
import java.time.Duration;
import org.noisystudent.process.UserCaches;

/**
 * How modules are made.
 *
 * @param cache folder that keeps them
 * @param timeLimit how long the process that lowers may take
 * @param heapMegabytes heap of that process; TensorFlow's own memory comes on top
 */
public record LoweringOptions(Path cache, Duration timeLimit, int heapMegabytes) {
  /** Our choice: EfficientNet-L2 takes a few minutes. */
  private static final Duration TIME_LIMIT = Duration.ofMinutes(20);

  /** Our choice: the graph of EfficientNet-L2 takes a few hundred. */
  private static final int HEAP_MEGABYTES = 1024;

  /** Refuses limits that allow nothing. */
  public LoweringOptions {
    if (timeLimit.isNegative() || timeLimit.isZero()) {
      throw new IllegalArgumentException("timeLimit (" + timeLimit + ") must be > 0");
    }
    if (heapMegabytes < 1) {
      throw new IllegalArgumentException("heapMegabytes (" + heapMegabytes + ") must be >= 1");
    }
  }

  /** Returns the defaults: a folder of the user's caches, and time for the largest network. */
  public static LoweringOptions defaults() {
    return new LoweringOptions(UserCaches.folder().resolve("lowered"), TIME_LIMIT, HEAP_MEGABYTES);
  }
}
