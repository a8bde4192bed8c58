package org.noisystudent.corruption;

import java.util.function.Consumer;
import org.noisystudent.robustness.Perturbation;

/**
 * Makes sequences of images that change little from frame to frame, as the makers of ImageNet-P do
 * at difficulty 1 (hendrycks/robustness, ImageNet-P/create_p). The same image, perturbation and
 * seed give the same bytes. Safe for several threads.
 *
 * <p>A grey image stays grey: what needs colour is done in colour, and its luma is kept.
 */
final class PerturbationMaker {
  private PerturbationMaker() {}

  /** Gives the frames of an image in their order. */
  static void frames(Perturbation perturbation, View view, long seed, Consumer<Bitmap> to) {
    Draws draws = Draws.of(seed, perturbation.toString().hashCode(), view.clean().identity());
    frames(perturbation, view, draws, to);
  }

  /** Makes the frames of an image from some draws. */
  static void frames(Perturbation perturbation, View view, Draws draws, Consumer<Bitmap> to) {
    switch (perturbation) {
      case GAUSSIAN_NOISE -> ChangingFrames.gaussianNoise(view, draws, to);
      case SHOT_NOISE -> ChangingFrames.shotNoise(view, draws, to);
      case MOTION_BLUR -> ChangingFrames.motionBlur(view, to);
      case ZOOM_BLUR -> MovingFrames.zoomBlur(view, to);
      case SNOW -> ChangingFrames.snow(view, draws, to);
      case BRIGHTNESS -> ChangingFrames.brightness(view, to);
      case TRANSLATE -> MovingFrames.translate(view, to);
      case ROTATE -> MovingFrames.rotate(view, to);
      case TILT -> MovingFrames.tilt(view, to);
      case SCALE -> MovingFrames.scale(view, to);
      case SPECKLE_NOISE -> ChangingFrames.speckleNoise(view, draws, to);
      case GAUSSIAN_BLUR -> ChangingFrames.gaussianBlur(view, to);
      case SPATTER -> ChangingFrames.spatter(view, draws, to);
      case SHEAR -> MovingFrames.shear(view, to);
    }
  }
}
