package org.noisystudent.savedmodel;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.types.TFloat32;

/**
 * The part of a graph from images to what is asked of them, in a session of its own, as a CPU
 * answers fastest: its variables are constants with the values of one moment, and batch norms with
 * moving statistics are folded into the convolutions before them. TensorFlow then computes a
 * convolution, its bias and its activation as one op. Results differ from the graph's by rounding.
 *
 * <p>Each thread runs a part of a batch from its first op to its last, which keeps what an op
 * leaves in the caches for the next; threads that share every op wait for each other and for
 * memory.
 */
public final class FoldedGraph implements AutoCloseable {
  /** A graph of more than 2 GiB is no message any more: larger networks stay as they are. */
  private static final long MOST_BYTES = 1L << 30;

  /** Four images of 224 x 224 were measured to be best; of half the bytes each, eight. */
  private static final long PART_PIXELS = 4 * 224 * 224;

  /** More small images a part are no faster. */
  private static final long MOST_IMAGES = 64;

  /** Has a run stay on the thread that calls it. */
  private static final RunOptions ON_CALLER =
      RunOptions.newBuilder().setInterOpThreadPool(-1).build();

  private final Graph graph = new Graph();
  private final Session session;
  private final String input;
  private final String output;
  private final InferenceSettings settings;
  private final ExecutorService threads;

  private FoldedGraph(GraphDef folded, String input, String output, InferenceSettings settings) {
    this.input = input;
    this.output = output;
    this.settings = settings;
    graph.importGraphDef(folded);
    session = new Session(graph, settings.partSession());
    threads =
        Executors.newFixedThreadPool(
            settings.parts(),
            new ThreadFactoryBuilder().setDaemon(true).setNameFormat("inference-%d").build());
  }

  /**
   * Folds a part of a graph.
   *
   * @param whole the graph
   * @param values a session that runs it, with the variables as they are to be
   * @param input the tensor that takes images, a placeholder with or without a default
   * @param output the tensor that is asked for
   * @param settings how it is asked
   * @return empty where the part calls functions, or has state beside variables of float32 that are
   *     only read, or weights of more than 1 GiB, or does not give one row for each image
   */
  public static Optional<FoldedGraph> of(
      GraphDef whole, Session values, String input, String output, InferenceSettings settings) {
    Optional<GraphDef> folded = folded(whole, values, input, output);
    if (folded.isEmpty()) {
      return Optional.empty();
    }
    FoldedGraph graph = new FoldedGraph(folded.get(), input, output, settings);
    if (!graph.hasRows()) {
      graph.close();
      return Optional.empty();
    }
    return Optional.of(graph);
  }

  /** Returns whether any number of images has as many rows. */
  private boolean hasRows() {
    Shape images = shape(input);
    Shape rows = shape(output);
    return images.numDimensions() == 4
        && images.get(0) == Shape.UNKNOWN_SIZE
        && rows.numDimensions() == 2
        && rows.get(0) == Shape.UNKNOWN_SIZE;
  }

  private Shape shape(String tensor) {
    int colon = tensor.indexOf(':');
    int index = colon < 0 ? 0 : Integer.parseInt(tensor.substring(colon + 1));
    return graph.operation(ReachedNodes.nodeName(tensor)).output(index).shape();
  }

  /** Returns the nodes; empty as {@link #of}. */
  static Optional<GraphDef> folded(GraphDef whole, Session values, String input, String output) {
    Map<String, NodeDef> nodes = new LinkedHashMap<>();
    whole.getNodeList().forEach(node -> nodes.put(node.getName(), node));
    String fed = ReachedNodes.nodeName(input);
    if (!nodes.containsKey(fed) || !nodes.get(fed).getOp().startsWith("Placeholder")) {
      return Optional.empty();
    }
    // without its default, so that what makes the default is not reached
    nodes.put(fed, nodes.get(fed).toBuilder().setOp("Placeholder").clearInput().build());
    ReachedNodes reached =
        ReachedNodes.from(
            GraphDef.newBuilder().addAllNode(nodes.values()).setLibrary(whole.getLibrary()).build(),
            List.of(output));
    nodes.keySet().retainAll(reached.nodes());
    boolean foldable =
        nodes.containsKey(fed)
            && reached.functions().isEmpty()
            && nodes.values().stream().allMatch(node -> isStateless(node) || isRead(node, nodes));
    if (!foldable || weightBytes(nodes) > MOST_BYTES) {
      return Optional.empty();
    }
    BatchNormFolding folding = new BatchNormFolding(nodes, ReachedNodes.nodeName(output));
    return Optional.of(
        GraphDef.newBuilder()
            .addAllNode(folding.apply(values))
            .setVersions(whole.getVersions())
            .build());
  }

