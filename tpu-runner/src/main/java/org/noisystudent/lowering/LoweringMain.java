package org.noisystudent.lowering;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.noisystudent.process.JavaProcess;
import org.noisystudent.savedmodel.SessionOptions;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.OptimizerOptions;

/**
 * The process that lowers: it runs a graph until XLA has written the module, and is then ended by
 * the one that started it. Ends by itself when that one is gone.
 */
final class LoweringMain {
  /** What {@code graph.pb} holds: a {@link StepCall}'s graph. */
  static final String GRAPH = "graph.pb";

  /** Where TensorFlow's message goes when the graph does not run. */
  static final String ERROR = "error.txt";

  /** Exit code when that file says what went wrong. */
  static final int FAILED = 3;

  private LoweringMain() {}

  /** Runs the graph of a folder. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    JavaProcess.endWithParent();
    try (Graph graph = new Graph()) {
      graph.importGraphDef(read(folder.resolve(GRAPH)));
      try (Session session = new Session(graph, plain())) {
        session.runner().addTarget(StepCall.INITIALIZE).run().close();
        session.runner().addTarget(StepCall.CALL).run().close();
      }
    } catch (RuntimeException e) {
      // TensorFlow's exceptions have no common type
      Files.writeString(folder.resolve(ERROR), String.valueOf(e.getMessage()));
      Runtime.getRuntime().halt(FAILED);
    }
    Runtime.getRuntime().halt(0);
  }

  private static GraphDef read(Path file) throws IOException {
    try (InputStream stream = Files.newInputStream(file)) {
      CodedInputStream coded = CodedInputStream.newInstance(stream);
      coded.setSizeLimit(Integer.MAX_VALUE);
      return GraphDef.parseFrom(coded);
    }
  }

  /** Leaves the graph as it is: nothing is computed ahead, nothing is rewritten. */
  private static ConfigProto plain() {
    ConfigProto.Builder config = SessionOptions.of(false, 1);
    config
        .getGraphOptionsBuilder()
        .getOptimizerOptionsBuilder()
        .setOptLevel(OptimizerOptions.Level.L0);
    config.getGraphOptionsBuilder().getRewriteOptionsBuilder().setDisableMetaOptimizer(true);
    return config.build();
  }
}
