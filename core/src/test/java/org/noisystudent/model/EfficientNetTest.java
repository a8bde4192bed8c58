package org.noisystudent.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.noisystudent.config.ModelConfig;
import org.noisystudent.config.ModelConfig.Compute;
import org.noisystudent.savedmodel.UserErrorException;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

final class EfficientNetTest {
  /** Totals of the published models; multiply-adds in units of 10 million. */
  @ParameterizedTest
  @CsvSource({
    "b0, 5288548, 42016, 16, 39",
    "b1, 7794184, 62048, 23, 69",
    "b2, 9109994, 67568, 23, 99",
    "b3, 12233232, 87296, 26, 183",
    "b4, 19341616, 125200, 32, 439",
    "b5, 30389784, 172736, 39, 1027",
    "b6, 43040704, 224432, 45, 1907",
    "b7, 66347960, 310720, 55, 3775",
    "b8, 87413142, 380032, 61, 6260",
    "l2, 480309308, 1090688, 88, 17090",
  })
  void publishedVariantsHaveTheirPublishedSizes(
      String variant, long trainable, long moving, int blocks, double tenMillionMultiplyAdds) {
    Architecture architecture = Architecture.of(config(variant, 0, 0, 0), 1000);
    Inspection inspection = Inspection.of(architecture);
    assertEquals(trainable, inspection.trainableParameters());
    assertEquals(moving, inspection.movingStatistics());
    assertEquals(blocks, architecture.blocks().size());
    double rounding = Math.max(1, tenMillionMultiplyAdds * 0.0005);
    assertEquals(tenMillionMultiplyAdds, inspection.multiplyAdds() / 1e7, rounding);
  }

  @ParameterizedTest
  @CsvSource({"l0, 140764664, 493904, 8200", "l1, 272630564, 693920, 16200"})
  void variantsOfTheFirstPaperHaveTheirSizesAtTheTestResolution(
      String variant, long trainable, long moving, double tenMillionMultiplyAdds) {
    Inspection inspection = Inspection.of(Architecture.of(config(variant, 0, 0, 600), 1000));
    assertEquals(trainable, inspection.trainableParameters());
    assertEquals(moving, inspection.movingStatistics());
    assertEquals(tenMillionMultiplyAdds, inspection.multiplyAdds() / 1e7, 5);
  }

  /** As published, and as the reference's code builds them (golden/official-checkpoint). */
  @ParameterizedTest
  @CsvSource({
    "lite0, 4652008, 42016, 16",
    "lite1, 5416680, 53664, 21",
    "lite2, 6092072, 58096, 21",
    "lite3, 8197096, 76672, 24",
    "lite4, 13006568, 112368, 30",
  })
  void liteVariantsHaveTheirPublishedSizes(
      String variant, long trainable, long moving, int blocks) {
    Architecture architecture = Architecture.of(config(variant, 0, 0, 0), 1000);
    Inspection inspection = Inspection.of(architecture);
    assertEquals(trainable, inspection.trainableParameters());
    assertEquals(moving, inspection.movingStatistics());
    assertEquals(blocks, architecture.blocks().size());
  }

  @Test
  void liteVariantsKeepStemAndHeadAndHaveNoSqueezeExcite() {
    Architecture architecture = Architecture.of(config("lite4", 0, 0, 0), 1000);
    assertEquals(32, architecture.stemFilters());
    assertEquals(1280, architecture.headFilters());
    assertEquals(1, architecture.blocks().stream().filter(b -> b.stage() == 1).count());
    assertEquals(1, architecture.blocks().stream().filter(b -> b.stage() == 7).count());
    assertTrue(
        Inspection.of(architecture).variables().stream().noneMatch(v -> v.name().contains("/se/")));
  }

  @Test
  void smallImageModelEndsInAFourByFourMap() {
    ModelConfig small = new ModelConfig("b0", 0, 0, 32, true, 2, 0.99, 1e-3, Compute.FLOAT32);
    Inspection inspection = Inspection.of(Architecture.of(small, 10));
    assertEquals(4_020_358, inspection.trainableParameters());
    assertEquals(42_016, inspection.movingStatistics());
    Shape last =
        inspection.rows().stream()
            .filter(row -> row.name().equals("head/conv2d"))
            .findFirst()
            .orElseThrow()
            .outputShape();
    assertEquals(Shape.of(1, 4, 4, 1280), last);
    assertEquals(0.102, inspection.multiplyAdds() / 1e9, 0.001);
  }

