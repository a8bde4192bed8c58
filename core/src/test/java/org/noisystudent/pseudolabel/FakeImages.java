package org.noisystudent.pseudolabel;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.noisystudent.savedmodel.Classifier;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** Images of one pixel that hold their own number, and a teacher that reads it. */
final class FakeImages implements ImageBatches.Source {
  private static final int BATCH = 4;
  private final int views;
  private final int undecodable;
  final List<String> passes = new ArrayList<>();

  FakeImages(int views, int undecodable) {
    this.views = views;
    this.undecodable = undecodable;
  }

  @Override
  public ImageBatches open(int first, int end) {
    passes.add(first + ".." + end);
    return new Pass(first, end);
  }

  private final class Pass implements ImageBatches {
    private int next;
    private final int end;

    Pass(int first, int end) {
      this.next = first;
      this.end = end;
    }

    @Override
    public Optional<Batch> next() {
      if (next == end) {
        return Optional.empty();
      }
      int[] indices = IntStream.range(next, Math.min(end, next + BATCH)).toArray();
      next += indices.length;
      TFloat32 images = TFloat32.tensorOf(Shape.of((long) indices.length * views, 1, 1, 3));
      for (int row = 0; row < indices.length * views; row++) {
        images.setFloat(indices[row / views], row, 0, 0, 0);
        images.setFloat(row % views, row, 0, 0, 1);
      }
      int[] found =
          IntStream.of(indices).map(i -> i == undecodable ? Batch.UNDECODABLE : i).toArray();
      return Optional.of(new Batch(images, views, ImmutableIntArray.copyOf(found)));
    }

    @Override
    public void close() {}
  }

  /** Says class (number mod 2), surer in view 0 than in view 1. */
  static final class Teacher implements Classifier {
    int scored;

    @Override
    public int classes() {
      return 2;
    }

    @Override
    public int resolution() {
      return 1;
    }

    @Override
    public float[][] probabilities(TFloat32 images) {
      int rows = (int) images.shape().get(0);
      float[][] all = new float[rows][2];
      for (int row = 0; row < rows; row++) {
        int label = (int) images.getFloat(row, 0, 0, 0) % 2;
        all[row][label] = images.getFloat(row, 0, 0, 1) == 0 ? 0.875f : 0.625f;
        all[row][1 - label] = 1 - all[row][label];
      }
      scored += rows;
      return all;
    }

    @Override
    public void close() {}
  }
}
