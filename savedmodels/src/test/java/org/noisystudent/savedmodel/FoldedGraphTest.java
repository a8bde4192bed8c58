package org.noisystudent.savedmodel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;

/** A folded graph against the graph itself. */
final class FoldedGraphTest {
  private static final int SIDE = 6;
  private static final InferenceSettings TWO_THREADS = InferenceSettings.cpu(2);

  private final Graph graph = new Graph();
  private final Session session = new Session(graph);
  private final Ops tf = Ops.create(graph);
  private final Random random = new Random(3);
  private final Placeholder<TFloat32> images =
      tf.withName("images")
          .placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, SIDE, SIDE, 3)));

  @AfterEach
  void close() {
    session.close();
    graph.close();
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "5", "150"})
  void givesTheRowsOfTheGraphForAnyBatch(int batch) {
    Operand<TFloat32> x = batchNorm(conv(images, 3, 4), 4);
    x = tf.math.mul(x, tf.math.sigmoid(x));
    x = batchNorm(depthwise(x, 4, 2), 8);
    String output = rows(batchNorm(conv(x, 8, 5), 5));
    try (FoldedGraph folded = folded(output).orElseThrow();
        TFloat32 some = images(batch)) {
      float[][] expected = whole(output, some);
      float[][] actual = folded.rows(some);
      assertEquals(batch, actual.length);
      for (int i = 0; i < batch; i++) {
        assertArrayEquals(expected[i], actual[i], 1e-4f, "image " + i);
      }
    }
    assertEquals(
        List.of(0L, 3L, 0L), List.of(norms(output), ops(output, "BiasAdd"), state(output)));
  }

  @Test
  void aBatchNormOfSomethingElseStays() {
    Operand<TFloat32> shared = conv(images, 3, 4);
    Operand<TFloat32> one = batchNorm(shared, 4); // the convolution has another user
    Operand<TFloat32> other = batchNorm(tf.math.add(shared, one), 4); // an addition before it
    String output = rows(other);
    assertEquals(2, norms(output));
    try (FoldedGraph folded = folded(output).orElseThrow();
        TFloat32 some = images(3)) {
      assertArrayEquals(whole(output, some)[2], folded.rows(some)[2], 1e-4f);
    }
  }

  @Test
  void aBatchNormWithTheStatisticsOfTheBatchStays() {
    Operand<TFloat32> none = tf.constant(new float[0]);
    Operand<TFloat32> y =
        tf.nn
            .fusedBatchNorm(
                conv(images, 3, 4),
                variable(4),
                variable(4),
                none,
                none,
                FusedBatchNorm.isTraining(true))
            .y();
    assertEquals(1, norms(rows(y)));
  }

  @Test
  void aBatchNormWhoseOtherResultsAreUsedStays() {
    FusedBatchNorm<TFloat32, TFloat32> norm = norm(conv(images, 3, 4), 4);
    assertEquals(1, norms(rows(tf.math.add(norm.y(), norm.batchMean()))));
  }

  @Test
  void keepsTheValuesOfItsMoment() {
    VarHandleOp handle = tf.varHandleOp(TFloat32.class, Shape.of(3));
    session.run(tf.assignVariableOp(handle, tf.constant(new float[] {1, 1, 1})));
    Op twice = tf.assignAddVariableOp(handle, tf.constant(new float[] {1, 1, 1}));
    String output = rows(tf.math.mul(images, tf.readVariableOp(handle, TFloat32.class)));
    try (FoldedGraph folded = folded(output).orElseThrow();
        TFloat32 some = images(2)) {
      float[][] before = folded.rows(some);
      session.run(twice);
      assertArrayEquals(before[1], folded.rows(some)[1]);
      assertEquals(2 * before[1][0], whole(output, some)[1][0], 1e-3);
    }
  }

  @Test
  void whatHasStateIsNotFolded() {
    VarHandleOp handle = tf.varHandleOp(TFloat32.class, Shape.of(3));
    Operand<TFloat32> changed =
        tf.withControlDependencies(
                List.of(tf.assignAddVariableOp(handle, tf.constant(new float[] {1, 1, 1}))))
            .readVariableOp(handle, TFloat32.class);
    assertTrue(folded(rows(tf.math.add(images, changed))).isEmpty());
  }

  @Test
  void weightsThatNoMessageHoldsAreNotFolded() {
    VarHandleOp handle = tf.varHandleOp(TFloat32.class, Shape.of(1 << 15, 1 << 14)); // 2 GiB
    Operand<TFloat32> corner =
        tf.slice(
            tf.readVariableOp(handle, TFloat32.class),
            tf.constant(new int[] {0, 0}),
            tf.constant(new int[] {1, 3}));
    assertTrue(folded(rows(tf.math.add(images, corner))).isEmpty());
  }

  @Test
  void whatGivesOneRowForAllImagesIsNotFolded() {
    Operand<TFloat32> sum = tf.sum(images, tf.constant(new int[] {0, 1, 2}));
    String output = tf.reshape(sum, tf.constant(new int[] {1, 3})).op().name();
    assertTrue(folded(output).isEmpty());
    String dimensions = tf.identity(images).op().name(); // not rows at all
    assertTrue(folded(dimensions).isEmpty());
    String independent = tf.constant(new float[2][3]).op().name();
    assertTrue(folded(independent).isEmpty());
  }

  @Test
  void aMistakeOfAPartIsThatOfTheGraph() {
    Operand<TFloat32> checked =
        tf.withControlDependencies(
                List.of(
                    tf.assertThat(
                        tf.math.less(
                            tf.max(images, tf.constant(new int[] {0, 1, 2, 3})), tf.constant(0f)),
                        List.of(tf.constant("too bright")))))
            .identity(images);
    String output = rows(checked);
    try (FoldedGraph folded = folded(output).orElseThrow();
        TFloat32 some = images(40)) {
      assertThrows(TFInvalidArgumentException.class, () -> whole(output, some));
      assertThrows(TFInvalidArgumentException.class, () -> folded.rows(some));
    }
  }

  @Test
  void refusesLessThanNoThreads() {
    assertThrows(IllegalArgumentException.class, () -> InferenceSettings.cpu(-1));
  }

  @Test
  void bfloat16IsAskedForOnce() {
    assertFalse(
        InferenceSettings.cpu(2).session().getGraphOptions().hasRewriteOptions(),
        "float32 leaves TensorFlow's own settings");
    assertEquals(
        1, new InferenceSettings(false, 2, true).partSession().getIntraOpParallelismThreads());
    assertTrue(new InferenceSettings(true, 2, false).session().getGpuOptions().getAllowGrowth());
  }

  private Optional<FoldedGraph> folded(String output) {
    return FoldedGraph.of(graph.toGraphDef(), session, "images", output, TWO_THREADS);
  }

  private float[][] whole(String output, TFloat32 some) {
    try (Result result = session.runner().feed("images", some).fetch(output).run()) {
      return StdArrays.array2dCopyOf((TFloat32) result.get(0));
    }
  }

  private long norms(String output) {
    return nodes(output).stream().filter(n -> n.getOp().startsWith("FusedBatchNorm")).count();
  }

  private long ops(String output, String op) {
    return nodes(output).stream().filter(node -> node.getOp().equals(op)).count();
  }

  private long state(String output) {
    return nodes(output).stream().filter(node -> node.getOp().contains("Var")).count();
  }

  private List<NodeDef> nodes(String output) {
    GraphDef folded =
        FoldedGraph.folded(graph.toGraphDef(), session, "images", output).orElseThrow();
    return folded.getNodeList();
  }

  /** Adds the mean over an image, and returns its name: [batch, h, w, c] -> [batch, c]. */
  private String rows(Operand<TFloat32> x) {
    return tf.math.mean(x, tf.constant(new int[] {1, 2})).op().name();
  }

  private Operand<TFloat32> conv(Operand<TFloat32> x, int in, int out) {
    return tf.nn.conv2d(x, variable(3, 3, in, out), List.of(1L, 1L, 1L, 1L), "SAME");
  }

  private Operand<TFloat32> depthwise(Operand<TFloat32> x, int in, int multiplier) {
    return tf.nn.depthwiseConv2dNative(
        x, variable(3, 3, in, multiplier), List.of(1L, 2L, 2L, 1L), "SAME");
  }

  private Operand<TFloat32> batchNorm(Operand<TFloat32> x, int channels) {
    return norm(x, channels).y();
  }

  private FusedBatchNorm<TFloat32, TFloat32> norm(Operand<TFloat32> x, int channels) {
    return tf.nn.fusedBatchNorm(
        x,
        variable(channels),
        variable(channels),
        variable(channels),
        variable(channels),
        FusedBatchNorm.isTraining(false),
        FusedBatchNorm.epsilon(1e-3f));
  }

  /** Adds a variable with a value above 0. */
  private Operand<TFloat32> variable(long... sizes) {
    Shape shape = Shape.of(sizes);
    VarHandleOp handle =
        tf.varHandleOp(
            TFloat32.class, shape, VarHandleOp.sharedName("v" + random.nextInt(1 << 30)));
    float[] values = new float[(int) shape.size()];
    IntStream.range(0, values.length).forEach(i -> values[i] = random.nextFloat() + 0.1f);
    session.run(tf.assignVariableOp(handle, tf.reshape(tf.constant(values), tf.constant(sizes))));
    return tf.ensureShape(tf.readVariableOp(handle, TFloat32.class), shape);
  }

  private static TFloat32 images(int batch) {
    return TFloat32.tensorOf(
        Shape.of(batch, SIDE, SIDE, 3),
        tensor ->
            tensor
                .scalars()
                .forEachIndexed(
                    (at, pixel) ->
                        pixel.setFloat((int) (at[0] * 7 + at[1] * 5 + at[2] + at[3]) % 11 / 100f)));
  }
}
