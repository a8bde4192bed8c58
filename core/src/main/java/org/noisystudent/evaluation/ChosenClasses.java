package org.noisystudent.evaluation;

import com.google.common.primitives.ImmutableIntArray;
import org.noisystudent.savedmodel.Classifier;
import org.tensorflow.types.TFloat32;

/**
 * A classifier that may answer with some of its classes only: the probabilities of those, as if
 * there were no others. So ImageNet-A and -R are measured, whose 200 classes are among ImageNet's.
 */
public final class ChosenClasses implements Classifier {
  private final Classifier all;
  private final ImmutableIntArray chosen;

  /**
   * Creates the classifier.
   *
   * @param all is closed with this one
   * @param chosen the number of each class in {@code all}
   */
  public ChosenClasses(Classifier all, ImmutableIntArray chosen) {
    for (int number : chosen.asList()) {
      if (number < 0 || number >= all.classes()) {
        throw new IllegalArgumentException(
            "class (%d) must be 0..%d".formatted(number, all.classes() - 1));
      }
    }
    this.all = all;
    this.chosen = chosen;
  }

  @Override
  public int classes() {
    return chosen.length();
  }

  @Override
  public int resolution() {
    return all.resolution();
  }

  @Override
  public float[][] probabilities(TFloat32 images) {
    float[][] rows = all.probabilities(images);
    float[][] some = new float[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      some[i] = chosenOf(rows[i]);
    }
    return some;
  }

  private float[] chosenOf(float[] row) {
    double sum = 0;
    for (int number : chosen.asList()) {
      sum += row[number];
    }
    float[] some = new float[chosen.length()];
    for (int c = 0; c < some.length; c++) {
      // of nothing at all, every class is as probable
      some[c] = sum > 0 ? (float) (row[chosen.get(c)] / sum) : 1f / some.length;
    }
    return some;
  }

  @Override
  public void close() {
    all.close();
  }
}
