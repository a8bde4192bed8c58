package org.noisystudent.corruption;

/**
 * Enlarging the middle of an image, as scipy.ndimage.zoom of order 1 does: the first and the last
 * pixel keep their places at the edges.
 */
final class Zoom {
  private Zoom() {}

  /** Returns the middle of the image, enlarged to its size; single precision if asked for. */
  static Samples middle(Samples image, double factor, boolean floats) {
    int rows = (int) Math.ceil(image.height / factor);
    int columns = (int) Math.ceil(image.width / factor);
    int top = (image.height - rows) / 2;
    int left = (image.width - columns) / 2;
    int tall = (int) Math.rint(rows * factor);
    int wide = (int) Math.rint(columns * factor);
    int trimTop = (tall - image.height) / 2;
    int trimLeft = (wide - image.width) / 2;
    Line down = new Line(rows, tall);
    Line across = new Line(columns, wide);
    Samples zoomed = new Samples(image.height, image.width, image.channels);
    for (int y = 0; y < image.height; y++) {
      for (int x = 0; x < image.width; x++) {
        for (int channel = 0; channel < image.channels; channel++) {
          double value =
              between(image, top, left, down, y + trimTop, across, x + trimLeft, channel);
          zoomed.values[zoomed.place(y, x, channel)] = floats ? (float) value : value;
        }
      }
    }
    return zoomed;
  }

  private static double between(
      Samples image, int top, int left, Line down, int y, Line across, int x, int channel) {
    double under = down.fraction(y);
    double beyond = across.fraction(x);
    int row = top + down.start(y);
    int column = left + across.start(x);
    int nextRow = under > 0 ? row + 1 : row;
    int nextColumn = beyond > 0 ? column + 1 : column;
    return image.at(row, column, channel) * (1 - under) * (1 - beyond)
        + image.at(row, nextColumn, channel) * (1 - under) * beyond
        + image.at(nextRow, column, channel) * under * (1 - beyond)
        + image.at(nextRow, nextColumn, channel) * under * beyond;
  }

  /** How the places of a longer line lie on a shorter one. */
  private record Line(int from, int to) {
    private double place(int at) {
      double step = to > 1 ? (double) (from - 1) / (to - 1) : 0;
      return Math.min(from - 1, step * at);
    }

    int start(int at) {
      return (int) place(at);
    }

    double fraction(int at) {
      return place(at) - start(at);
    }
  }
}
