package org.noisystudent.corruption;

/** Corruptions of colour and light: each pixel by itself. */
final class Colour {
  private static final double[][] BRIGHTNESS = {
    {.05, .1, .15, .2, .3}, {.1, .2, .3, .4, .5}, {.1, .2, .3, .4, .5}, {.1, .2, .3, .4, .5}
  };
  private static final double[][] CONTRAST = {
    {.75, .5, .4, .3, .15}, {.4, .3, .2, .1, .05}, {.4, .3, .2, .1, .05}, {.4, .3, .2, .1, .05}
  };

  /** Factor and offset of the saturation. */
  private static final double[][][] SATURATE = {
    {{.3, 0}, {.1, 0}, {1.5, 0}, {2, .1}, {2.5, .2}},
    {{.3, 0}, {.1, 0}, {2, 0}, {5, .1}, {30, .2}},
    {{.3, 0}, {.1, 0}, {2, 0}, {5, .1}, {20, .2}},
    {{.3, 0}, {.1, 0}, {2, 0}, {5, .1}, {20, .2}}
  };

  private Colour() {}

  static Bitmap brightness(Bitmap rgb, Level level) {
    return brightness(rgb, level.of(BRIGHTNESS));
  }

  /** Adds to the value of HSV. */
  static Bitmap brightness(Bitmap rgb, double more) {
    return hsv(rgb, 1, 0, more);
  }

  /** Changes the saturation of HSV. */
  static Bitmap saturate(Bitmap rgb, Level level) {
    double[] c = level.of(SATURATE);
    return hsv(rgb, c[0], c[1], 0);
  }

  /** Draws each channel's values towards their mean. */
  static Bitmap contrast(Bitmap image, Level level) {
    double c = level.of(CONTRAST);
    Samples x = Samples.of(image);
    int pixels = x.height * x.width;
    for (int channel = 0; channel < x.channels; channel++) {
      double sum = 0;
      for (int i = 0; i < pixels; i++) {
        sum += x.values[i * x.channels + channel];
      }
      double mean = sum / pixels;
      for (int i = channel; i < x.values.length; i += x.channels) {
        x.values[i] = (x.values[i] - mean) * c + mean;
      }
    }
    return x.toBitmap();
  }

  private static Bitmap hsv(Bitmap rgb, double factor, double offset, double more) {
    Samples x = Samples.of(rgb);
    for (int i = 0; i < x.values.length; i += 3) {
      double red = x.values[i];
      double green = x.values[i + 1];
      double blue = x.values[i + 2];
      double value = Math.max(red, Math.max(green, blue));
      double range = value - Math.min(red, Math.min(green, blue));
      double saturation = range == 0 ? 0 : range / value;
      double hue = range == 0 ? 0 : hue(red, green, blue, value, range);
      rgb(
          x.values,
          i,
          hue,
          factor == 1 && offset == 0 ? saturation : held(saturation * factor + offset),
          more == 0 ? value : held(value + more));
    }
    return x.toBitmap();
  }

  /** Returns the hue, 0..1; of equal largest channels the last counts. */
  private static double hue(double red, double green, double blue, double value, double range) {
    double sixths;
    if (blue == value) {
      sixths = 4 + (red - green) / range;
    } else if (green == value) {
      sixths = 2 + (blue - red) / range;
    } else {
      sixths = (green - blue) / range;
    }
    double hue = sixths / 6;
    return hue < 0 ? hue + 1 : hue;
  }

  private static void rgb(double[] to, int at, double hue, double saturation, double value) {
    int sextant = (int) Math.floor(hue * 6);
    double f = hue * 6 - sextant;
    double p = value * (1 - saturation);
    double q = value * (1 - f * saturation);
    double t = value * (1 - (1 - f) * saturation);
    double[] pixel =
        switch (sextant % 6) {
          case 0 -> new double[] {value, t, p};
          case 1 -> new double[] {q, value, p};
          case 2 -> new double[] {p, value, t};
          case 3 -> new double[] {p, q, value};
          case 4 -> new double[] {t, p, value};
          default -> new double[] {value, p, q};
        };
    System.arraycopy(pixel, 0, to, at, 3);
  }

  private static double held(double value) {
    return Math.max(0, Math.min(1, value));
  }
}
