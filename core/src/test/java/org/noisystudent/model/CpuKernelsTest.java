package org.noisystudent.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.noisystudent.data.FunctionScope;
import org.noisystudent.model.Family.Activation;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/** Kernels for a CPU against TensorFlow's own ops: values, and gradients by all inputs. */
final class CpuKernelsTest {
  private static final float EPSILON = 1e-3f;

  /** Two ways to the same, of the same inputs. */
  private interface Way {
    List<Operand<?>> add(FunctionScope scope, List<Operand<TFloat32>> inputs);
  }

  @ParameterizedTest
  @CsvSource({
    "4, 8, 8, 16, SWISH",
    "4, 8, 8, 16, RELU6",
    "4, 8, 8, 16, ",
    "3, 5, 5, 7, SWISH",
    "2, 3, 3, 1, SWISH",
    "6, 1, 1, 33, RELU6"
  })
  void batchNormIsThatOfTensorFlow(int batch, int height, int width, int depth, Activation after) {
    Shape shape = Shape.of(batch, height, width, depth);
    Optional<Activation> activation = Optional.ofNullable(after);
    Way plain = (scope, in) -> outputs(Kernels.plain(), scope, in, activation, TFloat32.class);
    Way compiled =
        (scope, in) ->
            outputs(
                new CompiledBatchNorm(scope, TFloat32.class, shape, EPSILON, activation),
                scope,
                in);
    assertSame(plain, compiled, List.of(shape, Shape.of(depth), Shape.of(depth)), 2e-5f);
  }

  @Test
  void batchNormOfBfloat16IsComputedInFloat32() {
    Shape shape = Shape.of(4, 8, 8, 16);
    Optional<Activation> activation = Optional.of(Activation.SWISH);
    Way plain = (scope, in) -> outputs(Kernels.plain(), scope, in, activation, TFloat32.class);
    Way compiled =
        (scope, in) -> {
          Ops tf = scope.tf();
          Kernels.Normalized<TBfloat16> norm =
              new CompiledBatchNorm(scope, TBfloat16.class, shape, EPSILON, activation)
                  .add(tf, tf.dtypes.cast(in.get(0), TBfloat16.class), in.get(1), in.get(2));
          return List.of(tf.dtypes.cast(norm.y(), TFloat32.class), norm.mean(), norm.variance());
        };
    // bfloat16 has 8 bits: of inputs, of outputs and of the gradient between
    assertSame(plain, compiled, List.of(shape, Shape.of(16), Shape.of(16)), 3e-2f);
  }

  @Test
  void pointwiseConvolutionIsThatOfTensorFlow() {
    Way plain = (scope, in) -> List.of(Kernels.plain().pointwise(scope.tf(), in.get(0), in.get(1)));
    Way product =
        (scope, in) -> List.of(new CpuKernels(scope).pointwise(scope.tf(), in.get(0), in.get(1)));
    assertSame(plain, product, List.of(Shape.of(3, 5, 4, 7), Shape.of(1, 1, 7, 9)), 1e-5f);
  }

  @ParameterizedTest
  @CsvSource({"SWISH, 2e-5", "RELU6, 2e-5"})
  void anActivationWithACompiledGradientIsThatOfTensorFlow(Activation kind, float tolerance) {
    Shape shape = Shape.of(3, 5, 4, 7);
    Way plain = (scope, in) -> List.of(kind.add(scope.tf(), in.get(0)));
    Way compiled =
        (scope, in) ->
            List.of(
                new CompiledActivation(scope, TFloat32.class, shape, kind)
                    .add(scope.tf(), in.get(0)));
    assertSame(plain, compiled, List.of(shape), tolerance);
  }

