package org.noisystudent.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.noisystudent.pseudolabel.ImageBatches;
import org.noisystudent.savedmodel.Classifier;
import org.noisystudent.savedmodel.UserErrorException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

final class EvaluatorTest {
  @Test
  void measuresEveryImageThatCanBeDecoded() {
    ImageBatches.Source images =
        (first, end) -> new Given(List.of(List.of(0, 1), List.of(ImageBatches.Batch.UNDECODABLE)));
    var benchmark = new Benchmark.LabeledImages("test", images, ImmutableIntArray.of(0, 1, 1));
    Evaluation evaluation = new Evaluator().evaluate(new AlwaysZero(), benchmark);
    assertEquals(2, evaluation.images());
    assertEquals(1, evaluation.undecodable());
    assertEquals(0.5, evaluation.top1());
  }

  @Test
  void refusesClassesTheModelDoesNotHave() {
    var benchmark =
        new Benchmark.LabeledImages(
            "test", (first, end) -> new Given(List.of()), ImmutableIntArray.of(0, 2));
    var error =
        assertThrows(
            UserErrorException.class, () -> new Evaluator().evaluate(new AlwaysZero(), benchmark));
    assertEquals("benchmark test: class (2) must be 0..1, as the model has 2", error.getMessage());
  }

  @Test
  void refusesABenchmarkWithoutImages() {
    assertThrows(
        UserErrorException.class,
        () ->
            new Benchmark.LabeledImages(
                "test", (first, end) -> new Given(List.of()), ImmutableIntArray.of()));
  }

  private static final class Given implements ImageBatches {
    private final ArrayDeque<List<Integer>> rest;

    Given(List<List<Integer>> batches) {
      this.rest = new ArrayDeque<>(batches);
    }

    @Override
    public Optional<Batch> next() {
      return Optional.ofNullable(rest.poll())
          .map(
              indices ->
                  new Batch(
                      TFloat32.tensorOf(Shape.of(indices.size(), 1, 1, 3)),
                      1,
                      ImmutableIntArray.copyOf(indices)));
    }

    @Override
    public void close() {}
  }

  private static final class AlwaysZero implements Classifier {
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
      float[][] rows = new float[(int) images.shape().get(0)][];
      Arrays.setAll(rows, i -> new float[] {0.75f, 0.25f});
      return rows;
    }

    @Override
    public void close() {}
  }
}