  @Test
  void stemMayKeepItsStride() {
    ModelConfig keep = new ModelConfig("b0", 0.5, 0.5, 28, true, 1, 0.99, 1e-3, Compute.FLOAT32);
    Shape stem = Inspection.of(Architecture.of(keep, 10)).rows().get(0).outputShape();
    assertEquals(Shape.of(1, 28, 28, 16), stem);
  }

  @Test
  void variablesAreNamedAsInTheOfficialCheckpoints() {
    List<String> names =
        Inspection.of(Architecture.of(config("b0", 0, 0, 0), 1000)).variables().stream()
            .map(VariableSpec::name)
            .toList();
    assertEquals("efficientnet-b0/stem/conv2d/kernel", names.get(0));
    assertTrue(names.contains("efficientnet-b0/stem/tpu_batch_normalization/moving_variance"));
    assertTrue(names.contains("efficientnet-b0/blocks_0/conv2d/kernel"));
    assertTrue(names.contains("efficientnet-b0/blocks_1/conv2d_1/kernel"));
    assertTrue(names.contains("efficientnet-b0/blocks_15/tpu_batch_normalization_2/gamma"));
    assertTrue(names.contains("efficientnet-b0/blocks_3/se/conv2d_1/bias"));
    assertTrue(names.contains("efficientnet-b0/blocks_3/depthwise_conv2d/depthwise_kernel"));
    assertTrue(names.contains("efficientnet-b0/head/dense/bias"));
    assertEquals(names.size(), names.stream().distinct().count());
  }

  @Test
  void unknownVariantIsNamedWithTheKnownOnes() {
    UserErrorException error =
        assertThrows(UserErrorException.class, () -> Architecture.of(config("b9", 0, 0, 0), 1000));
    assertTrue(error.getMessage().startsWith("model.variant (b9) must be one of b0, b1"));
  }

  @ParameterizedTest
  @CsvSource({"FLOAT32", "BFLOAT16"})
  void trainingIsNoisedByTheSeedAloneAndInferenceIsNot(Compute compute) {
    ModelConfig tiny = new ModelConfig("b0", 0.25, 0.5, 32, false, 2, 0.99, 1e-3, compute);
    Architecture architecture = Architecture.of(tiny, 10);
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> images =
          tf.math.mul(
              tf.random.statelessRandomUniform(
                  tf.constant(Shape.of(4, 32, 32, 3)), tf.constant(new int[] {1, 2})),
              tf.constant(255f));
      Variables variables = spec -> spec.initializer().add(tf, spec.name(), spec.shape(), 7);
      Operand<TFloat32> first = train(tf, architecture, images, variables, 1);
      Operand<TFloat32> again = train(tf, architecture, images, variables, 1);
      Operand<TFloat32> other = train(tf, architecture, images, variables, 2);
      Operand<TFloat32> plain =
          EfficientNet.build(tf, architecture, images, new Phase.Inference(), variables).logits();
      try (Session session = new Session(graph);
          Result result =
              session.runner().fetch(first).fetch(again).fetch(other).fetch(plain).run()) {
        assertArrayEquals(values(result, 0), values(result, 1));
        assertTrue(largestDifference(values(result, 0), values(result, 2)) > 1e-3);
        assertEquals(Shape.of(4, 10), result.get(3).shape());
      }
    }
  }

  private static Operand<TFloat32> train(
      Ops tf, Architecture a, Operand<TFloat32> images, Variables variables, int step) {
    Operand<TInt32> seed = tf.constant(new int[] {3, step});
    Phase phase = new Phase.Training(seed, 0.5, 0.5);
    EfficientNet network = EfficientNet.build(tf, a, images, phase, variables);
    assertTrue(network.movingStatistics().size() > 20);
    return network.logits();
  }

  private static float largestDifference(float[] a, float[] b) {
    float largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(a[i] - b[i]));
    }
    return largest;
  }

  private static float[] values(Result result, int index) {
    TFloat32 tensor = (TFloat32) result.get(index);
    float[] values = new float[(int) tensor.size()];
    tensor.asRawTensor().data().asFloats().read(values);
    return values;
  }

  private static ModelConfig config(String variant, double width, double depth, int resolution) {
    return new ModelConfig(
        variant, width, depth, resolution, false, 2, 0.99, 1e-3, Compute.FLOAT32);
  }
}