  @ParameterizedTest
  @EnumSource(names = {"CPU", "CPU_ONEDNN"})
  void batchNormOfALargeActivationIsThatOfTensorFlow(LayerOps ops) {
    List<Shape> shapes = List.of(Shape.of(4, 64, 64, 64), Shape.of(64), Shape.of(64));
    Optional<Activation> activation = Optional.of(Activation.SWISH);
    Way plain = (scope, in) -> outputs(Kernels.plain(), scope, in, activation, TFloat32.class);
    Way own = (scope, in) -> outputs(ops.kernels(scope), scope, in, activation, TFloat32.class);
    assertSame(plain, own, shapes, 5e-5f);
  }

  @ParameterizedTest
  @CsvSource({
    "CPU, 6, 6, 3, 2",
    "CPU_ONEDNN, 6, 6, 3, 2",
    "CPU_ONEDNN, 4, 4, 5, 1",
    "CPU_ONEDNN, 4, 4, 5, 2",
    "CPU_ONEDNN, 2, 2, 3, 1",
    "CPU_ONEDNN, 3, 8, 5, 2",
    "CPU_ONEDNN, 1, 1, 3, 2"
  })
  void depthwiseConvolutionIsThatOfTensorFlow(
      LayerOps ops, int height, int width, int kernel, int stride) {
    List<Shape> shapes = List.of(Shape.of(2, height, width, 5), Shape.of(kernel, kernel, 5, 1));
    Way plain =
        (scope, in) -> List.of(Kernels.plain().depthwise(scope.tf(), in.get(0), in.get(1), stride));
    Way own =
        (scope, in) ->
            List.of(ops.kernels(scope).depthwise(scope.tf(), in.get(0), in.get(1), stride));
    assertSame(plain, own, shapes, 1e-5f);
    Way bfloat16 =
        (scope, in) -> {
          Ops tf = scope.tf();
          Operand<TBfloat16> x = tf.dtypes.cast(in.get(0), TBfloat16.class);
          Operand<TBfloat16> weights = tf.dtypes.cast(in.get(1), TBfloat16.class);
          return List.of(
              tf.dtypes.cast(ops.kernels(scope).depthwise(tf, x, weights, stride), TFloat32.class));
        };
    assertSame(plain, bfloat16, shapes, 2e-2f);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 5, 1, true", "1, 3, 1, true", "1, 5, 2, true", "1, 3, 2, true",
    "2, 5, 1, true", "2, 5, 2, true", "2, 3, 2, true", "2, 3, 1, false",
    "3, 5, 1, false", "3, 5, 2, false", "3, 7, 3, true", "4, 5, 2, false",
    "5, 5, 1, false", "6, 7, 2, false"
  })
  void theWeightsThatMeetAnImageAreEnough(int side, int kernel, int stride, boolean fewer) {
    Way all =
        (scope, in) -> List.of(Kernels.plain().depthwise(scope.tf(), in.get(0), in.get(1), stride));
    Way some =
        (scope, in) -> {
          Optional<DepthwiseTaps> taps = DepthwiseTaps.of(in.get(0).shape(), kernel, stride);
          assertEquals(fewer, taps.isPresent());
          Operand<TFloat32> weights =
              taps.map(part -> part.of(scope.tf(), in.get(1))).orElse(in.get(1));
          return List.of(Kernels.plain().depthwise(scope.tf(), in.get(0), weights, stride));
        };
    assertSame(
        all, some, List.of(Shape.of(2, side, side, 3), Shape.of(kernel, kernel, 3, 1)), 1e-6f);
  }

  @Test
  void largeActivationsThatAreAlikeShareTheirGradient() {
    try (Graph graph = new Graph();
        FunctionScope scope = new FunctionScope(graph)) {
      OneDnnKernels kernels = new OneDnnKernels(scope);
      for (int side : new int[] {64, 64, 8}) {
        Operand<TFloat32> x =
            scope
                .tf()
                .fill(scope.tf().constant(new int[] {64, side, side, 8}), scope.tf().constant(1f));
        Operand<TFloat32> channels = scope.tf().constant(new float[8]);
        for (Optional<Activation> activation :
            List.of(Optional.of(Activation.SWISH), Optional.<Activation>empty())) {
          kernels.batchNorm(scope.tf(), x, channels, channels, EPSILON, activation);
        }
      }
      assertEquals(1, scope.called().size());
    }
  }

  @Test
  void layersThatAreAlikeShareTheirFunctions() {
    try (Graph graph = new Graph();
        FunctionScope scope = new FunctionScope(graph)) {
      CpuKernels kernels = new CpuKernels(scope);
      for (int i = 0; i < 3; i++) {
        Operand<TFloat32> x =
            scope
                .tf()
                .fill(scope.tf().constant(new int[] {64, 64, 64, 8}), scope.tf().constant(1f));
        Operand<TFloat32> channels = scope.tf().constant(new float[8]);
        kernels.batchNorm(
            scope.tf(), x, channels, channels, EPSILON, Optional.of(Activation.SWISH));
      }
      assertEquals(3, scope.called().size()); // forward, and two for the backward pass
    }
  }

  private static <T extends TNumber> List<Operand<?>> outputs(
      Kernels kernels,
      FunctionScope scope,
      List<Operand<TFloat32>> in,
      Optional<Activation> activation,
      Class<T> type) {
    Ops tf = scope.tf();
    Kernels.Normalized<T> norm =
        kernels.batchNorm(
            tf, tf.dtypes.cast(in.get(0), type), in.get(1), in.get(2), EPSILON, activation);
    return List.of(norm.y(), norm.mean(), norm.variance());
  }

  private static List<Operand<?>> outputs(
      CompiledBatchNorm norm, FunctionScope scope, List<Operand<TFloat32>> in) {
    Kernels.Normalized<TFloat32> made = norm.add(scope.tf(), in.get(0), in.get(1), in.get(2));
    return List.of(made.y(), made.mean(), made.variance());
  }

  private static void assertSame(Way one, Way other, List<Shape> inputs, float tolerance) {
    List<float[]> expected = run(one, inputs);
    List<float[]> actual = run(other, inputs);
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      float largest = 1e-3f;
      for (float value : expected.get(i)) {
        largest = Math.max(largest, Math.abs(value));
      }
      assertArrayEquals(
          expected.get(i), actual.get(i), tolerance * largest, "output or gradient " + i);
    }
  }

  /** Returns the outputs, then the gradients by all inputs of a sum of the first, weighted. */
  private static List<float[]> run(Way way, List<Shape> shapes) {
    try (Graph graph = new Graph();
        FunctionScope scope = new FunctionScope(graph)) {
      Ops tf = scope.tf();
      Random random = new Random(5);
      List<Operand<TFloat32>> inputs = new ArrayList<>();
      shapes.forEach(shape -> inputs.add(constant(tf, shape, random)));
      List<Operand<?>> made = new ArrayList<>(way.add(scope, inputs));
      Operand<TFloat32> first = Gradients.typed(made.get(0));
      Operand<TFloat32> weighted = tf.math.mul(first, constant(tf, first.shape(), new Random(6)));
      int[] all = {0, 1, 2, 3};
      Operand<TFloat32> loss = tf.sum(weighted, tf.constant(all));
      made.addAll(Gradients.of(tf, loss, List.copyOf(inputs)));
      try (Session session = new Session(graph)) {
        Session.Runner runner = session.runner();
        made.forEach(
            each -> runner.fetch(tf.reshape(each, tf.constant(new int[] {-1})).asOutput()));
        List<float[]> values = new ArrayList<>();
        try (Result result = runner.run()) {
          result.forEach(each -> values.add(StdArrays.array1dCopyOf((TFloat32) each.getValue())));
        }
        return values;
      }
    }
  }

  private static Operand<TFloat32> constant(Ops tf, Shape shape, Random random) {
    float[] values = new float[(int) shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * 2 + 1);
    }
    return tf.reshape(tf.constant(values), tf.constant(shape.asArray()));
  }
}
