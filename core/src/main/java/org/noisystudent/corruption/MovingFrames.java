package org.noisystudent.corruption;

import java.util.function.Consumer;
import java.util.function.IntFunction;

/** Sequences in which the image moves; what moves in is what lies around it, else black. */
final class MovingFrames {
  private static final int FRAMES = ChangingFrames.FRAMES;
  private static final int MIDDLE = 15;

  /** Pixels to the left of the first frame, frames. */
  private static final int[][] TRANSLATE = {{7, 16}, {15, 31}, {20, 41}, {20, 41}};

  /** Degrees a frame. */
  private static final double[] TILT = {.75, 1, 1, 1};

  /** Percent of the first frame, and how many more each frame has. */
  private static final double[][] SCALE = {{70, 2}, {40, 2.5}, {40, 2.5}, {40, 2.5}};

  private static final double ZOOM = .004;

  private MovingFrames() {}

  static void translate(View view, Consumer<Bitmap> to) {
    int[] c = TRANSLATE[view.scale().row()];
    each(c[1], to, i -> view.crop(Affine.move(view.wide(), i - c[0])));
  }

  static void rotate(View view, Consumer<Bitmap> to) {
    each(FRAMES, to, i -> moved(view, i - MIDDLE, 1, 0));
  }

  static void shear(View view, Consumer<Bitmap> to) {
    each(FRAMES, to, i -> moved(view, 0, 1, i - MIDDLE));
  }

  static void scale(View view, Consumer<Bitmap> to) {
    double[] c = SCALE[view.scale().row()];
    View from = centred(view);
    each(FRAMES, to, i -> moved(from, 0, (i * c[1] + c[0]) / 100, 0));
  }

  /** Averages the image with ever larger ones. */
  static void zoomBlur(View view, Consumer<Bitmap> to) {
    View from = centred(view);
    Samples sum = Samples.ofFloats(view.clean());
    to.accept(view.clean());
    for (int i = 1; i < FRAMES; i++) {
      Samples larger = Samples.ofFloats(moved(from, 0, 1 + ZOOM * i, 0));
      Samples mean = new Samples(sum.height, sum.width, sum.channels);
      for (int k = 0; k < sum.values.length; k++) {
        sum.values[k] = (float) sum.values[k] + (float) larger.values[k];
        mean.values[k] = (float) sum.values[k] / (i + 1);
      }
      to.accept(mean.toBitmapOfFloats());
    }
  }

  /** Turns the picture out of its plane, about both axes at once. */
  static void tilt(View view, Consumer<Bitmap> to) {
    double degrees = TILT[view.scale().row()];
    each(
        FRAMES,
        to,
        i ->
            view.crop(
                Warp.perspective(
                    view.wide(), tilted(view.wide(), degrees * (i - MIDDLE)).inverse())));
  }

  /** Returns where each point goes: the picture stands its diagonal away from the eye. */
  private static Matrix3 tilted(Bitmap image, double degrees) {
    double angle = StrictMath.toRadians(degrees);
    double sine = StrictMath.sin(angle);
    double cosine = StrictMath.cos(angle);
    double x = image.width() / 2.;
    double y = image.height() / 2.;
    double away = StrictMath.sqrt(4 * (x * x + y * y));
    Matrix3 middle = new Matrix3(1, 0, -x, 0, 1, -y, 0, 0, 1);
    Matrix3 aboutDown = new Matrix3(cosine, 0, -sine, 0, 1, 0, sine, 0, cosine);
    Matrix3 aboutAcross = new Matrix3(1, 0, 0, 0, cosine, -sine, 0, sine, cosine);
    Matrix3 eye = new Matrix3(away, 0, x, 0, away, y, 0, 0, 1);
    return eye.times(aboutAcross.times(aboutDown).times(middle).plusLast(away));
  }

  /** At 299 pixels the authors enlarge what is cropped, else what is not yet. */
  private static View centred(View view) {
    return view.scale() == ImageScale.INCEPTION ? view.withoutSurroundings() : view;
  }

  private static Bitmap moved(View view, double degrees, double scale, double shear) {
    Bitmap wide = view.wide();
    return view.crop(Affine.of(wide, degrees, scale, shear).bilinear(wide));
  }

  private static void each(int count, Consumer<Bitmap> to, IntFunction<Bitmap> frame) {
    for (int i = 0; i < count; i++) {
      to.accept(frame.apply(i));
    }
  }
}
