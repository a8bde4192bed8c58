package org.noisystudent.data;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;

/** A pipeline in a graph and session of its own, its batches as arrays. */
final class PipelineRun implements AutoCloseable {
  static final ImageTransform IDENTITY = (scope, image, seed) -> image;

  static final ImageTransform TWO_VIEWS =
      (scope, image, seed) ->
          scope.tf().stack(java.util.List.of(image, scope.tf().bitwise.invert(image)));

  /** Keeps the first row, and fills the others with noise of the seed. */
  static final ImageTransform NOISE =
      (scope, image, seed) -> {
        Ops tf = scope.tf();
        Operand<TInt32> noise =
            tf.random.statelessRandomUniformInt(
                tf.constant(new int[] {3, 4, 3}), seed, tf.constant(0), tf.constant(256));
        Operand<TUint8> first =
            tf.slice(image, tf.constant(new int[3]), tf.constant(new int[] {1, 4, 3}));
        return tf.concat(
            java.util.List.of(first, tf.dtypes.cast(noise, TUint8.class)), tf.constant(0));
      };

  private final Graph graph;
  private final Session session;
  private final InputPipeline pipeline;
  private final boolean training;

  private PipelineRun(Graph graph, InputPipeline pipeline, boolean training) {
    this.graph = graph;
    this.pipeline = pipeline;
    this.training = training;
    this.session = new Session(graph);
    start(0);
  }

  static PipelineRun training(TrainingInput in) {
    Graph graph = new Graph();
    return new PipelineRun(graph, InputPipeline.training(graph, in), true);
  }

  static PipelineRun inference(InferenceInput in) {
    Graph graph = new Graph();
    return new PipelineRun(graph, InputPipeline.inference(graph, in), false);
  }

  /** Returns 4 x 4 grey images, each filled with its number, of classes 0, 1, 2, 0, ... */
  static MemoryImages numbered(int count, int classes) {
    byte[] bytes = new byte[count * 16];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      Arrays.fill(bytes, i * 16, i * 16 + 16, (byte) i);
      labels[i] = i % classes;
    }
    return new MemoryImages(
        new Pixels(bytes, 4, 4, 1),
        Choice.all(count),
        labels,
        Optional.empty(),
        row -> "numbered image " + row);
  }

  static float[][] softLabels(int count, int classes) {
    float[][] rows = new float[count][classes];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < classes; j++) {
        rows[i][j] = (i + j) / 100f;
      }
    }
    return rows;
  }

  static float[] oneHot(int label, int classes) {
    float[] row = new float[classes];
    row[label] = 1;
    return row;
  }

  void start(long step) {
    pipeline.start(session, step);
  }

  InputPipeline pipeline() {
    return pipeline;
  }

  Batch next() {
    Session.Runner runner =
        session
            .runner()
            .fetch(pipeline.images())
            .fetch(pipeline.requested())
            .fetch(pipeline.used());
    if (training) {
      runner.fetch(pipeline.targets());
    }
    try (Result result = runner.run()) {
      TUint8 images = (TUint8) result.get(0);
      byte[] bytes = new byte[(int) images.size()];
      images.asRawTensor().data().read(bytes);
      float[][] targets =
          training ? StdArrays.array2dCopyOf((TFloat32) result.get(3)) : new float[0][];
      return new Batch(
          (int) images.shape().get(0),
          bytes,
          StdArrays.array1dCopyOf((TInt64) result.get(1)),
          StdArrays.array1dCopyOf((TInt64) result.get(2)),
          targets);
    }
  }

  /**
   * Returns the first value of each image of the next batch as a teacher sees it, by its number.
   */
  Map<Long, Integer> nextSeenByTeacher() {
    Operand<TUint8> seen = pipeline.teacherImages().orElseThrow();
    try (Result result = session.runner().fetch(seen).fetch(pipeline.used()).run()) {
      TUint8 images = (TUint8) result.get(0);
      long[] used = StdArrays.array1dCopyOf((TInt64) result.get(1));
      int count = (int) images.shape().get(0);
      Map<Long, Integer> pixels = new LinkedHashMap<>();
      for (int i = 0; i < count; i++) {
        pixels.put(used[used.length - count + i], images.getByte(i, 0, 0, 0) & 0xFF);
      }
      return pixels;
    }
  }

  @Override
  public void close() {
    session.close();
    pipeline.close();
    graph.close();
  }

  /** One batch; equal where every byte is. */
  static final class Batch {
    private final int images;
    private final byte[] bytes;
    private final long[] requested;
    private final long[] used;
    private final float[][] targets;

    Batch(int images, byte[] bytes, long[] requested, long[] used, float[][] targets) {
      this.images = images;
      this.bytes = bytes;
      this.requested = requested;
      this.used = used;
      this.targets = targets;
    }

    int images() {
      return images;
    }

    long[] requested() {
      return requested;
    }

    long[] used() {
      return used;
    }

    float[][] targets() {
      return targets;
    }

    int firstPixel(int image) {
      return Byte.toUnsignedInt(bytes[image * (bytes.length / images)]);
    }

    byte[] pixels(int image) {
      int size = bytes.length / images;
      return Arrays.copyOfRange(bytes, image * size, (image + 1) * size);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Batch batch
          && Arrays.equals(bytes, batch.bytes)
          && Arrays.equals(requested, batch.requested)
          && Arrays.equals(used, batch.used)
          && Arrays.deepEquals(targets, batch.targets);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }
  }
}
