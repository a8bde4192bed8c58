package org.noisystudent.pseudolabel;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A pass over images with all teachers side by side: each sees them at its own resolution, and the
 * prediction is the mean over its views, then over teachers.
 */
final class EnsemblePass implements AutoCloseable {
  private final List<LabelingTeacher> teachers;
  private final List<ImageBatches> passes = new ArrayList<>();
  private final int views;

  /**
   * Predictions of some images.
   *
   * @param indices as {@link ImageBatches.Batch#indices}
   * @param probabilities [indices][classes]
   */
  record Predicted(ImmutableIntArray indices, List<float[]> probabilities) {}

  EnsemblePass(List<LabelingTeacher> teachers, int views, int first, int end) {
    this.teachers = teachers;
    this.views = views;
    try {
      teachers.forEach(teacher -> passes.add(teacher.images().open(first, end)));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Returns the predictions of the next images; empty at the end. */
  Optional<Predicted> next() {
    Optional<Predicted> first = next(0);
    if (teachers.size() == 1) {
      return first;
    }
    double[][] sums = first.map(p -> widened(p.probabilities())).orElse(new double[0][]);
    for (int t = 1; t < teachers.size(); t++) {
      Optional<Predicted> other = next(t);
      if (!other.map(Predicted::indices).equals(first.map(Predicted::indices))) {
        throw new IllegalStateException("the passes of the teachers must hold the same images");
      }
      other.ifPresent(p -> add(sums, p.probabilities()));
    }
    return first.map(p -> new Predicted(p.indices(), means(sums)));
  }

  private Optional<Predicted> next(int teacher) {
    Optional<ImageBatches.Batch> more = passes.get(teacher).next();
    if (more.isEmpty()) {
      return Optional.empty();
    }
    try (ImageBatches.Batch batch = more.get()) {
      if (batch.views() != views) {
        throw new IllegalStateException("views (" + batch.views() + ") must be " + views);
      }
      float[][] all = teachers.get(teacher).classifier().probabilities(batch.images());
      return Optional.of(new Predicted(batch.indices(), List.of(ViewAverage.of(all, views))));
    }
  }

  private static double[][] widened(List<float[]> rows) {
    double[][] wide = new double[rows.size()][rows.get(0).length];
    add(wide, rows);
    return wide;
  }

  private static void add(double[][] sums, List<float[]> rows) {
    for (int i = 0; i < sums.length; i++) {
      for (int c = 0; c < sums[i].length; c++) {
        sums[i][c] += rows.get(i)[c];
      }
    }
  }

  private List<float[]> means(double[][] sums) {
    List<float[]> means = new ArrayList<>();
    for (double[] sum : sums) {
      float[] mean = new float[sum.length];
      for (int c = 0; c < sum.length; c++) {
        mean[c] = (float) (sum[c] / teachers.size());
      }
      means.add(mean);
    }
    return means;
  }

  @Override
  public void close() {
    passes.forEach(ImageBatches::close);
  }
}
