package org.noisystudent.corruption;

import java.util.function.Consumer;
import java.util.function.Supplier;

/** Sequences in which the image stays where it is. */
final class ChangingFrames {
  static final int FRAMES = 31;
  private static final int MIDDLE = 15;

  private static final double[] GAUSSIAN = {.02, .025, .03, .035};
  private static final double[] PHOTONS = {700, 500, 300, 250};
  private static final double[] SPECKLE = {.05, .05, .05, .06};
  private static final double[] BRIGHTER = {1.5, 2, 2, 2};

  /** Reach, deviation, frames, degrees a frame. */
  private static final double[][] MOTION = {
    {6, 1.8, 21, 9}, {14, 3, 31, 5}, {10, 3, 31, 4}, {13, 3, 31, 4}
  };

  /** Mean, deviation, enlargement and threshold of flakes; reach and deviation of their fall. */
  private static final double[][] SNOW = {
    {.05, .3, 2, .5, 10, 2},
    {.05, .28, 2, .5, 10, 2.5},
    {.05, .3, 3, .5, 14, 4},
    {.05, .3, 3, .5, 14, 4}
  };

  private static final double SNOW_SHARE = .85;

  /** The first standard deviation, how much more each frame has, reach of the kernel. */
  private static final double[][] BLUR = {
    {.3, .015, 7}, {.35, .014, 7}, {.25, .035, 6}, {.35, .035, 6}
  };

  /** Mean, deviation, blur and threshold of the liquid. */
  private static final double[][] SPATTER = {
    {.6, .265, 1.75, .7}, {.6, .25, 1.75, .7}, {.65, .27, 3.7, .69}, {.65, .3, 4, .69}
  };

  private static final float WATER = .6f;

  /** What a place has, each frame, of the liquid before: from that just below it upwards. */
  private static final double[][] RUN = {
    {0, .2, .8, 0}, {0, .2, .8, 0}, {.05, .1, .15, .7}, {.05, .1, .15, .7}
  };

  private ChangingFrames() {}

  static void gaussianNoise(View view, Draws draws, Consumer<Bitmap> to) {
    noise(view, to, () -> Noise.gaussian(view.clean(), GAUSSIAN[view.scale().row()], draws));
  }

  static void shotNoise(View view, Draws draws, Consumer<Bitmap> to) {
    noise(view, to, () -> Noise.shot(view.clean(), PHOTONS[view.scale().row()], draws));
  }

  static void speckleNoise(View view, Draws draws, Consumer<Bitmap> to) {
    noise(view, to, () -> Noise.speckle(view.clean(), SPECKLE[view.scale().row()], draws));
  }

  /** Gives the clean image, then one with noise of its own for each other frame. */
  private static void noise(View view, Consumer<Bitmap> to, Supplier<Bitmap> noisy) {
    to.accept(view.clean());
    for (int i = 1; i < FRAMES; i++) {
      to.accept(noisy.get());
    }
  }

  /** Turns the direction. At 64 pixels it is the picture before resizing that is blurred. */
  static void motionBlur(View view, Consumer<Bitmap> to) {
    double[] c = MOTION[view.scale().row()];
    boolean before = view.scale() == ImageScale.TINY_IMAGENET;
    for (int i = 0; i < c[2]; i++) {
      double degrees = (i - (c[2] - 1)) * c[3];
      Bitmap image = before ? view.original() : view.clean();
      Bitmap blurred = MotionBlur.apply(image, c[0], c[1], degrees);
      to.accept(before ? view.frame(blurred) : blurred);
    }
  }

  /** Turns the direction in which the same flakes fall. */
  static void snow(View view, Draws draws, Consumer<Bitmap> to) {
    double[] c = SNOW[view.scale().row()];
    Bitmap flakes = Snow.flakes(view.clean(), c, draws);
    for (int i = 0; i < FRAMES; i++) {
      to.accept(Snow.fall(view.clean(), flakes, c[4], c[5], 4 * i - 150, SNOW_SHARE));
    }
  }

  static void brightness(View view, Consumer<Bitmap> to) {
    for (int i = 0; i < FRAMES; i++) {
      double more = (i - MIDDLE) * BRIGHTER[view.scale().row()] / 100;
      to.accept(view.like(Colour.brightness(view.clean().rgb(), more)));
    }
  }

  static void gaussianBlur(View view, Consumer<Bitmap> to) {
    double[] c = BLUR[view.scale().row()];
    for (int i = 0; i < FRAMES; i++) {
      Samples x = Samples.of(view.clean());
      GaussianFilter.Edge edge = GaussianFilter.Edge.NEAREST;
      to.accept(GaussianFilter.blur(x, c[0] + c[1] * i, c[2], edge).toBitmap());
    }
  }

  /** Lets drops run down. */
  static void spatter(View view, Draws draws, Consumer<Bitmap> to) {
    double[] c = SPATTER[view.scale().row()];
    Samples liquid = Spatter.liquid(view.clean(), c[0], c[1], c[2], c[3], draws);
    for (int i = 0; i < FRAMES; i++) {
      to.accept(view.like(Spatter.water(view.clean().rgb(), liquid, WATER)));
      liquid = run(liquid, RUN[view.scale().row()]);
    }
  }

  private static Samples run(Samples liquid, double[] shares) {
    Samples after = new Samples(liquid.height, liquid.width, 1);
    for (int row = 0; row < liquid.height; row++) {
      for (int i = 0; i < shares.length; i++) {
        int from = row + 1 - i;
        if (from >= 0 && from < liquid.height) {
          for (int column = 0; column < liquid.width; column++) {
            after.values[row * liquid.width + column] += shares[i] * liquid.at(from, column, 0);
          }
        }
      }
    }
    return after;
  }
}
