package org.noisystudent.pseudolabel;

/** The prediction of an image from those of its views. */
final class ViewAverage {
  private ViewAverage() {}

  /**
   * Returns the mean over views of each image, [images][classes].
   *
   * @param probabilities [images x views][classes]
   */
  static float[][] of(float[][] probabilities, int views) {
    float[][] means = new float[probabilities.length / views][];
    for (int i = 0; i < means.length; i++) {
      double[] sum = new double[probabilities[0].length];
      for (int v = 0; v < views; v++) {
        float[] row = probabilities[i * views + v];
        for (int c = 0; c < sum.length; c++) {
          sum[c] += row[c];
        }
      }
      means[i] = new float[sum.length];
      for (int c = 0; c < sum.length; c++) {
        means[i][c] = (float) (sum[c] / views);
      }
    }
    return means;
  }
}
