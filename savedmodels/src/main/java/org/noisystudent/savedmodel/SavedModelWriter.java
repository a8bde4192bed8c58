package org.noisystudent.savedmodel;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.tensorflow.TensorFlow;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GradientDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;

/**
 * Writes a graph with resource variables as a SavedModel folder: {@code saved_model.pb}, {@code
 * variables/} and {@code model-card.json}.
 *
 * <p>It fills a folder that its caller puts in place, so nothing here is renamed or cleaned up. The
 * same graph and values give the same bytes. (TF-Java's own exporter sees only reference
 * variables.)
 */
public final class SavedModelWriter {
  static final String SERVE = "serve";

  private SavedModelWriter() {}

  /**
   * Writes a model into a folder. Adds the ops that save and restore to its graph, so call it once
   * for a graph.
   *
   * @param folder exists and is empty
   * @throws IOException if the disk, or TensorFlow that writes to it, refuses
   */
  public static void writeInto(ServingGraph model, ModelCard card, Path folder) throws IOException {
    SaverOps saver = new SaverOps(Ops.create(model.graph()), model.variables());
    Path variables = Files.createDirectory(folder.resolve("variables"));
    try {
      saver.run(model.session(), variables.resolve("variables"));
    } catch (TensorFlowException e) {
      throw new IOException("variables could not be saved: " + firstLine(e), e);
    }
    writeProto(describe(model, saver), folder.resolve(SavedModelFile.NAME));
    Files.write(folder.resolve(ModelCard.FILE), card.json());
  }

  private static SavedModel describe(ServingGraph model, SaverOps saver) {
    MetaGraphDef.Builder meta = MetaGraphDef.newBuilder();
    meta.getMetaInfoDefBuilder().addTags(SERVE).setTensorflowVersion(TensorFlow.version());
    meta.setGraphDef(sorted(model.graph().toGraphDef()));
    meta.setSaverDef(saver.saverDef());
    meta.putAllCollectionDef(saver.collections());
    for (ClassifierSignature signature : model.signatures()) {
      meta.putSignatureDef(signature.name(), TensorInfos.signature(signature));
    }
    return SavedModel.newBuilder().setSavedModelSchemaVersion(1).addMetaGraphs(meta).build();
  }

  /** TensorFlow lists functions in the order of a hash table that differs from run to run. */
  private static GraphDef sorted(GraphDef graph) {
    FunctionDefLibrary library = graph.getLibrary();
    FunctionDefLibrary.Builder ordered = FunctionDefLibrary.newBuilder();
    library.getFunctionList().stream()
        .sorted(Comparator.comparing((FunctionDef function) -> function.getSignature().getName()))
        .forEach(ordered::addFunction);
    library.getGradientList().stream()
        .sorted(Comparator.comparing(GradientDef::getFunctionName))
        .forEach(ordered::addGradient);
    return graph.toBuilder().setLibrary(ordered).build();
  }

  private static void writeProto(SavedModel model, Path file) throws IOException {
    try (OutputStream stream = Files.newOutputStream(file)) {
      CodedOutputStream coded = CodedOutputStream.newInstance(stream);
      coded.useDeterministicSerialization();
      model.writeTo(coded);
      coded.flush();
    }
  }

  static String firstLine(Exception e) {
    String message = e.getMessage() == null ? "" : e.getMessage().lines().findFirst().orElse("");
    return e instanceof IOException || message.isBlank()
        ? e.getClass().getSimpleName() + " " + message
        : message;
  }
}
