package org.noisystudent.robustness;

import java.nio.file.Path;
import java.util.List;

/** An image, more and more perturbed. */
sealed interface FrameSequence {
  /** Returns where it is. */
  Path place();

  /**
   * A folder of images.
   *
   * @param frames in order
   */
  record Images(Path place, List<Path> frames) implements FrameSequence {
    public Images {
      frames = List.copyOf(frames);
    }
  }

  /** A video, as ImageNet-P is published. */
  record Video(Path place) implements FrameSequence {}
}
