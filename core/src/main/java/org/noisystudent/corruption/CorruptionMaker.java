package org.noisystudent.corruption;

import org.noisystudent.corruption.Resampling.Filter;
import org.noisystudent.robustness.Corruption;

/**
 * Corrupts images as the makers of ImageNet-C do (Hendrycks and Dietterich, "Benchmarking Neural
 * Network Robustness to Common Corruptions and Perturbations", ICLR 2019; hendrycks/robustness).
 * The same image, corruption, severity and seed give the same bytes. Safe for several threads.
 *
 * <p>A grey image stays grey: what needs colour is done in colour, and its luma is kept.
 */
final class CorruptionMaker {
  private static final int[][] QUALITY = {
    {80, 65, 58, 50, 40}, {65, 58, 50, 40, 25}, {25, 18, 15, 10, 7}, {23, 16, 13, 8, 5}
  };
  private static final double[][] PIXELATE = {
    {.95, .9, .85, .75, .65}, {.9, .8, .7, .6, .5}, {.6, .5, .4, .3, .25}, {.5, .4, .3, .25, .2}
  };

  private final FrostSource frost;
  private final ImageCodec codec;

  CorruptionMaker(FrostSource frost, ImageCodec codec) {
    this.frost = frost;
    this.codec = codec;
  }

  /**
   * Returns an image corrupted, with the constants of the nearest scale.
   *
   * @param severity 1..5
   */
  Bitmap apply(Corruption corruption, int severity, Bitmap image, long seed) {
    Draws draws = Draws.of(seed, corruption.toString().hashCode(), severity, image.identity());
    return apply(corruption, new Level(ImageScale.nearest(image.side()), severity), image, draws);
  }

  Bitmap apply(Corruption corruption, Level level, Bitmap image, Draws draws) {
    return switch (corruption) {
      case GAUSSIAN_NOISE -> Noise.gaussian(image, level, draws);
      case SHOT_NOISE -> Noise.shot(image, level, draws);
      case IMPULSE_NOISE -> Noise.impulse(image, level, draws);
      case DEFOCUS_BLUR -> Defocus.apply(image, level);
      case GLASS_BLUR -> Blur.glass(image, level, draws);
      case MOTION_BLUR -> MotionBlur.apply(image, level, draws);
      case ZOOM_BLUR -> Blur.zoom(image, level);
      case SNOW -> Snow.apply(image, level, draws);
      case FROST -> like(image, Frost.apply(image.rgb(), level, frost, draws));
      case FOG -> Fog.apply(image, level, draws);
      case BRIGHTNESS -> like(image, Colour.brightness(image.rgb(), level));
      case CONTRAST -> Colour.contrast(image, level);
      case ELASTIC_TRANSFORM -> Elastic.apply(image, level, draws);
      case PIXELATE -> pixelate(image, level.of(PIXELATE));
      case JPEG_COMPRESSION ->
          codec.throughJpeg(image, QUALITY[level.scale().row()][level.severity() - 1]);
      case SPECKLE_NOISE -> Noise.speckle(image, level, draws);
      case GAUSSIAN_BLUR -> Blur.gaussian(image, level);
      case SPATTER -> like(image, Spatter.apply(image.rgb(), level, draws));
      case SATURATE -> like(image, Colour.saturate(image.rgb(), level));
    };
  }

  /** Returns a picture, grey where the image it was made of is. */
  private static Bitmap like(Bitmap image, Bitmap rgb) {
    return image.channels() == 1 ? rgb.grey() : rgb;
  }

  private static Bitmap pixelate(Bitmap image, double share) {
    Bitmap small =
        Resampling.resize(
            image, (int) (image.height() * share), (int) (image.width() * share), Filter.BOX);
    return Resampling.resize(small, image.height(), image.width(), Filter.BOX);
  }
}
