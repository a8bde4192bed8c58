package org.noisystudent.pseudolabel;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.noisystudent.config.PseudoLabelConfig;
import org.noisystudent.config.PseudoLabelConfig.Labels;
import org.noisystudent.config.PseudoLabelConfig.Selection;
import org.noisystudent.config.PseudoLabelConfig.Storage;

/** Predictions and settings for tests. */
final class PredictionsMade {
  private PredictionsMade() {}

  /** Rows drawn from a coarse grid, so that ties are common; every 7th has no prediction. */
  static float[][] rows(int images, int classes, long seed) {
    Random random = new Random(seed);
    float[][] rows = new float[images][];
    for (int i = 0; i < images; i++) {
      rows[i] = random.nextInt(7) == 0 ? new float[0] : row(random, classes);
    }
    return rows;
  }

  /** The scores of rows. */
  static Scores scores(int classes, float[][] rows) {
    return MemoryScores.of(classes, Arrays.asList(rows));
  }

  /** How often each image is used, [images]. */
  static int[] all(Scores scores, Copies copies) {
    return IntStream.range(0, scores.images()).map(copies::of).toArray();
  }

  /** Rows whose top probabilities all differ. */
  static float[][] distinctRows(int images, int classes, long seed) {
    Random random = new Random(seed);
    float[][] rows = new float[images][classes];
    for (int i = 0; i < images; i++) {
      float top = 0.5f + 0.49f * (i + 1) / (images + 1);
      Arrays.fill(rows[i], (1 - top) / (classes - 1));
      rows[i][random.nextInt(classes)] = top;
    }
    return rows;
  }

  static PseudoLabelConfig config(Labels labels, double least, int perClass, boolean duplicate) {
    return config(labels, Storage.FLOAT32, Selection.EXACT, least, perClass, duplicate);
  }

  static PseudoLabelConfig config(
      Labels labels,
      Storage storage,
      Selection selection,
      double least,
      int perClass,
      boolean duplicate) {
    return new PseudoLabelConfig(
        labels, 1, storage, 2, least, selection, perClass, duplicate, false, 0, false, 8, 3,
        List.of(), "", false, false);
  }

  private static float[] row(Random random, int classes) {
    float[] row = new float[classes];
    int sum = 0;
    for (int c = 0; c < classes; c++) {
      row[c] = 1 + random.nextInt(4);
      sum += (int) row[c];
    }
    for (int c = 0; c < classes; c++) {
      row[c] /= sum;
    }
    return row;
  }
}