  private static boolean isStateless(NodeDef node) {
    return !node.containsAttr("shared_name") && !node.containsAttr("container");
  }

  /** Returns whether a node is a variable of float32 that is only read. */
  private static boolean isRead(NodeDef node, Map<String, NodeDef> nodes) {
    return node.getOp().equals("VarHandleOp")
        && node.getAttrOrThrow("dtype").getType() == DataType.DT_FLOAT
        && nodes.values().stream()
            .filter(each -> each.getInputList().contains(node.getName()))
            .allMatch(each -> each.getOp().equals("ReadVariableOp"));
  }

  private static long weightBytes(Map<String, NodeDef> nodes) {
    return nodes.values().stream()
        .filter(node -> node.getOp().equals("VarHandleOp"))
        .flatMapToLong(
            node ->
                node.getAttrOrThrow("shape").getShape().getDimList().stream()
                    .mapToLong(dim -> dim.getSize())
                    .reduce((a, b) -> a * b)
                    .stream())
        .map(numbers -> Float.BYTES * numbers)
        .sum();
  }

  /**
   * Returns the rows that the output has for some images, of a batch of at least one. Calls may
   * come from several threads.
   *
   * @param images [batch, height, width, 3]
   */
  public float[][] rows(TFloat32 images) {
    int batch = Math.toIntExact(images.shape().get(0));
    int part = partSize(batch, images.shape());
    if (part == batch) {
      return run(images);
    }
    List<Callable<float[][]>> parts = new ArrayList<>();
    for (int first = 0; first < batch; first += part) {
      int begin = first;
      int end = Math.min(begin + part, batch);
      parts.add(() -> run(images, begin, end));
    }
    List<float[]> rows = new ArrayList<>();
    try {
      for (Future<float[][]> done : threads.invokeAll(parts)) {
        rows.addAll(List.of(done.get()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      Throwables.throwIfUnchecked(e.getCause());
      throw new IllegalStateException(e.getCause());
    }
    return rows.toArray(float[][]::new);
  }

  private int partSize(int batch, Shape images) {
    if (settings.gpu()) {
      return batch;
    }
    long pixels = settings.bfloat16() ? 2 * PART_PIXELS : PART_PIXELS;
    long each = pixels / (images.get(1) * images.get(2));
    long share = (batch + settings.parts() - 1L) / settings.parts();
    return Math.toIntExact(Math.min(share, Math.max(1, Math.min(each, MOST_IMAGES))));
  }

  private float[][] run(TFloat32 images, int begin, int end) {
    long size = images.size() / images.shape().get(0);
    FloatDataBuffer pixels = images.asRawTensor().data().asFloats();
    try (TFloat32 part =
        TFloat32.tensorOf(
            Shape.of(end - begin, images.shape().get(1), images.shape().get(2), 3),
            pixels.slice(begin * size, (end - begin) * size))) {
      return run(part);
    }
  }

  private float[][] run(TFloat32 images) {
    Session.Runner runner = session.runner().feed(input, images).fetch(output);
    if (!settings.gpu()) {
      runner.setOptions(ON_CALLER);
    }
    try (Result result = runner.run()) {
      return StdArrays.array2dCopyOf((TFloat32) result.get(0));
    }
  }

  @Override
  public void close() {
    threads.shutdown();
    session.close();
    graph.close();
  }
}
