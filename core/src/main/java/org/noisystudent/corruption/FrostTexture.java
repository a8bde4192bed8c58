package org.noisystudent.corruption;

import java.util.Arrays;

/**
 * Frost that is computed: stars of ice needles over uneven rime. It stands in for the authors'
 * photographs, which are the works of others and no part of this program: brightness, colour and
 * contrast are those of the five photographs, the forms are not.
 */
final class FrostTexture implements FrostSource {
  /**
   * A pane: what was measured on one of the photographs the authors draw from, in 0..255.
   *
   * @param contrast standard deviation inside a part of 224 x 224
   */
  private record Pane(double red, double green, double blue, double contrast) {}

  private static final Pane[] PANES = {
    new Pane(77, 148, 164, 15),
    new Pane(198, 202, 211, 20),
    new Pane(198, 202, 211, 20),
    new Pane(144, 160, 172, 26),
    new Pane(102, 113, 125, 35)
  };

  /** How the mean of a part differs from the photograph's: standard deviation. */
  private static final double UNEVEN = 8;

  /** The longest needle in pixels, by scale. */
  private static final double[] LONGEST = {5, 8, 24, 24};

  private static final double SHORTEST = 2;
  private static final int NEEDLES = 6;
  private static final double DENSITY = 12;
  private static final double RIME = 1;
  private static final double RIME_DECAY = 1.5;

  @Override
  public Bitmap patch(ImageScale scale, int height, int width, Draws draws) {
    Pane pane = PANES[draws.below(PANES.length)];
    double[] ice = rime(height, width, draws);
    double longest = LONGEST[scale.row()];
    int stars = (int) (DENSITY * height * width / (longest * longest));
    for (int i = 0; i < stars; i++) {
      star(ice, height, width, longest, draws);
    }
    double shift = UNEVEN * draws.normal();
    double mean = Arrays.stream(ice).average().orElseThrow();
    double variance =
        Arrays.stream(ice).map(value -> (value - mean) * (value - mean)).average().orElseThrow();
    double factor = pane.contrast / StrictMath.sqrt(variance);
    byte[] rgb = new byte[3 * ice.length];
    for (int i = 0; i < ice.length; i++) {
      double light = (ice[i] - mean) * factor + shift;
      rgb[3 * i] = held(pane.red + light);
      rgb[3 * i + 1] = held(pane.green + light);
      rgb[3 * i + 2] = held(pane.blue + light);
    }
    return new Bitmap(rgb, height, width, 3);
  }

  private static double[] rime(int height, int width, Draws draws) {
    int side = 2;
    while (side < Math.max(height, width)) {
      side *= 2;
    }
    double[][] clouds = Fog.clouds(side, RIME_DECAY, draws);
    double[] rime = new double[height * width];
    for (int i = 0; i < rime.length; i++) {
      rime[i] = RIME * clouds[i / width][i % width];
    }
    return rime;
  }

  /** Adds needles that part from a point, brightest there. */
  private static void star(double[] ice, int height, int width, double longest, Draws draws) {
    double y = draws.uniform(0, height);
    double x = draws.uniform(0, width);
    double turn = draws.uniform(0, 2 * Math.PI);
    double light = draws.uniform(-.6, 1);
    double length = draws.uniform(SHORTEST, longest);
    for (int needle = 0; needle < NEEDLES; needle++) {
      double angle = turn + needle * 2 * Math.PI / NEEDLES;
      double down = StrictMath.sin(angle);
      double right = StrictMath.cos(angle);
      for (int step = 0; step < length; step++) {
        int row = (int) Math.floor(y + step * down);
        int column = (int) Math.floor(x + step * right);
        if (row >= 0 && row < height && column >= 0 && column < width) {
          ice[row * width + column] += light * (1 - step / length);
        }
      }
    }
  }

  private static byte held(double value) {
    return (byte) (int) Math.max(0, Math.min(255, value));
  }

  @Override
  public String describe() {
    return "computed";
  }
}
