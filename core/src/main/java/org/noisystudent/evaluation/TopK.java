package org.noisystudent.evaluation;

import org.noisystudent.pseudolabel.Score;

/** Whether the true class is among the k most probable; of equals the lower class comes first. */
public final class TopK {
  private TopK() {}

  /** Returns the place of a class by falling probability, from 0. */
  public static int rank(float[] probabilities, int label) {
    int rank = 0;
    for (int c = 0; c < probabilities.length; c++) {
      boolean before =
          probabilities[c] > probabilities[label]
              || (probabilities[c] == probabilities[label] && c < label);
      rank += before ? 1 : 0;
    }
    return rank;
  }

  /** Returns the most probable class. */
  public static int top(float[] probabilities) {
    return Score.label(Score.of(probabilities));
  }
}
