package org.noisystudent.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;

/**
 * Batches as graph ops (tf.data), inside the caller's graph so that they never pass through Java.
 *
 * <p>What a step sees is a pure function of (seed, step): the same for any parallelism, and whether
 * the pipeline started there or ran up to it. The labeled and the unlabeled stream do not depend on
 * each other. An image that cannot be decoded is replaced by the next one of its source: then
 * {@link #used} differs from {@link #requested}.
 */
public final class InputPipeline implements AutoCloseable {
  private static final int PREFETCHED = 4;

  private final FunctionScope scope;
  private final InputTables tables;
  private final List<Stream> streams = new ArrayList<>();
  private Op start;
  private Operand<TUint8> images;
  private Operand<TFloat32> targets;
  private Optional<Operand<TUint8>> teacherImages = Optional.empty();
  private Operand<TInt64> requested;
  private Operand<TInt64> used;

  private record Stream(ImageSource source, Placeholder<TInt64> first, int batch) {}

  private InputPipeline(Graph graph) {
    this.scope = new FunctionScope(graph);
    this.tables = new InputTables(scope.tf());
  }

  /** Adds the endless batches of a training to a graph: labeled images first, then unlabeled. */
  public static InputPipeline training(Graph graph, TrainingInput in) {
    return build(graph, pipeline -> pipeline.shuffled(in));
  }

  private void shuffled(TrainingInput in) {
    Ops tf = scope.tf();
    TfDataset dataset =
        stream(in, in.labeled(), in.labeledBatch(), SeedStream.LABELED, Optional.empty());
    if (in.unlabeled().isPresent()) {
      dataset =
          TfDataset.zip(
              dataset,
              stream(
                  in,
                  in.unlabeled().get(),
                  in.unlabeledBatch(),
                  SeedStream.UNLABELED,
                  in.teacherView()));
    }
    Arguments next = iterate(dataset, "training_input");
    images = next.get(0, TUint8.class);
    requested = next.get(1, TInt64.class);
    used = next.get(2, TInt64.class);
    targets = next.get(3, TFloat32.class);
    if (in.unlabeled().isPresent()) {
      Operand<TInt32> rows = tf.constant(0);
      images = tf.concat(List.of(images, next.get(4, TUint8.class)), rows);
      requested = tf.concat(List.of(requested, next.get(5, TInt64.class)), rows);
      used = tf.concat(List.of(used, next.get(6, TInt64.class)), rows);
      targets = tf.concat(List.of(targets, next.get(7, TFloat32.class)), rows);
      teacherImages = in.teacherView().map(view -> next.get(8, TUint8.class));
    }
  }

  /** Adds the batches of an inference to a graph; there are no targets. */
  public static InputPipeline inference(Graph graph, InferenceInput in) {
    Shape one = Shape.of(in.views(), in.resolution(), in.resolution(), 3);
    return build(graph, pipeline -> pipeline.inOrder(in, one));
  }

  /** Frees the functions that were made where a later one cannot be. */
  private static InputPipeline build(Graph graph, Consumer<InputPipeline> building) {
    InputPipeline pipeline = new InputPipeline(graph);
    try {
      building.accept(pipeline);
      return pipeline;
    } catch (RuntimeException e) {
      pipeline.close();
      throw e;
    }
  }

  private void inOrder(InferenceInput in, Shape one) {
    Ops tf = scope.tf();
    ImageReader reader = ImageReader.of(in.source());
    Placeholder<TInt64> first = first(in.source(), in.batch());
    List<Operand<?>> captured = tables.add(reader.tables());
    TfDataset dataset =
        TfDataset.range(
                scope,
                tf.math.add(first, tf.constant((long) in.first())),
                tf.constant((long) in.end()))
            .parallelMapBatches(
                "inference_image",
                captured,
                in.parallelism(),
                in.batch(),
                false,
                (body, arguments) -> {
                  Ops ops = body.tf();
                  Operand<TInt64> index = ops.identity(arguments.get(0, TInt64.class));
                  ImageReader.Read read = reader.read(body, arguments.from(1), index);
                  Operand<TInt64> seed = ops.stack(List.of(ops.constant(0L), index));
                  Operand<TUint8> views = in.transform().apply(body, read.image(), seed);
                  Operand<TUint8> shaped = ops.reshape(views, ops.constant(one.asArray()));
                  return List.of(shaped, index, ops.identity(read.used()));
                });
    Arguments next = iterate(dataset, "inference_input");
    images = tf.reshape(next.get(0, TUint8.class), tf.constant(one.tail().prepend(-1).asArray()));
    requested = next.get(1, TInt64.class);
    used = next.get(2, TInt64.class);
  }

