package org.noisystudent.pseudolabel;

import java.util.List;

/**
 * What a teacher said of each image. Immutable. An image that could not be decoded has no
 * prediction.
 */
public final class Predictions {
  private static final float[] NONE = new float[0];
  private final int classes;
  private final float[][] rows;
  private final int[] tops;

  /**
   * Takes over probabilities.
   *
   * @param rows [images][classes]; an empty row is an image without a prediction
   */
  public Predictions(int classes, float[][] rows) {
    this.classes = classes;
    this.rows = rows.clone();
    this.tops = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      if (rows[i].length != 0 && rows[i].length != classes) {
        throw new IllegalArgumentException(
            "probabilities of image " + i + " (" + rows[i].length + ") must be " + classes);
      }
      tops[i] = top(rows[i]);
    }
  }

  /** Returns predictions of images 0, 1, ... in order. */
  public static Predictions of(int classes, List<float[]> rows) {
    return new Predictions(classes, rows.toArray(float[][]::new));
  }

  /** Returns the row that stands for an image without a prediction. */
  static float[] none() {
    return NONE;
  }

  /** Returns the number of images, with and without a prediction. */
  public int size() {
    return rows.length;
  }

  /** Returns the number of classes. */
  public int classes() {
    return classes;
  }

  /** Returns whether an image has a prediction. */
  public boolean isScored(int image) {
    return rows[image].length != 0;
  }

  /** Returns how many images have a prediction. */
  public int scored() {
    int count = 0;
    for (int i = 0; i < rows.length; i++) {
      count += isScored(i) ? 1 : 0;
    }
    return count;
  }

  /** Returns the most probable class of an image, the lowest of equals; -1 without a prediction. */
  public int top(int image) {
    return tops[image];
  }

  /** Returns the probability of the most probable class; 0 without a prediction. */
  public float confidence(int image) {
    return isScored(image) ? rows[image][tops[image]] : 0;
  }

  /** Returns a copy of the probabilities of an image, [classes]; empty without a prediction. */
  public float[] probabilities(int image) {
    return rows[image].clone();
  }

  private static int top(float[] row) {
    int top = row.length == 0 ? -1 : 0;
    for (int i = 1; i < row.length; i++) {
      if (row[i] > row[top]) {
        top = i;
      }
    }
    return top;
  }
}