  private TfDataset stream(
      TrainingInput in,
      ImageSource source,
      int batch,
      SeedStream seeds,
      Optional<TeacherView> view) {
    Ops tf = scope.tf();
    ImageReader reader = ImageReader.of(source);
    TargetTable targetTable = new TargetTable(source, in.classes());
    ShuffledOrder order = new ShuffledOrder(seeds.of(in.seed()), source.size());
    int rows = in.process().rows(batch);
    Placeholder<TInt64> first = first(source, rows);
    List<Operand<?>> captured = tables.add(reader.tables());
    List<Operand<?>> capturedTargets = tables.add(targetTable.tables());
    Shape shape = Shape.of(in.resolution(), in.resolution(), 3);
    return TfDataset.range(scope, first, tf.constant(Long.MAX_VALUE / 2))
        .parallelMapBatches(
            "training_image",
            captured,
            in.parallelism(),
            rows,
            true,
            (body, arguments) -> {
              Ops ops = body.tf();
              Operand<TInt64> position =
                  in.process().position(ops, arguments.get(0, TInt64.class), batch);
              Operand<TInt64> index = order.example(ops, position);
              ImageReader.Read read = reader.read(body, arguments.from(1), index);
              Operand<TInt64> seed = order.transformSeed(ops, position, index);
              Operand<TUint8> image = in.transform().apply(body, read.image(), seed);
              Operand<TUint8> shaped = ops.reshape(image, ops.constant(shape.asArray()));
              List<Operand<?>> made =
                  new ArrayList<>(List.of(shaped, index, ops.identity(read.used())));
              view.ifPresent(seen -> made.add(seen(body, seen, read.image(), seed)));
              return made;
            })
        .map(
            "training_targets",
            capturedTargets,
            (body, arguments) -> {
              Ops ops = body.tf();
              int made = view.isPresent() ? 4 : 3;
              List<Operand<?>> given =
                  new ArrayList<>(
                      List.of(
                          ops.identity(arguments.get(0, TUint8.class)),
                          ops.identity(arguments.get(1, TInt64.class)),
                          ops.identity(arguments.get(2, TInt64.class)),
                          targetTable.targets(
                              ops, arguments.from(made), arguments.get(2, TInt64.class))));
              view.ifPresent(seen -> given.add(ops.identity(arguments.get(3, TUint8.class))));
              return given;
            });
  }

  /** Returns an image as a teacher sees it: [resolution, resolution, 3]. */
  private static Operand<TUint8> seen(
      FunctionScope body, TeacherView view, Operand<TUint8> image, Operand<TInt64> seed) {
    Shape shape = Shape.of(view.resolution(), view.resolution(), 3);
    Operand<TUint8> seen = view.transform().apply(body, image, seed);
    return body.tf().reshape(seen, body.tf().constant(shape.asArray()));
  }

  private Placeholder<TInt64> first(ImageSource source, int batch) {
    Placeholder<TInt64> first =
        scope.tf().placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    streams.add(new Stream(source, first, batch));
    return first;
  }

  private Arguments iterate(TfDataset dataset, String name) {
    String unique = scope.tf().scope().makeOpName(name);
    TfDataset.TfIterator iterator = dataset.prefetch(PREFETCHED).untuned().iterator(unique);
    start = iterator.start();
    return iterator.next();
  }

  /**
   * Puts the pipeline at a step, whatever it did before: the next batch is that of the step.
   *
   * @param session of the graph
   * @param step from 0; for an inference, the number of a batch
   */
  public void start(Session session, long step) {
    List<TInt64> firsts = new ArrayList<>();
    try {
      Session.Runner runner = session.runner().addTarget(start);
      for (Stream stream : streams) {
        TInt64 first = TInt64.scalarOf(Math.multiplyExact(step, stream.batch()));
        firsts.add(first);
        runner.feed(stream.first(), first);
      }
      tables.feed(runner, () -> runner.run().close());
    } finally {
      firsts.forEach(TInt64::close);
    }
  }

  /**
   * Returns the images, RGB: [labeledBatch + unlabeledBatch, resolution, resolution, 3] in a
   * training of one process, [batch * views, resolution, resolution, 3], view by view of each
   * image, in an inference. Fetching past the end of an inference throws {@code
   * TFOutOfRangeException}.
   */
  public Operand<TUint8> images() {
    return images;
  }

  /** Returns the images as floats 0..255, the input of a classifier. */
  public Operand<TFloat32> floatImages() {
    return scope.tf().dtypes.cast(images, TFloat32.class);
  }

  /** Returns what each image of a training is taught to be, [batch, classes]. */
  public Operand<TFloat32> targets() {
    if (targets == null) {
      throw new IllegalStateException("an inference has no targets");
    }
    return targets;
  }

  /**
   * Returns the unlabeled images of a training as a teacher sees them, where one does: [unlabeled,
   * resolution, resolution, 3].
   */
  public Optional<Operand<TUint8>> teacherImages() {
    return teacherImages;
  }

  /** Returns the image of the source that each image of the batch should be, [batch]. */
  public Operand<TInt64> requested() {
    return requested;
  }

  /** Returns the image of the source that each image of the batch is, [batch]; -1 is black. */
  public Operand<TInt64> used() {
    return used;
  }

  /**
   * Reports the images of a batch that could not be decoded.
   *
   * @param requestedImages the values of {@link #requested}
   * @param usedImages the values of {@link #used}
   */
  public void report(long[] requestedImages, long[] usedImages, CorruptRecords corrupt) {
    for (int i = 0; i < requestedImages.length; i++) {
      if (requestedImages[i] != usedImages[i]) {
        boolean labeled = streams.size() == 1 || i < streams.get(0).batch();
        ImageSource source = streams.get(labeled ? 0 : 1).source();
        long size = source.size();
        long failed =
            usedImages[i] < 0
                ? Math.min(StoredReader.TRIES, size)
                : Math.floorMod(usedImages[i] - requestedImages[i], size);
        for (long j = 0; j < failed; j++) {
          int index = (int) ((requestedImages[i] + j) % size);
          corrupt.report(source.describe(index), "cannot be decoded");
        }
      }
    }
  }

  @Override
  public void close() {
    scope.close();
  }
}
